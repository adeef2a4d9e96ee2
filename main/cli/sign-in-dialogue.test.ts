import { describe, expect, it } from 'vitest'
import { problems } from '../../shared/broker/problems'
import type { SignInView } from '../../shared/model/sign-in'
import { errorsEn } from '../../shared/text/errors.en'
import { answers, bodies, challenged, credentials, login, signedIn } from './login-fakes'

const unreached = 'network/unreachable'

describe('a refusal of what asks nobody', () => {
  it('is sent again only when the person says so: a name that came with --username', async () => {
    const steps: SignInView[] = [
      { ...credentials, method: 'USER_AUTH' },
      { ...credentials, method: 'USER_AUTH', problem: unreached },
      { ...credentials, method: 'USER_AUTH', problem: unreached },
    ]
    const world = { answers: ['', 'n'], isTerminal: true }
    const { exit, asked, err, seen } = await login('--username ada --method choose', { steps, world })
    expect(exit).toBe(9)
    expect(asked).toEqual(['Try again? [Y/n] (shown)', 'Try again? [Y/n] (shown)', 'closed'])
    expect(err).toContain('cannot be reached')
    expect(bodies(seen)).toHaveLength(4)
    expect(bodies(seen).at(-1)).toBe('cancelled')
  })

  it('is sent again only when the person says so: the only choice there is', async () => {
    const only = challenged({ name: 'SELECT_CHALLENGE', factors: ['EMAIL_OTP'] })
    const steps = [credentials, only, { ...only, problem: unreached } as SignInView, signedIn]
    const world = { answers: ['ada', 'pw', 'y'], isTerminal: true }
    const { exit, asked, seen } = await login('', { steps, world })
    expect(exit).toBe(0)
    expect(asked.slice(2, -1)).toEqual(['Try again? [Y/n] (shown)'])
    const sent = { kind: 'SELECT_CHALLENGE', factor: 'EMAIL_OTP' }
    expect(answers(seen)).toEqual([sent, sent])
  })
})

describe('a refusal that stands until something else is changed', () => {
  const byName = { ...credentials, method: 'USER_AUTH' } as const

  it.each([
    'auth/flow-not-enabled',
    'auth/user-not-found',
    'auth/secret-hash',
    'pool/not-found',
    'network/proxy-setting',
  ] as const)('ends the sign-in where nothing else is asked, and is told once (%s)', async (problem) => {
    const steps: SignInView[] = [byName, { ...byName, problem, problemDetail: 'Words of the pool' }]
    const { exit, asked, err, seen } = await login('--username ada --method choose', {
      steps,
      world: { answers: ['y'], isTerminal: true },
    })
    expect(exit).toBe(problems[problem].exit)
    expect(asked).toEqual(['closed'])
    const { title, advice } = errorsEn[problem]
    expect(err).toBe(`signet: ${title}\n  Words of the pool. ${advice}\n`)
    expect(bodies(seen).slice(2)).toEqual(['cancelled'])
  })

  it('ends a sign-in at the pages of the pool as well', async () => {
    const pages = { ...credentials, method: 'MANAGED_LOGIN' } as const
    const { exit, asked } = await login('--method browser', {
      steps: [pages, { ...pages, problem: 'pool/configuration' }],
      world: { isTerminal: true },
    })
    expect([exit, asked]).toEqual([problems['pool/configuration'].exit, ['closed']])
  })

  it.each(['auth/secret-hash', 'pool/not-found'] as const)(
    'ends the sign-in before anything is typed once more, where the pool was added wrongly (%s)',
    async (problem) => {
      const steps: SignInView[] = [credentials, { ...credentials, problem }, signedIn]
      const world = { answers: ['ada', 'pw', 'ada', 'pw'], isTerminal: true }
      const { exit, asked, seen } = await login('', { steps, world })
      expect(exit).toBe(problems[problem].exit)
      expect(asked).toHaveLength(3)
      expect(asked.at(-1)).toBe('closed')
      expect(bodies(seen).at(-1)).toBe('cancelled')
    },
  )

  it('is told before the question, where another answer may be given', async () => {
    const steps: SignInView[] = [credentials, { ...credentials, problem: 'auth/user-not-found' }, signedIn]
    const world = { answers: ['adda', 'pw', 'ada', 'pw'], isTerminal: true }
    const { exit, asked, err, seen } = await login('', { steps, world })
    expect(exit).toBe(0)
    expect(asked[2]).toBe('Username (shown)')
    expect(err.match(/This pool has no such user/g)).toHaveLength(1)
    expect(answers(seen)).toEqual([{ kind: 'credentials', username: 'ada', password: 'pw' }])
  })
})

describe('an answer that the host cannot take', () => {
  const setUp = challenged({ name: 'MFA_SETUP', choices: ['EMAIL_OTP'] })
  const slip = 'email: an e-mail address is required.'

  it('is typed again by a person, who is told what is wrong', async () => {
    const world = { answers: ['ada', 'pw', 'ada', 'ada@example.com'], isTerminal: true }
    const { exit, err, seen } = await login('', { steps: [credentials, setUp, slip, signedIn], world })
    expect(exit).toBe(0)
    expect(err).toContain(slip)
    expect(err).not.toContain('signet help')
    expect(answers(seen)).toEqual([
      { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'ada' },
      { kind: 'MFA_SETUP', mfa: 'EMAIL_OTP', email: 'ada@example.com' },
    ])
  })

  it('is asked for again before it is sent, where it is empty or too long', async () => {
    const steps = [credentials, challenged({ name: 'EMAIL_OTP', codeLength: 6 }), signedIn]
    const typed = ['', 'x'.repeat(129), 'ada', 'x'.repeat(257), 'pw', '1'.repeat(2049), '123456']
    const { exit, err, seen } = await login('', { steps, world: { answers: typed, isTerminal: true } })
    expect(exit).toBe(0)
    expect(err).toContain('Username: the answer is empty.')
    expect(err).toContain('Username: the answer is longer than 128 characters.')
    expect(err).toContain('Password of ada at acme: the answer is longer than 256 characters.')
    expect(err).toContain('Code sent by e-mail to the address on file: the answer is longer than 2048')
    expect(answers(seen)).toEqual([{ kind: 'EMAIL_OTP', code: '123456' }])
  })

  it('is an error of usage that names the question to a script', async () => {
    const { exit, err } = await login('', { world: { answers: ['ada', 'x'.repeat(257)] } })
    expect(exit).toBe(2)
    expect(err).toContain('signet: Password of ada at acme: the answer is longer than 256 characters.')
  })

  it('ends a script', async () => {
    const world = { answers: ['ada', 'pw', 'ada', 'ada@example.com'] }
    const { exit, err, seen } = await login('', { steps: [credentials, setUp, slip, signedIn], world })
    expect(exit).toBe(2)
    expect(err).toContain(slip)
    expect(answers(seen).at(-1)).toBe('cancelled')
  })
})
