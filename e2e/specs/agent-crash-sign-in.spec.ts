// The agent is killed in the middle of a first sign-in, and another starts on what is left.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { accountIdOf } from '../../main/core/records/accounts'
import { publicClientId } from '../cognito/builders'
import type { KillPoint, Operation } from '../cognito/embedded-cognito'
import type { PoolInput } from '../cognito/pool-file'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { test } from '../fixtures/agent-test'
import { keyringNames, watchKeyring } from '../fixtures/keyring-names'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
/** Deaths at each of the nineteen points, and at random moments. */
const deathsAtPoint = isLong ? 53 : 5
const randomDeaths = isLong ? 300 : 20
const points = ['request-seen', 'effect-done', 'reply-sent'] as const satisfies readonly KillPoint[]
/** What one death and what follows it may take on a slow machine. */
const msForDeath = 15_000

const password = 'Test-Password-1!'
/** Each death has a person of its own. */
const people = (count: number): PoolInput['users'] =>
  Array.from({ length: count }, (_, index) => ({ username: `person${index}`, password }))

const optIn = {
  deviceConfiguration: { challengeRequiredOnNewDevice: true, deviceOnlyRememberedOnUserPrompt: true },
}

/** A moment of a sign-in: settles when it has come, and lets go afterwards of what it held. */
interface Moment {
  readonly come: Promise<unknown>
  readonly letGo?: () => void
}
type MomentOf = (computer: HeadlessComputer, accountId: string) => Moment

/** One answer to a sign-in that this process conducts. */
async function answer(computer: HeadlessComputer, id: unknown, said: object) {
  const { body } = await computer.api({ path: `/v1/sign-ins/${String(id)}`, body: { answer: said } })
  return (body as { readonly step?: { readonly kind: string } }).step
}

/** A person who wants the device remembered. @returns the last step. */
async function signIn(computer: HeadlessComputer, username: string) {
  const begun = await computer.api({ path: '/v1/sign-ins', body: { pool: 'Work', username } })
  const { id } = begun.body
  const step = await answer(computer, id, { kind: 'credentials', username, password })
  return step?.kind === 'rememberDevice'
    ? answer(computer, id, { kind: 'rememberDevice', remember: true })
    : step
}

const journal = ({ home }: HeadlessComputer) => readdirSync(join(home, 'sign-in'))

/** Nothing in the keyring that no account leads to, and no note of an unfinished sign-in. */
async function expectListed(computer: HeadlessComputer, ids: readonly string[]): Promise<void> {
  const left = async () => {
    const { accounts = [] } = JSON.parse(computer.read('accounts.json') || '{}') as {
      readonly accounts?: readonly { readonly id: string }[]
    }
    const names = await keyringNames(computer.env)
    const owners = new Set(names.map((name) => name.split('.')[0]))
    const isListed = (id: string) => accounts.some((account) => account.id === id)
    const unlisted = ids.filter((id) => owners.has(id) && !isListed(id))
    return { unlisted, notes: journal(computer).filter((name) => name.endsWith('.json')) }
  }
  await expect.poll(left, { intervals: [20] }).toEqual({ unlisted: [], notes: [] })
}

/** One head and one generation of parts for each account. */
async function expectTidy(computer: HeadlessComputer, ids: readonly string[]): Promise<void> {
  const names = await keyringNames(computer.env)
  for (const id of ids) {
    const own = names.filter((name) => name.split('.')[0] === id)
    const generations = new Set(own.flatMap((name) => name.split('.')[1] ?? []))
    expect([id, own.filter((name) => name === id).length, generations.size]).toEqual([id, 1, 1])
  }
}

