import { describe, expect, it } from 'vitest'
import { errorCodes } from '../../../shared/errors'
import type { Challenge, PersonChallenge } from './challenge'
import { isOver, isPersonsTurn, transition } from './sign-in'
import type { SignIn, SignInEvent } from './sign-in-state'

const username = 'ada'
const sms: PersonChallenge = { name: 'SMS_MFA', destination: '+***23', challengeSession: 's1' }
const totp: PersonChallenge = {
  name: 'SOFTWARE_TOKEN_MFA',
  friendlyDeviceName: undefined,
  challengeSession: 's2',
}
const deviceSrp: Challenge = { name: 'DEVICE_SRP_AUTH', challengeSession: 's3' }
const tokens = { accessToken: 'a', idToken: 'i', refreshToken: 'r', expiresInSeconds: 3600 }
const newDevice = { deviceKey: 'k', deviceGroupKey: 'g' }

const states = {
  idle: { kind: 'idle' },
  credentials: { kind: 'credentials' },
  authenticating: { kind: 'authenticating', username },
  challenged: { kind: 'challenged', username, challenge: sms },
  answering: { kind: 'answering', username, challenge: sms },
  rememberDevice: { kind: 'rememberDevice', username, deviceName: 'Desk' },
  openingBrowser: { kind: 'openingBrowser', username: undefined },
  browser: { kind: 'browser', username: undefined, url: 'https://auth.example.com/', opened: true },
  redeeming: { kind: 'redeeming', username: undefined },
  signedIn: { kind: 'signedIn', username, accountId: '0123456789abcdef', device: 'remembered' },
  failed: { kind: 'failed', problem: { code: 'internal' } },
} satisfies Record<SignIn['kind'], SignIn>

const credentials = { username, password: 'secret', method: 'USER_SRP_AUTH' } as const
const answer = { kind: 'SMS_MFA', code: '867530' } as const
const events = {
  started: { kind: 'started' },
  submitted: { kind: 'submitted', ...credentials },
  answered: { kind: 'answered', answer },
  resendAsked: { kind: 'resendAsked' },
  helpAsked: { kind: 'helpAsked', what: 'forgotPassword', username, method: 'USER_SRP_AUTH' },
  helped: { kind: 'helped', hasPassword: false },
  rememberAnswered: { kind: 'rememberAnswered', remember: true },
  browserAsked: { kind: 'browserAsked', username, identityProvider: undefined },
  browserOpened: { kind: 'browserOpened', url: 'https://auth.example.com/', opened: true },
  redirected: { kind: 'redirected', query: 'code=867530&state=s' },
  challengeCame: { kind: 'challengeCame', challenge: totp },
  tokensCame: { kind: 'tokensCame', tokens, newDevice },
  refused: { kind: 'refused', problem: { code: 'auth/wrong-password' } },
  deviceRefused: { kind: 'deviceRefused' },
  rememberAsked: { kind: 'rememberAsked', deviceName: 'Desk' },
  kept: { kind: 'kept', username, accountId: '0123456789abcdef', device: 'remembered' },
  cancelled: { kind: 'cancelled', code: 'auth/cancelled' },
  timedOut: { kind: 'timedOut' },
} satisfies Record<SignInEvent['kind'], SignInEvent>

/** What each pair leads to: the next state's kind, and the effect's; a pair that is not here changes nothing. */
const moves: Partial<Record<SignIn['kind'], Partial<Record<SignInEvent['kind'], string>>>> = {
  idle: { started: 'credentials' },
  credentials: {
    submitted: 'authenticating initiate',
    helpAsked: 'authenticating help',
    browserAsked: 'openingBrowser openBrowser',
  },
  authenticating: {
    challengeCame: 'challenged',
    tokensCame: 'authenticating keep',
    refused: 'credentials',
    deviceRefused: 'authenticating restartWithoutDevice',
    rememberAsked: 'rememberDevice',
    kept: 'signedIn',
  },
  challenged: {
    answered: 'answering answerByPerson',
    resendAsked: 'authenticating resend',
    browserAsked: 'openingBrowser openBrowser',
  },
  openingBrowser: { browserOpened: 'browser', redirected: 'redeeming redeem', refused: 'credentials' },
  browser: {
    browserAsked: 'browser reopenBrowser',
    browserOpened: 'browser',
    redirected: 'redeeming redeem',
    refused: 'credentials',
  },
  redeeming: { tokensCame: 'redeeming keep', kept: 'signedIn', refused: 'credentials' },
  answering: {
    challengeCame: 'challenged',
    tokensCame: 'authenticating keep',
    refused: 'credentials',
    helped: 'credentials',
    deviceRefused: 'authenticating restartWithoutDevice',
  },
  rememberDevice: { rememberAnswered: 'authenticating decideDevice' },
}

