// Each way that a sign-in is refused is a code of its own, and leaves the person where it can be mended.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aClient, aPool, passwords, publicClientId, secretClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito, Fault } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { signInMethods } from '../../../shared/model/pool-fields'
import { fakeClock } from '../fakes'
import { aDesk, type Desk } from './fixtures'

const clock = fakeClock()
const legacyClientId = 'client3legacy0000000000000'
const srpOnlyClientId = 'client4srponly000000000000'
let server: EmbeddedCognito
let desk: Desk

beforeAll(async () => {
  const pool = aPool()
  const clients = [
    ...pool.clients,
    aClient({ clientId: legacyClientId, preventUserExistenceErrors: 'LEGACY' }),
    aClient({ clientId: srpOnlyClientId, explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }),
  ]
  server = await startCognito({ pools: [{ ...pool, clients }], clock })
})
afterAll(() => server.close())
beforeEach(async () => {
  server.faults.clear()
  desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
})

const bob = { username: 'bob', password: passwords.bob }

describe.each(signInMethods)('%s', (method) => {
  it('knows a wrong password', async () => {
    const view = await desk.signIn({ ...bob, password: 'wrong', method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/wrong-password', method })
    expect(view).not.toHaveProperty('problemDetail')
  })

  it('does not learn whether an unknown user exists', async () => {
    const view = await desk.signIn({ username: 'nobody', password: 'whatever', method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/wrong-password' })
  })

  it('knows an unknown user where the pool says so', async () => {
    const open = await aDesk({ endpoint: server.url, clientId: legacyClientId, clock })
    const view = await open.signIn({ username: 'nobody', password: 'whatever', method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/user-not-found' })
  })

  it('knows a password that must be reset', async () => {
    const view = await desk.signIn({ username: 'fay', password: passwords.fay, method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/password-reset-required' })
  })

  it('knows a user who is not confirmed', async () => {
    const view = await desk.signIn({ username: 'gus', password: passwords.gus, method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/user-not-confirmed' })
  })

  it('knows a disabled user', async () => {
    server.admin.setUserState({ username: 'carol', state: 'DISABLED' })
    const view = await desk.signIn({ username: 'carol', password: passwords.carol, method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/user-disabled' })
  })

  it('knows an app client that does not exist', async () => {
    const lost = await aDesk({ endpoint: server.url, clientId: 'nosuchclient', clock })
    const view = await lost.signIn({ ...bob, method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'pool/not-found' })
  })

  it.each([
    ['missing at the client', undefined],
    ['wrong', 'a-wrong-secret-of-this-client-000000'],
  ])('knows a client secret that is %s, and does not blame the password', async (_how, clientSecret) => {
    const secret = await aDesk({ endpoint: server.url, clientId: secretClientId, clientSecret, clock })
    const view = await secret.signIn({ ...bob, method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/secret-hash' })
  })

  it('knows a client secret that the keychain has lost, and sends nothing', async () => {
    const clientSecret = 'a-secret-that-will-be-lost-0000000000'
    const lost = await aDesk({ endpoint: server.url, clientId: secretClientId, clientSecret, clock })
    lost.secrets.items.clear()
    const view = await lost.signIn({ ...bob, method })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/secret-hash' })
    expect(lost.sent()).toEqual([])
  })

  const faults: readonly (readonly [string, Omit<Fault, 'operation'> & Record<string, unknown>])[] = [
    ['network/throttled', { kind: 'throttle' }],
    ['network/blocked', { kind: 'waf' }],
    ['network/server-error', { kind: 'internal' }],
    ['network/unreachable', { kind: 'drop-before' }],
    ['network/bad-answer', { kind: 'status', status: 200, body: '<html>', contentType: 'text/html' }],
    ['auth/attempts-exceeded', { kind: 'error', name: 'LimitExceededException', message: 'later' }],
    ['auth/attempts-exceeded', { kind: 'error', name: 'TooManyFailedAttemptsException', message: 'later' }],
    [
      'auth/attempts-exceeded',
      { kind: 'error', name: 'NotAuthorizedException', message: 'Password attempts exceeded' },
    ],
    [
      'auth/temporary-password-expired',
      {
        kind: 'error',
        name: 'NotAuthorizedException',
        message: 'Temporary password has expired and must be reset by an administrator.',
      },
    ],
    [
      'auth/trigger-refused',
      { kind: 'error', name: 'UserLambdaValidationException', message: 'Not on a Sunday.' },
    ],
    [
      'auth/security-block',
      {
        kind: 'error',
        name: 'NotAuthorizedException',
        message: 'Unable to login because of security reasons.',
      },
    ],
    [
      'pool/configuration',
      { kind: 'error', name: 'InvalidUserPoolConfigurationException', message: 'broken' },
    ],
    ['auth/refused', { kind: 'error', name: 'SomethingNewException', message: 'what nobody knows' }],
  ]
  it.each(faults)('knows %s at the credentials, asks once, and can go on', async (problem, fault) => {
    server.faults.add({ operation: 'InitiateAuth', ...fault } as Fault)
    const run = desk.start({ method })
    const credentials = { kind: 'credentials', ...bob } as const
    expect(await run.answer(credentials)).toMatchObject({ kind: 'credentials', problem })
    expect(desk.sent()).toEqual(['InitiateAuth'])
    expect(await run.answer(credentials)).toMatchObject({ kind: 'signedIn' })
  })
})

it('shows the words of a trigger, and of what is new', async () => {
  server.faults.add({
    operation: 'InitiateAuth',
    kind: 'error',
    name: 'UserLambdaValidationException',
    message: 'Not on a Sunday.',
  })
  expect(await desk.signIn(bob)).toMatchObject({ problemDetail: 'Not on a Sunday.' })
  server.faults.add({ operation: 'InitiateAuth', kind: 'error', name: 'NewException', message: 'Words.' })
  expect(await desk.signIn(bob)).toMatchObject({ problemDetail: 'NewException: Words.' })
})

it('knows a flow that the client does not have', async () => {
  const limited = await aDesk({ endpoint: server.url, clientId: srpOnlyClientId, clock })
  const view = await limited.signIn({ ...bob, method: 'USER_PASSWORD_AUTH' })
  expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/flow-not-enabled' })
  expect(await limited.signIn(bob)).toMatchObject({ kind: 'signedIn' })
})

it('knows that nobody listens', async () => {
  const lost = await aDesk({ endpoint: 'http://127.0.0.1:1', clientId: publicClientId, clock })
  expect(await lost.signIn(bob)).toMatchObject({ kind: 'credentials', problem: 'network/unreachable' })
})

it('knows the lock-out after too many wrong passwords', async () => {
  const wrong = { username: 'dave', password: 'wrong' }
  let view = await desk.signIn(wrong)
  for (
    let count = 0;
    count < 8 && view.kind === 'credentials' && view.problem === 'auth/wrong-password';
    count += 1
  ) {
    view = await desk.signIn(wrong)
  }
  expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/attempts-exceeded' })
})

it('signs in by the clock of the server when ours is wrong', async () => {
  server.clock.setOffset(86_400_000)
  const view = await desk.signIn(bob)
  expect(view).toMatchObject({ kind: 'signedIn' })
  expect(Math.abs(desk.cognito.clockOffsetMs() - 86_400_000)).toBeLessThan(2_000)
  server.clock.setOffset(0)
})

describe('at a challenge', () => {
  const faults: readonly (readonly [string, string, Omit<Fault, 'operation'> & Record<string, unknown>])[] = [
    ['challenged', 'network/throttled', { kind: 'throttle' }],
    ['challenged', 'network/blocked', { kind: 'waf' }],
    ['challenged', 'network/server-error', { kind: 'internal' }],
    [
      'challenged',
      'auth/code-expired',
      { kind: 'error', name: 'ExpiredCodeException', message: 'Invalid code' },
    ],
    [
      'challenged',
      'auth/attempts-exceeded',
      { kind: 'error', name: 'LimitExceededException', message: 'later' },
    ],
    [
      'credentials',
      'auth/mfa-unavailable',
      { kind: 'error', name: 'SoftwareTokenMFANotFoundException', message: 'x' },
    ],
    [
      'credentials',
      'auth/user-disabled',
      { kind: 'error', name: 'NotAuthorizedException', message: 'User is disabled.' },
    ],
  ]
  it.each(faults)('leads to %s on %s', async (kind, problem, fault) => {
    const run = desk.start()
    const credentials = { kind: 'credentials', username: 'alice', password: passwords.alice } as const
    expect(await run.answer(credentials)).toMatchObject({ kind: 'challenged' })
    server.faults.add({ operation: 'RespondToAuthChallenge', ...fault } as Fault)
    clock.advance(30_000)
    const answer = { kind: 'SOFTWARE_TOKEN_MFA', code: server.totp('alice') } as const
    expect(await run.answer(answer)).toMatchObject({ kind, problem })
    if (kind === 'challenged') expect(await run.answer(answer)).toMatchObject({ kind: 'signedIn' })
  })
})
