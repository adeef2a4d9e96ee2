// USER_AUTH, by both kinds of client, against a server that does the arithmetic for real.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
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
  const allowedFirstAuthFactors = ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] as const
  server = await startCognito({
    pools: [{ ...aPool(), allowedFirstAuthFactors: [...allowedFirstAuthFactors] }],
    clock,
  })
})
afterAll(() => server.close())

const clients = [
  { title: 'a public client', clientId: publicClientId, clientSecret: undefined },
  { title: 'a secret client', clientId: secretClientId, clientSecret },
] as const

const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? 'none came'
const deviceSteps = ['DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']

describe.each(clients)('a sign-in by choice with $title', ({ clientId, clientSecret: secret }) => {
  const aNewDesk = () =>
    aDesk({ endpoint: server.url, clientId, clientSecret: secret, method: 'USER_AUTH', clock })

  it('shows what the user has, proves the chosen password, and is remembered', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    const choice = await run.answer({ kind: 'credentials', username: 'bob' })
    expect(choice).toMatchObject({
      kind: 'challenged',
      challenge: { name: 'SELECT_CHALLENGE', factors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] },
    })
    const view = await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: passwords.bob })
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toEqual(['InitiateAuth', 'SELECT_CHALLENGE', 'PASSWORD_VERIFIER', 'ConfirmDevice'])
    // Nothing that was sent holds the password.
    expect(JSON.stringify(desk.bodies())).not.toContain(passwords.bob)
    expect(desk.accounts.list()[0]).toMatchObject({ method: 'USER_AUTH', firstFactor: 'PASSWORD' })
  })

  it('lets go of a password that a code takes the place of', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'bob' })
    server.faults.add({
      operation: 'RespondToAuthChallenge',
      kind: 'error',
      name: 'TooManyRequestsException',
    })
    expect(
      await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: passwords.bob }),
    ).toMatchObject({ challenge: { name: 'SELECT_CHALLENGE' }, problem: 'network/throttled' })
    expect(await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' })).toMatchObject({
      challenge: { name: 'EMAIL_OTP', codeLength: 8 },
    })
    expect(await run.answer({ kind: 'resend' })).toMatchObject({ challenge: { name: 'EMAIL_OTP' } })
    expect(desk.sent()).not.toContain('PASSWORD_VERIFIER')
  })

  it('takes a code by e-mail in place of a password, and begins with it the next time', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'bob' })
    const asked = await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' })
    expect(asked).toMatchObject({
      kind: 'challenged',
      challenge: { name: 'EMAIL_OTP', codeLength: 8, destination: expect.stringContaining('***') as string },
    })
    const wrong = await run.answer({ kind: 'EMAIL_OTP', code: '00000000' })
    expect(wrong).toMatchObject({ kind: 'challenged', problem: 'auth/code-mismatch' })
    const code = lastCode('bob')
    expect(
      await run.answer({ kind: 'EMAIL_OTP', code: `${code.slice(0, 4)} ${code.slice(4)}` }),
    ).toMatchObject({
      kind: 'signedIn',
    })

    desk.forgetSent()
    const again = desk.start()
    expect(await again.answer({ kind: 'credentials', username: 'bob' })).toMatchObject({
      challenge: { name: 'EMAIL_OTP' },
    })
    const [first] = desk.bodies()
    expect(first?.AuthParameters).toMatchObject({ PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    expect(first?.AuthParameters).toHaveProperty('DEVICE_KEY')
    expect(await again.answer({ kind: 'EMAIL_OTP', code: lastCode('bob') })).toMatchObject({
      kind: 'signedIn',
    })
    expect(desk.sent()).toEqual(['InitiateAuth', 'EMAIL_OTP', ...deviceSteps])
  })

  it('sends another code by text message when the first did not come', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'bob' })
    await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'SMS_OTP' })
    const before = server.inbox('bob').length
    expect(await run.answer({ kind: 'resend' })).toMatchObject({
      challenge: { name: 'SMS_OTP', codeLength: 8 },
    })
    expect(server.inbox('bob')).toHaveLength(before + 1)
    expect(await run.answer({ kind: 'SMS_OTP', code: lastCode('bob') })).toMatchObject({ kind: 'signedIn' })
  })

  it('goes straight to the proof where the password is given with the name, and asks for the second factor', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    const view = await run.answer({ kind: 'credentials', username: 'carol', password: passwords.carol })
    expect(view).toMatchObject({ challenge: { name: 'SMS_MFA', codeLength: 6 } })
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
    const resent = await run.answer({ kind: 'resend' })
    expect(resent).toMatchObject({ challenge: { name: 'SMS_MFA' } })
    expect(await run.answer({ kind: 'SMS_MFA', code: lastCode('carol') })).toMatchObject({ kind: 'signedIn' })
  })

  it('begins anew after a wrong password, which ends the session at Cognito', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'bob' })
    const view = await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'PASSWORD', password: 'Wrong-1!' })
    expect(view).toMatchObject({ kind: 'credentials', problem: 'auth/wrong-password' })
    // Bob's next sign-in must not find a lock-out.
    await desk.signIn({ username: 'bob', password: passwords.bob })
  })

  it('goes on without a device that was forgotten', async () => {
    const desk = await aNewDesk()
    await desk.signIn({ username: 'bob', password: passwords.bob })
    server.admin.forgetDevice({ username: 'bob' })
    const view = await desk.signIn({ username: 'bob', password: passwords.bob })
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
  })

  it.each(['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] as const)(
    'proves a known device after %s, and goes on without one that was forgotten',
    async (factor) => {
      const desk = await aNewDesk()
      const signIn = async () => {
        const run = desk.start()
        let view = await run.answer({ kind: 'credentials', username: 'bob' })
        // A code that was chosen before is sent at once.
        if (view.kind === 'challenged' && view.challenge.name === 'SELECT_CHALLENGE') {
          const password = factor === 'PASSWORD' ? { password: passwords.bob } : {}
          view = await run.answer({ kind: 'SELECT_CHALLENGE', factor, ...password })
        }
        return factor === 'PASSWORD' ? view : run.answer({ kind: factor, code: lastCode('bob') })
      }
      expect(await signIn()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(await signIn()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().slice(-2)).toEqual(deviceSteps)
      server.admin.forgetDevice({ username: 'bob' })
      expect(await signIn()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().at(-1)).toBe('ConfirmDevice')
      expect(server.admin.devices({ username: 'bob' })).toHaveLength(1)
    },
  )

  it('finds the user by an alias too', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'credentials', username: 'bob@example.com' })
    await run.answer({ kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' })
    expect(await run.answer({ kind: 'EMAIL_OTP', code: lastCode('bob') })).toMatchObject({ kind: 'signedIn' })
    expect(desk.accounts.list()).toMatchObject([{ username: 'bob' }])
  })
})

it('refuses a factor that the pool does not offer, and the step stays', async () => {
  const desk = await aDesk({ endpoint: server.url, clientId: publicClientId, method: 'USER_AUTH', clock })
  const run = desk.start()
  server.admin.setUserState({ username: 'erin', state: 'FORCE_CHANGE_PASSWORD' })
  const view = await run.answer({ kind: 'credentials', username: 'erin' })
  expect(view).toMatchObject({ challenge: { factors: ['PASSWORD'] } })
  await expect(run.answer({ kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' })).rejects.toMatchObject({
    code: 'request/invalid',
  })
  expect(run.view()).toEqual(view)
})
