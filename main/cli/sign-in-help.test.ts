import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { answers, bodies, challenged, credentials, knownAccounts, login, signedIn } from './login-fakes'

const reset = challenged({ name: 'RESET_PASSWORD', codeLength: 6, destination: 'a***@e***' })
const confirm = challenged({ name: 'CONFIRM_SIGN_UP', codeLength: 6, destination: 'a***@e***' })
const refused = (problem: 'auth/password-reset-required' | 'auth/user-not-confirmed'): SignInView => ({
  ...credentials,
  problem,
})

describe('signet login --forgot', () => {
  it.each([
    [true, ['ada', '123456', 'new', 'new']],
    [false, ['ada', '123456', 'new']],
  ])(
    'asks for the name, the code and a new password, and none for the old one (terminal: %s)',
    async (...given) => {
      const [isTerminal, typed] = given
      const steps = [credentials, reset, signedIn]
      const { exit, asked, err, seen } = await login('--forgot', {
        steps,
        world: { answers: typed, isTerminal },
      })
      expect(exit).toBe(0)
      expect(asked[0]).toBe('Username (shown)')
      expect(asked.join()).not.toContain('Password of')
      expect(err).toContain('Signed in as ada.')
      expect(bodies(seen)).toEqual([
        { pool: 'acme' },
        { answer: { kind: 'forgotPassword', username: 'ada' } },
        { answer: { kind: 'RESET_PASSWORD', code: '123456', newPassword: 'new' } },
      ])
    },
  )

  it('asks for no name where there is one', async () => {
    const world = { answers: ['123456', 'new'] }
    const { asked, seen } = await login('--forgot --username ada', {
      steps: [credentials, reset, signedIn],
      world,
    })
    expect(asked[0]).toContain('Code for a new password')
    expect(bodies(seen)[1]).toEqual({ answer: { kind: 'forgotPassword', username: 'ada' } })
  })

  it('goes on with a second step that the sign-in asks for', async () => {
    const steps = [credentials, reset, challenged({ name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 }), signedIn]
    const { exit, seen } = await login('--forgot', { steps, world: { answers: ['ada', '1', 'new', '2'] } })
    expect(exit).toBe(0)
    expect(answers(seen)[1]).toEqual({ kind: 'SOFTWARE_TOKEN_MFA', code: '2' })
  })

  it('exits with the code of a pool that cannot send one', async () => {
    const steps: SignInView[] = [credentials, { kind: 'failed', code: 'auth/recovery-unavailable' }]
    const { exit, err } = await login('--forgot', { steps, world: { answers: ['ada'] } })
    expect(exit).toBe(4)
    expect(err).toContain('The pool cannot reset this password by itself.')
  })
})

describe('signet login --sign-up', () => {
  it('asks a person for the new password twice, and for an address', async () => {
    const steps = [credentials, confirm, signedIn]
    const world = {
      answers: ['ada', 'new', 'newer', 'new', 'new', ' ada@example.com ', '123456'],
      isTerminal: true,
    }
    const { exit, asked, err, seen } = await login('--sign-up', { steps, world })
    expect(exit).toBe(0)
    expect(err).toContain('The two passwords differ')
    expect(asked.at(-3)).toBe('E-mail address (Enter: none) (shown)')
    expect(bodies(seen).slice(1)).toEqual([
      {
        answer: {
          kind: 'signUp',
          username: 'ada',
          password: 'new',
          attributes: { email: 'ada@example.com' },
        },
      },
      { answer: { kind: 'CONFIRM_SIGN_UP', code: '123456' } },
    ])
  })

  it('takes name, password, address and code from a pipe', async () => {
    const world = { answers: ['ada', 'new', '', '123456'] }
    const { exit, asked, seen } = await login('--sign-up', { steps: [credentials, confirm, signedIn], world })
    expect(exit).toBe(0)
    expect(asked).toEqual([
      'Username (shown)',
      'New password (hidden)',
      'E-mail address (Enter: none) (shown)',
      'Code to confirm the account, sent to a***@e*** (hidden)',
      'closed',
    ])
    expect(bodies(seen)[1]).toEqual({
      answer: { kind: 'signUp', username: 'ada', password: 'new', attributes: {} },
    })
  })

  it('is for nobody who is known already, neither the default account nor SIGNET_ACCOUNT', async () => {
    const accounts = knownAccounts.map((account) => ({ ...account, status: 'expired' }))
    const world = { answers: ['hal', 'new', '', '1'], env: { SIGNET_ACCOUNT: 'me' } }
    const { exit, seen } = await login('--sign-up', {
      steps: [credentials, confirm, signedIn],
      accounts,
      world,
    })
    expect(exit).toBe(0)
    expect(bodies(seen)[0]).toEqual({ pool: 'acme' })
    const several = await login('--sign-up', { pools: ['acme', 'other'], accounts })
    expect(several.exit).toBe(2)
    expect(several.err).toContain('--pool, acme or other')
    const named = await login('--sign-up --account me')
    expect([named.exit, named.seen]).toEqual([2, []])
    expect(named.err).toContain('--sign-up goes with --pool')
  })

  it('ends at once where the pool confirms by itself', async () => {
    const world = { answers: ['new', ''] }
    const { exit, err } = await login('--sign-up --username ada', { steps: [credentials, signedIn], world })
    expect(exit).toBe(0)
    expect(err).toContain('Signed in as ada.')
  })
})