const pairs = Object.values(states).flatMap((state) =>
  Object.values(events).map((event) => [state, event] as const),
)

describe('transition', () => {
  it.each(pairs)('$kind × $1.kind', (state, event) => {
    const step = transition(state, event)
    const isEnd = event.kind === 'cancelled' || event.kind === 'timedOut'
    const expected = isEnd && !isOver(state) ? 'failed' : moves[state.kind]?.[event.kind]
    if (expected === undefined) {
      expect(step).toEqual({ state })
      expect(step.state).toBe(state)
    } else {
      expect([step.state.kind, step.effect?.kind].join(' ').trim()).toBe(expected)
    }
  })

  it('keeps neither password nor code in a state', () => {
    for (const [state, event] of pairs) {
      expect(JSON.stringify(transition(state, event).state)).not.toMatch(/secret|867530/)
    }
  })

  it('hands the app a challenge of its own without a word to the person', () => {
    for (const state of [states.authenticating, states.answering]) {
      expect(transition(state, { kind: 'challengeCame', challenge: deviceSrp })).toEqual({
        state: { kind: 'authenticating', username },
        effect: { kind: 'answerByApp', challenge: deviceSrp },
      })
    }
  })

  it('drops an earlier problem when a new step comes', () => {
    const wrong = transition(states.answering, { kind: 'refused', problem: { code: 'auth/code-mismatch' } })
    expect(wrong.state).toEqual({ ...states.challenged, problem: { code: 'auth/code-mismatch' } })
    const again = transition(wrong.state, events.answered)
    expect(again.state).toEqual(states.answering)
  })

  it('takes no answer to another challenge', () => {
    const other = { kind: 'answered', answer: { kind: 'EMAIL_OTP', code: '1' } } as const
    expect(transition(states.challenged, other)).toEqual({ state: states.challenged })
  })

  const final = ['auth/unsupported-challenge', 'auth/server-values', 'internal']
  it.each(errorCodes)('leads from %s while authenticating back to the person, or to the end', (code) => {
    const { state } = transition(states.authenticating, { kind: 'refused', problem: { code } })
    expect(state).toEqual({ kind: final.includes(code) ? 'failed' : 'credentials', problem: { code } })
  })

  const retried = [
    'auth/code-mismatch',
    'auth/code-expired',
    'auth/code-already-used',
    'auth/new-password-refused',
    'auth/password-not-encodable',
    'auth/attempts-exceeded',
    'network/unreachable',
    'network/timed-out',
    'network/throttled',
    'network/blocked',
    'network/server-error',
    'network/bad-answer',
    'network/untrusted-certificate',
    'network/proxy-setting',
    'network/proxy-unreachable',
    'network/proxy-refused',
    'request/invalid',
  ]
  it.each(errorCodes)('leads from %s at a challenge to where it can be mended', (code) => {
    const { state } = transition(states.answering, { kind: 'refused', problem: { code } })
    const kind = final.includes(code) ? 'failed' : retried.includes(code) ? 'challenged' : 'credentials'
    expect(state).toMatchObject({ kind, problem: { code } })
  })

  it('sends no second code where none was sent', () => {
    const state = { kind: 'challenged', username, challenge: totp } as const
    expect(transition(state, events.resendAsked)).toEqual({ state })
  })

  it('signs in after a help that brought a password', () => {
    const step = transition(states.answering, { kind: 'helped', hasPassword: true })
    expect(step).toEqual({
      state: { kind: 'authenticating', username },
      effect: { kind: 'beginAfterHelp' },
    })
  })

  it('knows whose turn it is', () => {
    const persons = Object.values(states).filter((state) => isPersonsTurn(state))
    expect(persons.map(({ kind }) => kind)).toEqual([
      'credentials',
      'challenged',
      'rememberDevice',
      'browser',
    ])
  })
})