/** Kills agent after agent, each in the first sign-in of another person, who then signs in at the next agent. */
async function killAgents(computer: HeadlessComputer, moments: readonly MomentOf[]): Promise<void> {
  test.setTimeout(60_000 + moments.length * msForDeath)
  computer.hasPools()
  mkdirSync(join(computer.home, 'sign-in'), { mode: 0o700 })
  const ids: string[] = []
  let agent = await computer.agent()
  for (const [death, momentOf] of moments.entries()) {
    const username = `person${death}`
    const id = accountIdOf(computer.userPoolId, publicClientId, username)
    ids.push(id)
    const moment = momentOf(computer, id)
    const signingIn = signIn(computer, username).catch(() => undefined)
    await Promise.race([moment.come, signingIn])
    agent.kill('SIGKILL')
    await agent.ended
    moment.letGo?.()
    await signingIn
    agent = await computer.agent()
    await expectListed(computer, [id])
    expect(await signIn(computer, username)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    // Keys that were never confirmed are no devices: nobody sees them in a list, and none is needed to sign in.
    const devices = computer.cognito.admin.devices({ username }).filter(({ confirmed }) => confirmed)
    expect(devices).toMatchObject([{ remembered: true }])
  }
  await expectListed(computer, ids)
  await expectTidy(computer, ids)
  // Also what an end in the middle of a write leaves goes with the next one.
  expect(journal(computer)).toEqual([])
}

const times = (count: number, moments: readonly MomentOf[]): readonly MomentOf[] =>
  moments.flatMap((moment) => Array.from({ length: count }, () => moment))

function at(operation: Operation, point: KillPoint): MomentOf {
  return ({ cognito }) => {
    const held = cognito.killPoints.arm(operation, point)
    return { come: held.reached, letGo: () => held.release() }
  }
}

/** The note of the sign-in is on the disk, or has gone again. */
const noted =
  (then: 'there' | 'gone'): MomentOf =>
  ({ home }, id) => {
    const note = join(home, 'sign-in', `${id}.json`)
    const until = async (isThere: boolean) => {
      while (existsSync(note) !== isThere) await wait(1)
    }
    const there = until(true)
    return { come: then === 'there' ? there : there.then(() => until(false)) }
  }

test.describe('in a pool that remembers every device', () => {
  test.use({ pool: { users: people(Math.max(randomDeaths, deathsAtPoint * 5)) } })

  for (const operation of ['InitiateAuth', 'RespondToAuthChallenge', 'ConfirmDevice'] as const)
    test(`${deathsAtPoint} deaths at each point of ${operation} hinder no sign-in`, ({ computer }) => {
      const moments = points.map((point) => at(operation, point))
      return killAgents(computer, times(deathsAtPoint, moments))
    })

  test(`${deathsAtPoint} deaths at each item in the keyring hinder no sign-in`, async ({ computer }) => {
    const watch = await watchKeyring(computer.env)
    const items = [1, 2, 3, 4].map((count) => () => ({ come: watch.next('CreateItem', count) }))
    const removal = () => ({ come: watch.next('Delete', 1) })
    await killAgents(computer, times(deathsAtPoint, [...items, removal])).finally(() => watch.stop())
  })

  test(`${deathsAtPoint} deaths before and after the journal is removed hinder no sign-in`, ({ computer }) =>
    killAgents(computer, times(deathsAtPoint, [noted('there'), noted('gone')])))

  test(`${randomDeaths} deaths at random moments hinder no sign-in`, ({ computer }) => {
    const usualMs = 300
    const somewhen =
      (seed: number): MomentOf =>
      () => {
        const share = createHash('sha256').update(`death ${seed}`).digest().readUInt32BE() / 2 ** 32
        return { come: wait(share * usualMs) }
      }
    return killAgents(
      computer,
      Array.from({ length: randomDeaths }, (_, seed) => somewhen(seed)),
    )
  })
})

test.describe('in a pool whose people choose', () => {
  test.use({ pool: { ...optIn, users: people(deathsAtPoint * 3) } })

  test(`${deathsAtPoint} deaths at each point of UpdateDeviceStatus hinder no sign-in`, ({ computer }) => {
    const moments = points.map((point) => at('UpdateDeviceStatus', point))
    return killAgents(computer, times(deathsAtPoint, moments))
  })
})
