// The host is killed at every single step of a sign-in, and another starts on what is left.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPool, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import type { PoolInput } from '../../../e2e/cognito/pool-file'
import { startCognito } from '../../../e2e/cognito/server'
import type { SignInAnswer, SignInView } from '../../../shared/model/sign-in'
import { loopbackTransport } from '../fake-transport'
import { fakeClock, fakeRandom, memoryRecordStore, memorySecretStore } from '../fakes'
import { nativeModPow } from '../../shell/native-mod-pow'
import { aMortal, type Death, mortalFiles, mortalStore } from '../sessions/mortal'
import { aDesk, type Desk, type DeskOptions } from './fixtures'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
/** Deaths at each of some 160 steps. */
const rounds = isLong ? 10 : 1
/** After a step is before the next one, but for what runs at the same time. */
const moments = isLong ? (['before', 'after'] as const) : (['before'] as const)
const randomRuns = (isLong ? 300 : 20) / 4

const username = 'alice'
const password = passwords[username]
const wish = { use: 'access', minimumTtlSeconds: 0 } as const
const optIn = {
  deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
}

/** Operations whose answers are lost. */
const lossy = ['InitiateAuth', 'RespondToAuthChallenge', 'ConfirmDevice', 'UpdateDeviceStatus'] as const

/** What stands before the sign-in that is cut short. */
type Beginning = 'a new computer' | 'a known device' | 'a device that the pool has forgotten'

const stories: readonly (readonly [string, Partial<PoolInput>, Beginning])[] = [
  ['on a new computer', {}, 'a new computer'],
  ['on a new computer, in an opt-in pool', optIn, 'a new computer'],
  ['with a known device', {}, 'a known device'],
  ['with a device that the pool has forgotten', {}, 'a device that the pool has forgotten'],
]

