// CUSTOM_AUTH with and without SRP, in several rounds, by both kinds of client.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aClient,
  aPool,
  clientSecret,
  passwords,
  publicClientId,
  secretClientId,
} from '../../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../../e2e/cognito/server'
import { fakeClock } from '../../fakes'
import { aDesk } from '../fixtures'

const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  const customAuth = {
    rounds: [
      { publicParameters: { question: 'Which colour?' }, answer: 'blue' },
      { publicParameters: { question: 'Which\u202E animal?' }, answer: 'cat' },
    ],
    attempts: 2,
  }
  server = await startCognito({
    pools: [
      aPool({ customAuth }),
      aPool({ userPoolId: 'eu-central-1_NoTriggers', clients: [aClient({ clientId: 'without0triggers' })] }),
    ],
    clock,
  })
})
afterAll(() => server.close())

const clients = [
  { title: 'a public client', clientId: publicClientId, clientSecret: undefined },
  { title: 'a secret client', clientId: secretClientId, clientSecret },
] as const
const deviceSteps = ['DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']
const custom = (answer: string) => ({ kind: 'CUSTOM_CHALLENGE', answer }) as const

describe.each(clients)('the pool’s own questions, with $title', ({ clientId, clientSecret: secret }) => {
  const aNewDesk = (method: 'CUSTOM_AUTH' | 'CUSTOM_AUTH_WITH_SRP') =>
    aDesk({ endpoint: server.url, clientId, clientSecret: secret, method, clock })

  it('are asked in turn, shown harmlessly, and lead to a device that stands in no question’s way', async () => {
    const desk = await aNewDesk('CUSTOM_AUTH')
    const run = desk.start()
    expect(await run.answer({ kind: 'credentials', username: 'bob' })).toMatchObject({
      challenge: { name: 'CUSTOM_CHALLENGE', parameters: [{ name: 'question', value: 'Which colour?' }] },
    })
    expect(await run.answer(custom('blue'))).toMatchObject({
      challenge: { parameters: [{ name: 'question', value: 'Which animal?' }] },
    })
    expect(await run.answer(custom('cat'))).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'CUSTOM_CHALLENGE', 'CUSTOM_CHALLENGE', 'ConfirmDevice'])

    desk.forgetSent()
    const again = desk.start()
    await again.answer({ kind: 'credentials', username: 'bob' })
    await again.answer(custom('blue'))
    expect(await again.answer(custom('cat'))).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'CUSTOM_CHALLENGE', 'CUSTOM_CHALLENGE', ...deviceSteps])
  })

  it('come after the password where SRP goes first', async () => {
    const desk = await aNewDesk('CUSTOM_AUTH_WITH_SRP')
    const view = await desk.signIn(
      { username: 'bob', password: passwords.bob },
      custom('blue'),
      custom('cat'),
    )
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toEqual([
      'InitiateAuth',
      'PASSWORD_VERIFIER',
      'CUSTOM_CHALLENGE',
      'CUSTOM_CHALLENGE',
      'ConfirmDevice',
    ])
    expect(desk.bodies()[0]?.AuthParameters).toMatchObject({ CHALLENGE_NAME: 'SRP_A' })
    expect(JSON.stringify(desk.bodies())).not.toContain(passwords.bob)
  })

  it('find the device by the name that an alias leads to', async () => {
    const desk = await aNewDesk('CUSTOM_AUTH')
    const answers = [custom('blue'), custom('cat')] as const
    for (const username of ['bob', 'bob@example.com']) {
      desk.forgetSent()
      const run = desk.start()
      await run.answer({ kind: 'credentials', username })
      for (const answer of answers) await run.answer(answer)
    }
    expect(desk.sent().slice(-2)).toEqual(deviceSteps)
    expect(desk.accounts.list()).toHaveLength(1)
  })

  it.each([
    ['CUSTOM_AUTH', undefined],
    ['CUSTOM_AUTH_WITH_SRP', passwords.bob],
  ] as const)(
    'prove a known device, and go on without one that was forgotten (%s)',
    async (method, password) => {
      const desk = await aNewDesk(method)
      const signIn = async () => {
        const run = desk.start()
        await run.answer({ kind: 'credentials', username: 'bob', ...(password && { password }) })
        await run.answer(custom('blue'))
        return run.answer(custom('cat'))
      }
      await signIn()
      expect(await signIn()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().slice(-2)).toEqual(deviceSteps)
      server.admin.forgetDevice({ username: 'bob' })
      expect(await signIn()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().at(-1)).toBe('ConfirmDevice')
      expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
    },
  )

  it.each([
    ['CUSTOM_AUTH', undefined],
    ['CUSTOM_AUTH_WITH_SRP', passwords.bob],
  ] as const)(
    'come once more where the device is forgotten between two of its own steps (%s)',
    async (method, password) => {
      const desk = await aNewDesk(method)
      const credentials = { kind: 'credentials', username: 'bob', ...(password && { password }) } as const
      const first = desk.start()
      for (const answer of [credentials, custom('blue'), custom('cat')]) await first.answer(answer)
      const before = await desk.record('bob')
      desk.forgetSent()

      const run = desk.start()
      for (const answer of [credentials, custom('blue')]) await run.answer(answer)
      const lastAnswer = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
      const view = run.answer(custom('cat'))
      await lastAnswer.reached
      const firstProof = server.killPoints.arm('RespondToAuthChallenge', 'effect-done')
      lastAnswer.release()
      await firstProof.reached
      server.admin.forgetDevice({ username: 'bob' })
      firstProof.release()
      expect(await view).toMatchObject({
        kind: 'challenged',
        challenge: { name: 'CUSTOM_CHALLENGE', parameters: [{ value: 'Which colour?' }] },
      })
      expect(desk.sent().filter((step) => deviceSteps.includes(step))).toEqual(deviceSteps)
      await run.answer(custom('blue'))
      expect(await run.answer(custom('cat'))).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().at(-1)).toBe('ConfirmDevice')
      expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
      expect((await desk.record('bob'))?.device?.deviceKey).not.toBe(before?.device?.deviceKey)
    },
  )

  it('take another try where the trigger gives one, and then say that the answer was refused', async () => {
    const desk = await aNewDesk('CUSTOM_AUTH')
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'bob' })
    expect(await run.answer(custom('red'))).toMatchObject({
      kind: 'challenged',
      challenge: { parameters: [{ value: 'Which colour?' }] },
    })
    expect(await run.answer(custom('green'))).toMatchObject({
      kind: 'credentials',
      problem: 'auth/answer-refused',
    })
  })
})

it('say so where the pool has none', async () => {
  const desk = await aDesk({
    endpoint: server.url,
    userPoolId: 'eu-central-1_NoTriggers',
    clientId: 'without0triggers',
    method: 'CUSTOM_AUTH',
    clock,
  })
  const view = await desk.start().answer({ kind: 'credentials', username: 'bob' })
  expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/flow-not-enabled' })
})
