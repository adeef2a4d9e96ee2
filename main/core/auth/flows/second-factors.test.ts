// SELECT_MFA_TYPE and MFA_SETUP, after each way to prove a password.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPool, clientSecret, publicClientId, secretClientId } from '../../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../../e2e/cognito/server'
import { totpCode } from '../../../../e2e/cognito/totp'
import type { SignInView } from '../../../../shared/model/sign-in'
import { fakeClock } from '../../fakes'
import { aDesk, passwordMethods } from '../fixtures'
import type { SignInRun } from '../run-sign-in'

const clock = fakeClock()
let server: EmbeddedCognito
const password = 'Second-Factor-1!'
const attributes = {
  email: 'hugo@example.com',
  email_verified: 'true',
  phone_number: '+4915112345678',
  phone_number_verified: 'true',
  name: 'Hugo',
}

/** With a password at hand USER_AUTH goes straight to its proof. */
const methods = [...passwordMethods, 'USER_AUTH'] as const
// Who sets a factor up has one from then on: each combination has users of its own.
const combinations = methods.flatMap((method, at) => [
  {
    method,
    clientId: publicClientId,
    secret: undefined,
    app: `app-${at}`,
    email: `email-${at}`,
    lost: `lost-${at}`,
  },
  {
    method,
    clientId: secretClientId,
    secret: clientSecret,
    app: `secret-app-${at}`,
    email: `secret-email-${at}`,
    lost: `secret-lost-${at}`,
  },
])

beforeAll(async () => {
  const setUps = combinations
    .flatMap(({ app, email, lost }) => [app, email, lost])
    .map((username) => ({ username, password, attributes: { name: username } }))
  const hugo = {
    username: 'hugo',
    password,
    attributes,
    mfaMethods: ['SMS_MFA' as const, 'EMAIL_OTP' as const],
  }
  server = await startCognito({
    pools: [
      aPool({
        mfa: 'ON',
        mfaTypes: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'],
        users: [hugo, ...setUps],
      }),
    ],
    clock,
  })
})
afterAll(() => server.close())

const codeNow = (key: string) => totpCode(key, Math.floor(clock.wallMs() / 30_000))

function secretIn(view: SignInView): string {
  if (view.kind === 'challenged' && view.challenge.name === 'TOTP_SETUP') return view.challenge.secret
  throw new Error(`no secret in ${view.kind}`)
}

