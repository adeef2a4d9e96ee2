import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { bodies, credentials, knownAccounts as accounts, login, signedIn } from './login-fakes'

const totp: SignInView = {
  kind: 'challenged',
  username: 'ada',
  challenge: { name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 },
}

describe('signet login on a terminal', () => {
  it('asks username, password and code, in the order of the steps', async () => {
    const world = { answers: ['ada', 'pass word ', '123456'], isTerminal: true }
    const { asked, err, exit, out, seen } = await login('', { steps: [credentials, totp, signedIn], world })
    expect([exit, out]).toEqual([0, ''])
    expect(asked).toEqual([
      'Username (shown)',
      'Password of ada at acme (hidden)',
      'Code of your authenticator app (6 digits) (hidden)',
      'closed',
    ])
    expect(err).toContain('Signed in as ada. This device is remembered')
    expect(bodies(seen)).toEqual([
      { pool: 'acme' },
      { answer: { kind: 'credentials', username: 'ada', password: 'pass word ' } },
      { answer: { kind: 'SOFTWARE_TOKEN_MFA', code: '123456' } },
    ])
  })

  it('passes on pool, username and method, and asks for neither', async () => {
    const { asked, seen } = await login('--pool acme --username ada --method password', {
      world: { answers: ['pw'] },
    })
    expect(asked).toEqual(['Password of ada at acme (hidden)', 'closed'])
    expect(bodies(seen)).toEqual([
      { method: 'USER_PASSWORD_AUTH', pool: 'acme', username: 'ada' },
      { answer: { kind: 'credentials', username: 'ada', password: 'pw', method: 'USER_PASSWORD_AUTH' } },
    ])
  })

  it('asks again after a wrong password, saying why', async () => {
    const steps: SignInView[] = [credentials, { ...credentials, problem: 'auth/wrong-password' }, signedIn]
    const world = { answers: ['ada', 'wrong', 'ada', 'right'], isTerminal: true }
    const { err, exit } = await login('', { steps, world })
    expect(exit).toBe(0)
    expect(err).toContain('The username or password is wrong.')
  })

  it('asks for a new password twice until both are the same, and for what the pool requires', async () => {
    const challenge = {
      name: 'NEW_PASSWORD_REQUIRED' as const,
      requiredAttributes: ['userAttributes.given_name'],
    }
    const steps: SignInView[] = [credentials, { kind: 'challenged', username: 'ada', challenge }, signedIn]
    const world = { answers: ['ada', 'old', 'n1', 'n2', 'new', 'new', 'Ada'], isTerminal: true }
    const { seen, err } = await login('', { steps, world })
    expect(err).toContain('The two passwords differ')
    expect(bodies(seen)[2]).toEqual({
      answer: {
        kind: 'NEW_PASSWORD_REQUIRED',
        newPassword: 'new',
        attributes: { 'userAttributes.given_name': 'Ada' },
      },
    })
  })

  it.each([
    ['', true],
    ['y', true],
    ['N', false],
  ])('takes %j for whether to remember the device', async (typed, remember) => {
    const steps: SignInView[] = [
      credentials,
      { kind: 'rememberDevice', username: 'ada', deviceName: 'Signet on host' },
      signedIn,
    ]
    const { seen } = await login('', { steps, world: { answers: ['ada', 'pw', typed], isTerminal: true } })
    expect(bodies(seen)[2]).toEqual({ answer: { kind: 'rememberDevice', remember } })
  })

  it('lets nothing from the server control the terminal', async () => {
    const challenge = { name: 'SMS_MFA' as const, codeLength: 6, destination: '+\u001B[2J\n\u202E1' }
    const steps: SignInView[] = [
      { ...credentials, poolName: 'a\u001B[2Jb' },
      { kind: 'challenged', username: 'ada', challenge },
      signedIn,
    ]
    const { asked, exit } = await login('', {
      steps,
      world: { answers: ['ada', 'pw', '1'], isTerminal: true },
    })
    expect(exit).toBe(0)
    expect(asked.join('')).not.toMatch(/\p{C}/u)
  })

  it('abandons the sign-in when the person gives up', async () => {
    const { exit, seen } = await login('', { world: { answers: ['ada'], isTerminal: true } })
    expect(exit).toBe(9)
    expect(bodies(seen)).toEqual([{ pool: 'acme' }, 'cancelled'])
  })
})

