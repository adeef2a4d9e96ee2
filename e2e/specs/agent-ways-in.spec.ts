// Other ways in than a password and a code: chosen factors, the pool's questions, set-up, help before the sign-in.
import { expect } from '@playwright/test'
import { aUser, passwords } from '../cognito/builders'
import { totpCode } from '../cognito/totp'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { test } from '../fixtures/agent-test'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
})

test.describe('in a pool that lets people choose', () => {
  test.use({ pool: { allowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'] } })

  test('a code by e-mail stands in place of the password, and is chosen once', async ({ computer }) => {
    const { cognito } = computer
    const login = computer.onTerminal('login', '--username', 'bob', '--method', 'choose')
    await login.type('How do you want to sign in: password, email, sms: ', 'passkey')
    await login.pty.waitFor('Answer one of password, email, sms.')
    login.pty.type('email\r')
    await login.pty.waitFor('Code sent by e-mail to b***@e***')
    login.pty.type(`${lastCode(computer, 'bob')}\r`)
    expect((await login.ended).exit).toBe(0)
    await login.pty.waitFor('Signed in as bob.')

    await computer.signet(['logout'])
    const again = computer.startSignet('login')
    await expect.poll(() => cognito.inbox('bob')).toHaveLength(2)
    again.write(`${lastCode(computer, 'bob')}\n`)
    expect((await again.ended).exit).toBe(0)
    expect(cognito.counters()).toMatchObject({
      signIns: 2,
      challenges: { SELECT_CHALLENGE: 1, EMAIL_OTP: 2 },
    })
  })

  test('Enter alone has another code sent, and the one before is worth nothing', async ({ computer }) => {
    const { cognito } = computer
    const login = computer.onTerminal('login', '--username', 'bob', '--method', 'choose')
    await login.type('How do you want to sign in', 'sms')
    await login.type('Code sent by text message to +*******0123 (Enter alone: send another one): ', '')
    await expect.poll(() => cognito.inbox('bob')).toMatchObject([{ medium: 'SMS' }, { medium: 'SMS' }])
    login.pty.type(`${cognito.inbox('bob')[0]?.code ?? ''}\r`)
    await login.pty.waitFor('The code is wrong.')
    login.pty.type(`${lastCode(computer, 'bob')}\r`)
    expect((await login.ended).exit).toBe(0)
  })

  test('a pool that cannot be reached is tried again when the person says so', async ({ computer }) => {
    const { cognito } = computer
    cognito.faults.add({ operation: 'InitiateAuth', times: 50, kind: 'drop-before' })
    const login = computer.onTerminal('login', '--username', 'bob', '--method', 'choose')
    await login.pty.waitFor('Try again? [Y/n]: ')
    cognito.faults.clear()
    login.pty.type('\r')
    await login.type('How do you want to sign in', 'password')
    await login.type('Password of bob: ', passwords.bob)
    expect((await login.ended).exit).toBe(0)
  })

  test('a way that the app client does not allow is not tried again', async ({ computer }) => {
    computer.cognito.faults.add({
      operation: 'InitiateAuth',
      times: 50,
      kind: 'error',
      name: 'InvalidParameterException',
      message: 'USER_AUTH flow not enabled for this client',
    })
    const login = computer.onTerminal('login', '--username', 'bob', '--method', 'choose')
    expect((await login.ended).exit).toBe(4)
    expect(login.pty.shown()).toContain('This app client does not allow this way of signing in.')
    expect(login.pty.shown()).not.toContain('Try again?')
  })

  test('the password is one of the choices, from a pipe too', async ({ computer }) => {
    const args = ['login', '--username', 'bob', '--method', 'choose']
    expect((await computer.signet(args, { input: `password\n${passwords.bob}\n` })).exit).toBe(0)
    const { exit, err } = await computer.signet(args, { input: `passkey\n${passwords.bob}\n` })
    expect([exit, err]).toEqual([2, expect.stringContaining('Answer one of password, email, sms.')])
  })
})

test.describe('in a pool with questions of its own', () => {
  const rounds = [
    { publicParameters: { question: 'Your first pet?' }, answer: 'Rex' },
    { publicParameters: { question: 'Your first street?' }, answer: 'Elm Street' },
  ]
  test.use({ pool: { customAuth: { rounds } } })

  test('they are shown and answered in turn, on a terminal', async ({ computer }) => {
    const login = computer.onTerminal('login', '--username', 'bob', '--method', 'custom')
    await login.pty.waitFor('question: Your first pet?')
    await login.type('Your answer: ', 'Rex')
    await login.pty.waitFor('question: Your first street?')
    login.pty.type('Elm Street\r')
    expect((await login.ended).exit).toBe(0)
    await login.pty.waitFor('Signed in as bob.')
    expect(login.pty.shown()).not.toContain('Rex')
  })

  test('they come after the password where that is proved first', async ({ computer }) => {
    const args = ['login', '--username', 'bob', '--method', 'custom-srp']
    const { exit, err } = await computer.signet(args, { input: `${passwords.bob}\nRex\nElm Street\n` })
    expect(exit).toBe(0)
    expect(err).toContain('question: Your first street?')
    expect(computer.cognito.counters().challenges).toEqual({ PASSWORD_VERIFIER: 1, CUSTOM_CHALLENGE: 2 })
  })
})

test.describe('in a pool that demands a second step', () => {
  test.use({ pool: { mfa: 'ON', mfaTypes: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'], users: [aUser('bob')] } })

  test('an authenticator app is set up on the terminal, and is asked for from then on', async ({
    computer,
  }) => {
    const { cognito } = computer
    const login = computer.onTerminal('login', '--username', 'bob')
    await login.type('Password of bob at Work: ', passwords.bob)
    await login.type('The pool wants a second step. Set up: app, email: ', 'app')
    await login.pty.waitFor('Code of your authenticator app (6 digits): ')
    login.pty.type(`${codeOf(login.pty.shown(), cognito.clock.wallMs())}\r`)
    expect((await login.ended).exit).toBe(0)

    await computer.signet(['logout'])
    cognito.admin.forgetDevice({ username: 'bob' })
    const again = await computer.signet(['login', '--username', 'bob'], {
      input: `${passwords.bob}\n${cognito.totp('bob')}\n`,
    })
    expect(again.exit).toBe(0)
    expect(cognito.counters().challenges).toMatchObject({ MFA_SETUP: 1, SOFTWARE_TOKEN_MFA: 1 })
  })

  test('an address that is none is typed again', async ({ computer }) => {
    const login = computer.onTerminal('login', '--username', 'bob')
    await login.type('Password of bob at Work: ', passwords.bob)
    await login.type('Set up: app, email: ', 'email')
    await login.type('E-mail address for the codes: ', 'bob')
    await login.pty.waitFor('The e-mail address is missing, or is none')
    login.pty.type('email\rbob@example.org\r')
    await login.pty.waitFor('Code sent by e-mail to b***@e***')
    login.pty.type(`${lastCode(computer, 'bob')}\r`)
    expect((await login.ended).exit).toBe(0)
  })

  test('codes by e-mail are set up from a pipe', async ({ computer }) => {
    const { cognito } = computer
    const login = computer.startSignet('login', '--username', 'bob')
    login.write(`${passwords.bob}\nemail\nbob@example.org\n`)
    await expect.poll(() => cognito.inbox('bob')).toMatchObject([{ destination: 'bob@example.org' }])
    login.write(`${lastCode(computer, 'bob')}\n`)
    expect((await login.ended).exit).toBe(0)
  })
})

test.describe('with two second steps and none preferred', () => {
  const alice = aUser('alice', {
    mfaMethods: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'],
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  })
  test.use({ pool: { users: [alice] } })

  test('one of them is chosen', async ({ computer }) => {
    const input = `${passwords.alice}\napp\n${computer.cognito.totp('alice')}\n`
    expect((await computer.signet(['login', '--username', 'alice'], { input })).exit).toBe(0)
    expect(computer.cognito.inbox('alice')).toEqual([])
  })
})

test('a forgotten password is replaced by a code, which signs in at once', async ({ computer }) => {
  const login = computer.onTerminal('login', '--forgot', '--username', 'bob')
  await login.pty.waitFor('Code for a new password, sent to b***@e***')
  login.pty.type(`${lastCode(computer, 'bob')}\r`)
  await login.type('New password: ', 'Bob-Lasting-2!')
  await login.type('New password again: ', 'Bob-Lasting-2!')
  expect((await login.ended).exit).toBe(0)
  await login.pty.waitFor('Signed in as bob.')
  expect(login.pty.shown()).not.toContain('Bob-Lasting-2!')

  await computer.signet(['logout'])
  expect((await computer.signet(['login'], { input: `${passwords.bob}\n` })).exit).toBe(4)
  expect((await computer.signet(['login'], { input: 'Bob-Lasting-2!\n' })).exit).toBe(0)
})

test('who must reset the password is offered a code for it', async ({ computer }) => {
  const login = computer.onTerminal('login', '--username', 'fay')
  await login.type('Password of fay at Work: ', passwords.fay)
  await login.pty.waitFor('An administrator asks you to reset your password.')
  await login.type('Send a code to set a new password? [Y/n]: ', 'y')
  await login.pty.waitFor('Code for a new password, sent to f***@e***')
  login.pty.type(`${lastCode(computer, 'fay')}\r`)
  await login.type('New password: ', 'Fay-Lasting-2!')
  await login.type('New password again: ', 'Fay-Lasting-2!')
  expect((await login.ended).exit).toBe(0)
})

test('who never confirmed the account is sent another code, and then signs in', async ({ computer }) => {
  const login = computer.onTerminal('login', '--username', 'gus')
  await login.type('Password of gus at Work: ', passwords.gus)
  await login.type('Send a code to confirm the account? [Y/n]: ', '')
  await login.pty.waitFor('Code to confirm the account, sent to g***@e***')
  const before = login.pty.shown().length
  login.pty.type(`${lastCode(computer, 'gus')}\r`)
  await expect.poll(() => login.pty.shown().slice(before)).toContain('Password of gus at Work: ')
  login.pty.type(`${passwords.gus}\r`)
  expect((await login.ended).exit).toBe(0)
})

test.describe('in a pool where people make their own accounts', () => {
  test.use({ pool: { requiredAttributes: ['email'], users: [aUser('bob')] } })

  test('one is made, confirmed by a code, and signed in to', async ({ computer }) => {
    const { cognito } = computer
    const login = computer.onTerminal('login', '--sign-up')
    await login.type('Username: ', 'hal')
    await login.type('New password: ', 'Hal-Password-1!')
    await login.type('New password again: ', 'Hal-Password-1!')
    await login.type('E-mail address (Enter: none): ', 'hal@example.com')
    await login.pty.waitFor('Code to confirm the account, sent to h***@e***')
    login.pty.type('000000x\r')
    await login.pty.waitFor('The code is wrong.')
    login.pty.type(`${lastCode(computer, 'hal')}\r`)
    expect((await login.ended).exit).toBe(0)
    await login.pty.waitFor('Signed in as hal.')
    expect(login.pty.shown()).not.toContain('Hal-Password-1!')
    expect(cognito.counters()).toMatchObject({ signIns: 1, operations: { SignUp: 1, ConfirmSignUp: 2 } })

    await computer.signet(['logout'])
    const again = await computer.signet(['login', '--username', 'hal'], { input: 'Hal-Password-1!\n' })
    expect(again.exit).toBe(0)
  })

  test('a script makes one with an answer a line', async ({ computer }) => {
    const signUp = computer.startSignet('login', '--sign-up', '--username', 'hal', '--json')
    signUp.write('Hal-Password-1!\nhal@example.com\n')
    await expect.poll(() => computer.cognito.inbox('hal')).toMatchObject([{ medium: 'EMAIL' }])
    signUp.write(`${lastCode(computer, 'hal')}\n`)
    const { exit, out } = await signUp.ended
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ status: 'signed-in' })
  })

  test('a name that somebody has is refused', async ({ computer }) => {
    const { exit, err } = await computer.signet(['login', '--sign-up', '--username', 'bob'], {
      input: 'Hal-Password-1!\nhal@example.com\n',
    })
    expect([exit, err]).toEqual([4, expect.stringContaining('Somebody in this pool has this name')])
  })
})

/** The code that was sent last. */
function lastCode({ cognito }: HeadlessComputer, username: string): string {
  return cognito.inbox(username).at(-1)?.code ?? ''
}

/** What an authenticator app shows after its person has typed the printed key. */
function codeOf(shown: string, nowMs: number): string {
  const key = /authenticator app: ([A-Z2-7 ]+)/.exec(shown)?.[1] ?? ''
  return totpCode(key.replaceAll(' ', ''), Math.floor(nowMs / 30_000))
}