describe('a refused sign-up', () => {
  it('is made again by a person, but where the name is taken', async () => {
    const steps: SignInView[] = [
      credentials,
      { ...credentials, problem: 'auth/new-password-refused', problemDetail: 'Too short.' },
      { ...credentials, problem: 'auth/name-taken' },
      signedIn,
    ]
    const world = { answers: ['ab', 'ab', '', 'longer', 'longer', '', 'mine'], isTerminal: true }
    const { exit, err, seen } = await login('--sign-up --username ada', { steps, world })
    expect(exit).toBe(0)
    expect(err).toContain('Too short.')
    expect(answers(seen)).toEqual([
      { kind: 'signUp', username: 'ada', password: 'longer', attributes: {} },
      { kind: 'credentials', username: 'ada', password: 'mine' },
    ])
  })

  it('asks for the attributes that a pool missed, until there are no more', async () => {
    const problemDetail = 'Attributes did not conform to the schema: given_name: The attribute is required'
    const steps: SignInView[] = [
      credentials,
      { ...credentials, problem: 'auth/refused', problemDetail },
      signedIn,
    ]
    const again = ['secret', 'secret', '', 'Ada', 'given_name = Ada L.', 'custom:team=a=b', '']
    const world = { answers: ['secret', 'secret', '', ...again], isTerminal: true }
    const { exit, err, seen } = await login('--sign-up --username ada', { steps, world })
    expect(exit).toBe(0)
    expect(err).toContain(problemDetail)
    expect(err).toContain('Write it as given_name=Ada')
    expect(answers(seen)).toEqual([
      {
        kind: 'signUp',
        username: 'ada',
        password: 'secret',
        attributes: { given_name: 'Ada L.', 'custom:team': 'a=b' },
      },
    ])
  })

  it('ends a script with the code of the refusal', async () => {
    const steps: SignInView[] = [credentials, { ...credentials, problem: 'auth/new-password-refused' }]
    const world = { answers: ['ab', '', 'longer', ''] }
    const { exit, seen } = await login('--sign-up --username ada', { steps, world })
    expect(exit).toBe(4)
    expect(answers(seen)).toEqual(['cancelled'])
  })
})

