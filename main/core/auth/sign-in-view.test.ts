import { describe, expect, it } from 'vitest'
import { AppError, errorCodes } from '../../../shared/errors'
import { SignInView } from '../../../shared/model/sign-in'
import type { SignIn } from './sign-in-state'
import { problemOf, viewOf } from './sign-in-view'

const facts = {
  poolName: 'Work',
  accountId: undefined,
  username: 'ada',
  method: 'USER_SRP_AUTH',
  isFirstFactor: false,
  offersBrowser: false,
} as const
const username = 'ada'
const challengeSession = 'canary-session'
const states: readonly SignIn[] = [
  { kind: 'idle' },
  { kind: 'credentials' },
  { kind: 'credentials', problem: { code: 'auth/refused', detail: 'Words.' } },
  { kind: 'authenticating', username },
  {
    kind: 'challenged',
    username,
    challenge: { name: 'SOFTWARE_TOKEN_MFA', friendlyDeviceName: 'Phone', challengeSession },
    problem: { code: 'auth/code-mismatch' },
  },
  { kind: 'challenged', username, challenge: { name: 'SMS_MFA', destination: undefined, challengeSession } },
  { kind: 'answering', username, challenge: { name: 'EMAIL_OTP', destination: 'a***', challengeSession } },
  {
    kind: 'challenged',
    username,
    challenge: { name: 'NEW_PASSWORD_REQUIRED', requiredAttributes: ['name'], challengeSession },
  },
  { kind: 'rememberDevice', username, deviceName: 'Desk' },
  { kind: 'openingBrowser', username: undefined },
  { kind: 'browser', username, url: 'https://auth.example.com/oauth2/authorize?x=1', opened: true },
  {
    kind: 'browser',
    username: undefined,
    url: 'https://auth.example.com/',
    opened: false,
    problem: { code: 'auth/browser-unavailable' },
  },
  { kind: 'redeeming', username },
  { kind: 'signedIn', username, accountId: '0123456789abcdef', device: 'none' },
  { kind: 'failed', problem: { code: 'auth/unsupported-challenge', detail: 'Cognito asks for X.' } },
]

describe('viewOf', () => {
  it.each(states)('%j has a view of the contract, without the challenge session', (state) => {
    const view = viewOf(state, facts)
    expect(SignInView.parse(view)).toEqual(view)
    expect(JSON.stringify(view)).not.toContain('canary')
  })

  it('leaves out what is not known', () => {
    const { username: _unknown, ...rest } = facts
    expect(viewOf({ kind: 'credentials' }, { ...rest, username: undefined })).toEqual({
      kind: 'credentials',
      poolName: 'Work',
      method: 'USER_SRP_AUTH',
    })
  })

  it('says where a browser can serve: beside the credentials, and beside a choice of first factors', () => {
    const select = { name: 'SELECT_CHALLENGE', factors: ['WEB_AUTHN'], hasSrp: false } as const
    const challenged = { kind: 'challenged', username, challenge: { ...select, challengeSession } } as const
    const offered = { ...facts, offersBrowser: true }
    expect(viewOf({ kind: 'credentials' }, offered)).toMatchObject({ browser: true })
    expect(viewOf(challenged, offered)).toMatchObject({ challenge: { browser: true } })
    expect(JSON.stringify(viewOf(challenged, facts))).not.toContain('browser')
  })

  it('makes the words of the server harmless', () => {
    const challenge = {
      name: 'SMS_MFA',
      destination: `+***\u001b[2J\u202e23${'x'.repeat(500)}`,
      challengeSession,
    } as const
    const view = viewOf({ kind: 'challenged', username, challenge }, facts)
    const destination =
      view.kind === 'challenged' && view.challenge.name === 'SMS_MFA' ? view.challenge.destination : ''
    expect(destination).toMatch(/^\+\*\*\* \[2J 23x+$/)
    expect(destination).toHaveLength(300)
  })
})

describe('problemOf', () => {
  const told = [
    'auth/new-password-refused',
    'auth/unsupported-challenge',
    'auth/flow-not-enabled',
    'auth/trigger-refused',
    'auth/refused',
    'pool/not-found',
    'pool/configuration',
    'network/unreachable',
    'network/untrusted-certificate',
    'network/proxy-setting',
    'network/proxy-unreachable',
    'network/proxy-refused',
    'auth/provider-refused',
    'auth/redirect-ports-taken',
    // Which file, which package: what our own message names.
    ...errorCodes.filter((code) => /^(?:keychain|storage)\//.test(code)),
  ]
  it.each(errorCodes)('%s shows the message where it says more than our text', (code) => {
    const detail = told.includes(code) ? { detail: 'What was said.' } : {}
    expect(problemOf(new AppError(code, 'What was said.'))).toEqual({ code, ...detail })
  })
})
