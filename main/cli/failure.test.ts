import { describe, expect, it } from 'vitest'
import { problems } from '../../shared/broker/problems'
import { AppError, errorCodes } from '../../shared/errors'
import { errorsEn } from '../../shared/text/errors.en'
import { ProblemError } from '../client/problem-error'
import { exitOf, failureOf } from './failure'
import { UsageError } from './usage-error'
import { InputEnded } from './world'

const refused = (code: string, status = 400): ProblemError =>
  new ProblemError({ type: 'about:blank', title: 'A title.', status, detail: 'A detail.', code })

describe('exit codes', () => {
  // LOCAL-API.md "Errors".
  it.each([
    ['bad_request', 2],
    ['too_large', 2],
    ['sign_in_required', 4],
    ['sign_in_in_progress', 4],
    ['consent_denied', 5],
    ['consent_required', 5],
    ['denied_recently', 5],
    ['consent_timeout', 9],
    ['not_found', 2],
    ['unsupported_version', 3],
    ['too_slow', 1],
    ['locked', 6],
    ['throttled', 7],
    ['internal', 1],
    ['server_error', 1],
    ['offline', 7],
    ['busy', 7],
    ['keychain_unavailable', 8],
    ['keychain_locked', 8],
    ['keychain_refused', 8],
    ['added_by_a_later_host', 1],
  ])('%s exits with %i', (code, exit) => {
    expect(exitOf(code, true)).toBe(exit)
    expect(failureOf(refused(code), { isAccountNamed: true }).exit).toBe(exit)
  })

  it('tells an unknown account from no account at all', () => {
    expect(exitOf('account_not_found', true)).toBe(2)
    expect(exitOf('account_not_found', false)).toBe(4)
  })

  it('settles every public code that has more than one exit inside', () => {
    const exits = new Map<string, Set<number>>()
    for (const { code, exit } of Object.values(problems))
      exits.set(code, (exits.get(code) ?? new Set()).add(exit))
    const ambiguous = [...exits].filter(([, of]) => of.size > 1).map(([code]) => code)
    expect(ambiguous.sort()).toEqual(['account_not_found', 'bad_request', 'not_running', 'too_slow'])
  })

  it('says that the answers ended, of whatever was asked', () => {
    const { exit, problem, words } = failureOf(new InputEnded(), { isAccountNamed: false })
    expect({ exit, code: problem.code }).toEqual({ exit: 9, code: 'cancelled' })
    expect(words).toMatch(/^signet: Standard input ended/)
    expect(words).not.toContain('sign-in')
  })

  it('gives advice once, where the host gave it already', () => {
    const { advice } = errorsEn['request/invalid']
    const { problem } = failureOf(new AppError('request/invalid', `kind: no. ${advice}`), {
      isAccountNamed: false,
    })
    expect(problem.detail).toBe(`kind: no. ${advice}`)
  })

  it('uses the table for errors of its own', () => {
    for (const code of errorCodes) {
      expect(failureOf(new AppError(code, 'Said.'), { isAccountNamed: false })).toMatchObject({
        exit: problems[code].exit,
        problem: { code: problems[code].code, status: problems[code].status },
      })
    }
  })

  it('calls a fault of ours internal, without its words', () => {
    const failure = failureOf(new TypeError('x is undefined'), { isAccountNamed: false })
    expect(failure).toMatchObject({ exit: 1, problem: { code: 'internal' } })
    expect(failure.words).not.toContain('x is undefined')
  })
})

describe('words of a failure', () => {
  it('says the title and the detail', () => {
    expect(failureOf(refused('locked'), { isAccountNamed: false }).words).toBe(
      'signet: A title.\n  A detail.\n',
    )
  })

  it('keeps two sentences apart where the first lacks its full stop', () => {
    expect(
      failureOf(new AppError('network/unreachable', 'connect ECONNREFUSED'), { isAccountNamed: false }).words,
    ).toContain('  connect ECONNREFUSED. What you had')
    expect(failureOf(new UsageError('KEY is missing'), { isAccountNamed: false }).words).toBe(
      'signet: KEY is missing. See `signet help`.\n',
    )
  })

  it('lets nothing from outside control the terminal', () => {
    const evil = new ProblemError({
      type: '',
      title: 'a\u001B[2J',
      status: 500,
      detail: 'b\r\n\u202Ec',
      code: 'internal',
    })
    expect(failureOf(evil, { isAccountNamed: false }).words.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
  })
})

it('names the help of the verb that was not understood', () => {
  const failure = failureOf(new UsageError('KEY is missing'), {
    isAccountNamed: false,
    verb: 'devices rename',
  })
  expect(failure.words).toBe('signet: KEY is missing. See `signet help devices rename`.\n')
})