describe.each(combinations)('$method, $clientId', ({ method, clientId, secret, app, email, lost }) => {
  const aNewDesk = () => aDesk({ endpoint: server.url, clientId, clientSecret: secret, method, clock })

  it('lets the person choose between second factors', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    const choice = await run.answer({ kind: 'credentials', username: 'hugo', password })
    expect(choice).toMatchObject({
      challenge: { name: 'SELECT_MFA_TYPE', choices: ['SMS_MFA', 'EMAIL_OTP'] },
    })
    expect(await run.answer({ kind: 'SELECT_MFA_TYPE', mfa: 'EMAIL_OTP' })).toMatchObject({
      challenge: { name: 'EMAIL_OTP', codeLength: 6 },
    })
    const code = server.inbox('hugo').at(-1)?.code ?? ''
    expect(await run.answer({ kind: 'EMAIL_OTP', code })).toMatchObject({ kind: 'signedIn' })
  })

  it('offers no choice on a known device, and offers it again once the device is forgotten', async () => {
    const desk = await aNewDesk()
    const begin = async () => {
      const run = desk.start()
      return { run, view: await run.answer({ kind: 'credentials', username: 'hugo', password }) }
    }
    const choose = async (run: SignInRun) => {
      await run.answer({ kind: 'SELECT_MFA_TYPE', mfa: 'SMS_MFA' })
      return run.answer({ kind: 'SMS_MFA', code: server.inbox('hugo').at(-1)?.code ?? '' })
    }
    const first = await begin()
    expect(await choose(first.run)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect((await begin()).view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent().slice(-2)).toEqual(['DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER'])
    server.admin.forgetDevice({ username: 'hugo' })
    const again = await begin()
    expect(again.view).toMatchObject({ challenge: { name: 'SELECT_MFA_TYPE' } })
    expect(await choose(again.run)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
  })

  it('asks for a code of the app where the answer after its registration was lost', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: lost, password })
    const key = secretIn(await run.answer({ kind: 'MFA_SETUP', mfa: 'SOFTWARE_TOKEN_MFA' }))
    server.faults.add({ operation: 'RespondToAuthChallenge', kind: 'drop-after' })
    const asked = await run.answer({ kind: 'TOTP_SETUP', code: codeNow(key) })
    expect(asked).toMatchObject({ kind: 'challenged', challenge: { name: 'SOFTWARE_TOKEN_MFA' } })
    expect(asked).not.toHaveProperty('problem')
    clock.advance(30_000)
    expect(await run.answer({ kind: 'SOFTWARE_TOKEN_MFA', code: codeNow(key) })).toMatchObject({
      kind: 'signedIn',
      device: 'remembered',
    })
  })

  it('sets up an authenticator app, whose wrong first code costs nothing, and uses it from then on', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    const offered = await run.answer({ kind: 'credentials', username: app, password })
    expect(offered).toMatchObject({
      challenge: { name: 'MFA_SETUP', choices: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] },
    })
    const setup = await run.answer({ kind: 'MFA_SETUP', mfa: 'SOFTWARE_TOKEN_MFA' })
    const key = secretIn(setup)
    expect(setup).toMatchObject({
      challenge: { uri: `otpauth://totp/Work%3A${app}?secret=${key}&issuer=Work`, codeLength: 6 },
    })
    expect(await run.answer({ kind: 'TOTP_SETUP', code: '000000' })).toMatchObject({
      kind: 'challenged',
      problem: 'auth/code-mismatch',
      challenge: { name: 'TOTP_SETUP', secret: key },
    })
    const code = codeNow(key)
    const view = await run.answer({ kind: 'TOTP_SETUP', code: `${code.slice(0, 3)} ${code.slice(3)}` })
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })

    // On another computer the pool asks for it.
    clock.advance(30_000)
    const other = await aNewDesk()
    const asked = other.start()
    expect(await asked.answer({ kind: 'credentials', username: app, password })).toMatchObject({
      challenge: { name: 'SOFTWARE_TOKEN_MFA' },
    })
    expect(await asked.answer({ kind: 'SOFTWARE_TOKEN_MFA', code: codeNow(key) })).toMatchObject({
      kind: 'signedIn',
    })
  })

  it('sets up codes by e-mail, which a known device does not need and a forgotten one does', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: email, password })
    expect(
      await run.answer({ kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: `${email}@example.com` }),
    ).toMatchObject({ challenge: { name: 'EMAIL_OTP', codeLength: 6 } })
    const code = () => server.inbox(email).at(-1)?.code ?? ''
    expect(await run.answer({ kind: 'EMAIL_OTP', code: code() })).toMatchObject({ kind: 'signedIn' })

    // The device stands in for it from now on, and the code for a device that was forgotten.
    expect(await desk.signIn({ username: email, password })).toMatchObject({ kind: 'signedIn' })
    server.admin.forgetDevice({ username: email })
    const answer = () => ({ kind: 'EMAIL_OTP', code: code() }) as const
    expect(await desk.signIn({ username: email, password }, answer)).toMatchObject({ kind: 'signedIn' })
  })

  it('sets up codes by e-mail on a device that was forgotten, where the pool demands it since', async () => {
    const username = `late-${email}`
    const users = [{ username, password, attributes: { name: username } }]
    const before = await startCognito({ pools: [aPool({ mfa: 'OFF', users })], clock })
    const options = { clientId, clientSecret: secret, method, clock }
    const desk = await aDesk({ endpoint: before.url, ...options })
    expect(await desk.signIn({ username, password })).toMatchObject({ device: 'remembered' })
    await before.close()

    const pools = [aPool({ mfa: 'ON', mfaTypes: ['EMAIL_OTP'], users })]
    const since = await startCognito({ pools, clock })
    const later = await aDesk({ endpoint: since.url, ...options, keptFrom: desk })
    const run = later.start()
    expect(await run.answer({ kind: 'credentials', username, password })).toMatchObject({
      challenge: { name: 'MFA_SETUP', choices: ['EMAIL_OTP'] },
    })
    await run.answer({ kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'late@example.com' })
    const code = since.inbox(username).at(-1)?.code ?? ''
    expect(await run.answer({ kind: 'EMAIL_OTP', code })).toMatchObject({ device: 'remembered' })
    await since.close()
  })
})