describe('signet login from a pipe', () => {
  it('exits with 9 when there are too few answers', async () => {
    const { exit, seen } = await login('', { steps: [credentials, totp], world: { answers: ['ada', 'pw'] } })
    expect(exit).toBe(9)
    expect(bodies(seen).at(-1)).toBe('cancelled')
  })

  it('exits with the code of a refused answer instead of asking again', async () => {
    const steps: SignInView[] = [credentials, { ...credentials, problem: 'auth/wrong-password' }]
    const { exit, err } = await login('', { steps, world: { answers: ['ada', 'wrong', 'ada', 'right'] } })
    expect(exit).toBe(4)
    expect(err).toContain('The username or password is wrong.')
  })

  it.each([
    ['auth/user-disabled', 4],
    ['network/unreachable', 7],
    ['keychain/locked', 8],
    ['auth/timed-out', 9],
  ] as const)('exits with the code of a sign-in that failed (%s)', async (code, exit) => {
    const printed = await login('', {
      steps: [credentials, { kind: 'failed', code }],
      world: { answers: ['ada', 'pw'] },
    })
    expect(printed.exit).toBe(exit)
    expect(bodies(printed.seen)).not.toContain('cancelled')
  })

  it('prints an object under --json, and the password nowhere', async () => {
    const { out, err } = await login('--json', { world: { answers: ['ada', 'hunter2'] } })
    expect(JSON.parse(out)).toEqual({
      status: 'signed-in',
      account: '0123456789abcdef',
      device: 'remembered',
    })
    expect(out + err).not.toContain('hunter2')
  })
})

describe('which sign-in is meant', () => {
  it.each([
    ['--account me --pool acme', '--account and --pool exclude'],
    ['--account me --username ada', '--username goes with --pool'],
    ['--method magic', '--method is one of'],
    ['--password x', 'There is no --password'],
  ])('refuses %s', async (words, said) => {
    const { exit, err, seen } = await login(words)
    expect(exit).toBe(2)
    expect(err).toContain(said)
    expect(seen).toEqual([])
  })

  it('is the default account where there are several pools', async () => {
    const { seen } = await login('', {
      pools: ['acme', 'other'],
      accounts,
      world: { answers: ['ada', 'pw'] },
    })
    expect(bodies(seen)[0]).toEqual({ account: '0123456789abcdef' })
  })

  it('is the default account where that must sign in again, though there is one pool', async () => {
    const world = { answers: ['ada', 'pw'] }
    const ended = accounts.map((account) => ({ ...account, status: 'expired' }))
    expect(bodies((await login('', { accounts: ended, world })).seen)[0]).toEqual({
      account: '0123456789abcdef',
    })
  })

  it('is somebody else in the one pool where the default account is signed in', async () => {
    const world = { answers: ['eve', 'pw'] }
    const open = accounts.map((account) => ({ ...account, status: 'signed-in' }))
    expect(bodies((await login('', { accounts: open, world })).seen)[0]).toEqual({ pool: 'acme' })
  })

  it('must be said where there are several pools and no account', async () => {
    const { exit, err } = await login('', { pools: ['acme', 'other'] })
    expect(exit).toBe(2)
    expect(err).toContain('--pool, acme or other')
  })

  it('needs a pool', async () => {
    const { exit, err } = await login('', { pools: [] })
    expect(exit).toBe(4)
    expect(err).toContain('signet pools add')
  })
})

describe('signet login beside the app', () => {
  it.each([
    ['--account me', 'me'],
    ['', '0123456789abcdef'],
    ['--pool acme --username eve', 'fedcba9876543210'],
  ])('opens the window (%s)', async (words, account) => {
    const { exit, asked, seen, err } = await login(words, { hostKind: 'desktop', accounts })
    expect([exit, asked]).toEqual([0, []])
    const raised = seen.find(({ path }) => path.endsWith('/sign-in'))
    expect(raised).toMatchObject({ path: `/v1/accounts/${account}/sign-in`, body: { wait: 600 } })
    // By its name, which a person knows; the id is for programs.
    expect(err).toMatch(/Signed in as (me|eve)\./)
  })

  it('asks on the terminal where told to, or where there is no account yet', async () => {
    const world = { answers: ['ada', 'pw'] }
    expect((await login('--account me --terminal', { hostKind: 'desktop', world })).asked).not.toEqual([])
    expect((await login('', { hostKind: 'desktop', world })).asked).not.toEqual([])
  })

  it('waits on the terminal for a browser, which the app opens', async () => {
    const { exit, seen } = await login('--account me --method browser', { hostKind: 'desktop', accounts })
    expect(exit).toBe(0)
    expect(bodies(seen)).toEqual([
      { account: 'me', method: 'MANAGED_LOGIN' },
      { answer: { kind: 'browser' } },
    ])
  })
})
