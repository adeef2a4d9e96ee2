// A forgotten password, a new account and its confirmation, each straight on into the sign-in.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPool, clientSecret, publicClientId, secretClientId } from '../../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../../e2e/cognito/server'
import { fakeClock } from '../../fakes'
import { aDesk } from '../fixtures'

const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  const userQuotas = { forgotPassword: 1000, resendConfirmationCode: 1000, confirmSignUp: 1000 }
  server = await startCognito({ pools: [aPool({ requiredAttributes: [], userQuotas })], clock })
})
afterAll(() => server.close())

const clients = [
  { title: 'a public client', clientId: publicClientId, clientSecret: undefined },
  { title: 'a secret client', clientId: secretClientId, clientSecret },
] as const
const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? 'none came'

describe.each(clients)('with $title', ({ title, clientId, clientSecret: secret }) => {
  const aNewDesk = () => aDesk({ endpoint: server.url, clientId, clientSecret: secret, clock })
  const newName = `new-${title.replaceAll(' ', '-')}`

  it('a forgotten password is replaced by a code, and signs in', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    expect(await run.answer({ kind: 'forgotPassword', username: 'bob' })).toMatchObject({
      kind: 'challenged',
      challenge: {
        name: 'RESET_PASSWORD',
        codeLength: 6,
        destination: expect.stringContaining('***') as string,
      },
    })
    const newPassword = `Fresh-${title}-1!`
    const answer = (code: string, password = newPassword) =>
      run.answer({ kind: 'RESET_PASSWORD', code, newPassword: password })
    expect(await answer('000000')).toMatchObject({ kind: 'challenged', problem: 'auth/code-mismatch' })
    expect(await answer(lastCode('bob'), 'short')).toMatchObject({
      kind: 'challenged',
      problem: 'auth/new-password-refused',
      problemDetail: expect.stringContaining('Password did not conform') as string,
    })
    expect(await answer(lastCode('bob'))).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.sent()).toEqual([
      'ForgotPassword',
      ...Array<string>(3).fill('ConfirmForgotPassword'),
      'InitiateAuth',
      'PASSWORD_VERIFIER',
      'ConfirmDevice',
    ])
    expect(JSON.stringify(desk.bodies().slice(-3))).not.toContain(newPassword)
  })

  it('another code for a forgotten password replaces one that did not come', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    await run.answer({ kind: 'forgotPassword', username: 'carol' })
    const before = server.inbox('carol').length
    expect(await run.answer({ kind: 'resend' })).toMatchObject({ challenge: { name: 'RESET_PASSWORD' } })
    expect(server.inbox('carol')).toHaveLength(before + 1)
  })

  it('a password that an administrator has reset is replaced in the same way', async () => {
    const desk = await aNewDesk()
    server.admin.setUserState({ username: 'fay', state: 'RESET_REQUIRED' })
    const run = desk.start()
    const username = 'fay'
    expect(await run.answer({ kind: 'credentials', username, password: 'Old-Password-1!' })).toMatchObject({
      kind: 'credentials',
    })
    await run.answer({ kind: 'forgotPassword', username })
    const newPassword = 'Fay-Again-1!'
    expect(await run.answer({ kind: 'RESET_PASSWORD', code: lastCode(username), newPassword })).toMatchObject(
      { kind: 'signedIn' },
    )
  })

  it('a new account is confirmed and signed in to, with the password that was typed once', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    const signUp = {
      kind: 'signUp',
      username: newName,
      password: 'New-Account-1!',
      attributes: { email: `${newName}@example.com` },
    } as const
    expect(await run.answer(signUp)).toMatchObject({
      challenge: { name: 'CONFIRM_SIGN_UP', destination: expect.stringContaining('***') as string },
    })
    expect(await run.answer({ kind: 'CONFIRM_SIGN_UP', code: '000000' })).toMatchObject({
      kind: 'challenged',
      problem: 'auth/code-mismatch',
    })
    expect(await run.answer({ kind: 'resend' })).toMatchObject({ challenge: { name: 'CONFIRM_SIGN_UP' } })
    expect(await run.answer({ kind: 'CONFIRM_SIGN_UP', code: lastCode(newName) })).toMatchObject({
      kind: 'signedIn',
      username: newName,
    })
  })

  it('a name that is taken, and a password that is too weak, are said so before anything is made', async () => {
    const desk = await aNewDesk()
    const run = desk.start()
    const attributes = { email: 'x@example.com' }
    const signUp = (username: string, password: string) =>
      run.answer({ kind: 'signUp', username, password, attributes })
    expect(await signUp('bob', 'New-Account-1!')).toMatchObject({
      kind: 'credentials',
      problem: 'auth/name-taken',
    })
    expect(await signUp('nobody-yet', 'x')).toMatchObject({
      kind: 'credentials',
      problem: 'auth/new-password-refused',
    })
  })

  it('an account that was never confirmed gets another code, and then the person signs in', async () => {
    const desk = await aNewDesk()
    server.admin.setUserState({ username: 'gus', state: 'UNCONFIRMED' })
    const run = desk.start()
    const credentials = { kind: 'credentials', username: 'gus', password: 'Gus-Password-1!' } as const
    expect(await run.answer(credentials)).toMatchObject({ problem: 'auth/user-not-confirmed' })
    await run.answer({ kind: 'confirmAccount', username: 'gus' })
    const view = await run.answer({ kind: 'CONFIRM_SIGN_UP', code: lastCode('gus') })
    expect(view).toMatchObject({ kind: 'credentials' })
    expect(view).not.toHaveProperty('problem')
    expect(await run.answer(credentials)).toMatchObject({ kind: 'signedIn' })
    expect(await desk.start().answer({ kind: 'confirmAccount', username: 'gus' })).toMatchObject({
      kind: 'credentials',
      problem: 'auth/already-confirmed',
    })
  })

  it('a user whose temporary password stands cannot reset it, and is told who can', async () => {
    const desk = await aNewDesk()
    server.admin.setUserState({ username: 'erin', state: 'FORCE_CHANGE_PASSWORD' })
    expect(await desk.start().answer({ kind: 'forgotPassword', username: 'erin' })).toMatchObject({
      kind: 'credentials',
      problem: 'auth/recovery-unavailable',
    })
  })

  it('a name that nobody has is answered like one that somebody has', async () => {
    const desk = await aNewDesk()
    expect(await desk.start().answer({ kind: 'forgotPassword', username: 'nobody' })).toMatchObject({
      challenge: { name: 'RESET_PASSWORD' },
    })
  })
})