describe('--forgot and --sign-up', () => {
  it('exclude each other', async () => {
    const { exit, err, seen } = await login('--forgot --sign-up')
    expect([exit, seen]).toEqual([2, []])
    expect(err).toContain('--forgot and --sign-up exclude each other.')
  })

  it.each(['--forgot', '--sign-up', '--forgot --pool acme --username eve'])(
    'are refused where the window would open (%s)',
    async (words) => {
      const { exit, asked, err, seen } = await login(words, { hostKind: 'desktop', accounts: knownAccounts })
      expect([exit, asked, bodies(seen)]).toEqual([2, [], []])
      expect(seen.some(({ path }) => path.endsWith('/sign-in'))).toBe(false)
      expect(err).toContain('add --terminal')
    },
  )

  it.each([
    ['--forgot --terminal', reset, ['ada', '1', 'new']],
    ['--sign-up --terminal', confirm, ['ada', 'new', '', '1']],
  ])('are taken beside the app where told to ask here (%s)', async (words, step, typed) => {
    const { exit } = await login(words, {
      steps: [credentials, step, signedIn],
      hostKind: 'desktop',
      accounts: knownAccounts.map((account) => ({ ...account, status: 'signed-in' })),
      world: { answers: typed },
    })
    expect(exit).toBe(0)
  })
})

describe('the help offered after a refusal', () => {
  const offers = [
    ['auth/password-reset-required', 'Send a code to set a new password? [Y/n] (shown)', 'forgotPassword'],
    ['auth/user-not-confirmed', 'Send a code to confirm the account? [Y/n] (shown)', 'confirmAccount'],
  ] as const

  it.each(offers)('is taken with Enter or a yes (%s)', async (problem, question, kind) => {
    for (const yes of ['', 'Y']) {
      const world = { answers: ['pw', yes, '1', 'new', 'new'], isTerminal: true }
      const steps = [credentials, refused(problem), kind === 'forgotPassword' ? reset : confirm, signedIn]
      const { exit, asked, seen } = await login('--username ada', { steps, world })
      expect(exit).toBe(0)
      expect(asked[1]).toBe(question)
      expect(answers(seen)[0]).toEqual({ kind, username: 'ada' })
    }
  })

  it.each(offers)('is for the name that was typed, which is not asked for again (%s)', async (...offer) => {
    const [problem, question, kind] = offer
    const world = { answers: ['ada', 'pw', 'y', '1', 'new', 'new'], isTerminal: true }
    const steps = [credentials, refused(problem), kind === 'forgotPassword' ? reset : confirm, signedIn]
    const { asked, seen } = await login('', { steps, world })
    expect(asked[2]).toBe(question)
    expect(asked[3]).toContain('Code ')
    expect(answers(seen)[0]).toEqual({ kind, username: 'ada' })
  })

  it.each(offers)('is left with a no, for another name or password (%s)', async (problem, question) => {
    const world = { answers: ['pw', 'n', 'other'], isTerminal: true }
    const { asked, seen } = await login('--username ada', {
      steps: [credentials, refused(problem), signedIn],
      world,
    })
    expect(asked.slice(1, 3)).toEqual([question, 'Password of ada at acme (hidden)'])
    expect(answers(seen)).toEqual([{ kind: 'credentials', username: 'ada', password: 'other' }])
  })

  it.each(offers)('is asked for again after an answer that is neither (%s)', async (problem, question) => {
    const world = { answers: ['pw', 'maybe', 'no', 'other'], isTerminal: true }
    const { asked, err } = await login('--username ada', {
      steps: [credentials, refused(problem), signedIn],
      world,
    })
    expect(asked.slice(1, 3)).toEqual([question, question])
    expect(err).toContain('Answer y or n.')
  })

  it.each(offers)('is not offered to a script: the refusal is its end (%s)', async (problem) => {
    const world = { answers: ['pw', 'y', '1', 'new'] }
    const { exit, asked, seen } = await login('--username ada', {
      steps: [credentials, refused(problem)],
      world,
    })
    expect(exit).toBe(4)
    expect(asked).toEqual(['Password of ada at acme (hidden)', 'closed'])
    expect(answers(seen)).toEqual(['cancelled'])
  })

  it('leads back to the password where only the account was confirmed', async () => {
    const world = { answers: ['pw', 'y', '123456', 'pw'], isTerminal: true }
    const steps = [credentials, refused('auth/user-not-confirmed'), confirm, credentials, signedIn]
    const { exit, seen } = await login('--username ada', { steps, world })
    expect(exit).toBe(0)
    expect(answers(seen).at(-1)).toEqual({ kind: 'credentials', username: 'ada', password: 'pw' })
  })
})