describe.each(stories)('a host that is killed in a sign-in %s', (_name, pool, beginning) => {
  const clock = fakeClock()
  const usual = { clientId: publicClientId, clock, modPow: nativeModPow }
  let server: EmbeddedCognito
  beforeAll(async () => {
    server = await startCognito({ pools: [aPool(pool)], clock })
  })
  afterAll(() => server.close())

  /** A person with an authenticator, who wants the device remembered. @returns the views on the way. */
  async function signIn(desk: Desk): Promise<readonly SignInView[]> {
    const run = desk.start()
    const views: SignInView[] = [await run.answer({ kind: 'credentials', username, password })]
    for (let answer = answerTo(views[0]); answer !== undefined; answer = answerTo(views.at(-1)))
      views.push(await run.answer(answer))
    return views
  }

  function answerTo(view: SignInView | undefined): SignInAnswer | undefined {
    if (view?.kind === 'rememberDevice') return { kind: 'rememberDevice', remember: true }
    if (view?.kind !== 'challenged') return undefined
    expect(view).toMatchObject({ challenge: { name: 'SOFTWARE_TOKEN_MFA' } })
    return { kind: 'SOFTWARE_TOKEN_MFA', code: server.totp(username) }
  }

  /** A computer that nobody, or alice has signed in on. */
  async function aComputer() {
    // A code of an authenticator is good once; what the server keeps of the runs before ends.
    clock.advance(60_000)
    server.admin.forgetDevice({ username })
    const secrets = memorySecretStore()
    const files = memoryRecordStore()
    const sit = (options: Partial<DeskOptions> = {}) =>
      aDesk({ ...usual, endpoint: server.url, keptFrom: { secrets, files }, ...options })
    if (beginning !== 'a new computer') {
      await signIn(await sit())
      clock.advance(60_000)
    }
    if (beginning === 'a device that the pool has forgotten') server.admin.forgetDevice({ username })

    /** Starts a host that dies as told. @returns whether it did, before the sign-in was done. */
    const isKilled = (death: Death): Promise<boolean> => {
      const { step, isKilledAt } = aMortal(death)
      const run = async () => {
        const keptFrom = { secrets: mortalStore(secrets, step), files: mortalFiles(files, step) }
        const desk = await sit({ transport: loopbackTransport(step), keptFrom })
        await desk.sessions.recover()
        await signIn(desk)
      }
      // What a lost answer does to a sign-in is another story.
      return isKilledAt(() => run().catch(() => undefined))
    }
    return { secrets, files, sit, isKilled }
  }
  type Computer = Awaited<ReturnType<typeof aComputer>>

  /** Nothing in the keychain that no list leads to, and no journal. */
  function expectListed({ secrets, files }: Computer, desk: Desk) {
    const ids = desk.accounts.list().map(({ id }) => id)
    const owners = [...secrets.items.keys()].map((name) => name.split('.')[0])
    expect([...new Set(owners)].filter((owner) => !ids.some((id) => id === owner))).toEqual([])
    expect([...files.files.keys()].filter((name) => name !== 'accounts.json')).toEqual([])
  }

  /** One head and its parts, and one device, which is the one that Cognito has. */
  async function expectWhole({ secrets }: Computer, desk: Desk) {
    const [{ id } = { id: '' }, ...others] = desk.accounts.list()
    expect(others).toEqual([])
    const head = JSON.parse(secrets.items.get(id) ?? '') as { generation: number; parts: number }
    const parts = Array.from({ length: head.parts }, (_, part) => `${id}.${head.generation}.${part}`)
    expect([...secrets.items.keys()].sort()).toEqual([id, ...parts].sort())
    const confirmed = server.admin.devices({ username }).filter((device) => device.confirmed)
    const { device } = (await desk.record(username)) ?? {}
    expect(device?.status).toBe('remembered')
    expect(confirmed).toMatchObject([{ deviceKey: device?.deviceKey, remembered: true }])
  }

  /** A host that lives starts; alice signs in, and once more. */
  async function expectRecovery(computer: Computer) {
    clock.advance(60_000)
    const desk = await computer.sit()
    await desk.sessions.recover()
    expectListed(computer, desk)
    const [account] = desk.accounts.list()
    // A session that arrived is one.
    const isSignedIn = account?.status === 'signed-in'
    if (isSignedIn && beginning !== 'a device that the pool has forgotten')
      expect((await desk.sessions.token(account.id, wish)).token).not.toBe('')
    expect((await signIn(desk)).at(-1)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expectListed(computer, desk)
    await expectWhole(computer, desk)
    clock.advance(60_000)
    desk.forgetSent()
    expect(await signIn(desk)).toMatchObject([{ kind: 'signedIn', device: 'remembered' }])
    expect(desk.sent()).toContain('DEVICE_PASSWORD_VERIFIER')
    return isSignedIn ? 'signed in' : account === undefined ? 'nothing' : 'listed'
  }

  it.each(moments)(
    '%s any step leaves nothing that hinders the next sign-in',
    async (moment) => {
      const outcomes = new Set<string>()
      const killAt = async (step: number) => {
        const computer = await aComputer()
        if (!(await computer.isKilled({ step, moment }))) return false
        outcomes.add(await expectRecovery(computer))
        return true
      }
      let steps = 0
      while (await killAt(steps + 1)) {
        for (let round = 1; round < rounds; round += 1) await killAt(steps + 1)
        steps += 1
      }
      expect(steps).toBeGreaterThan(20)
      const expected = beginning === 'a new computer' ? ['listed', 'nothing', 'signed in'] : ['signed in']
      expect([...outcomes].sort()).toEqual(expected)
    },
    900_000,
  )

  it(`${randomRuns} times up to three times in a row, where answers are lost, leaves nothing either`, async () => {
    for (let seed = 0; seed < randomRuns; seed += 1) {
      const random = fakeRandom(`crash ${seed} ${beginning}`)
      const below = (limit: number) => random.bytes(4).readUInt32BE() % limit
      const computer = await aComputer()
      for (let deaths = 1 + below(3); deaths > 0; deaths -= 1) {
        clock.advance(60_000)
        if (below(2) === 0) server.faults.add({ operation: lossy[below(lossy.length)]!, kind: 'drop-after' })
        await computer.isKilled({ step: 1 + below(55), moment: below(2) === 0 ? 'before' : 'after' })
        server.faults.clear()
      }
      await expectRecovery(computer)
    }
  }, 900_000)
})
