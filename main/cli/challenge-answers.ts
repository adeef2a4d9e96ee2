// What a person answers to each challenge, asked on standard input.
import { AppError } from '../../shared/errors'
import type { SignInAnswer, SignInView, UserChallenge } from '../../shared/model/sign-in'
import type { FirstFactor, MfaType } from '../../shared/model/sign-in-methods'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import { type Asked, type Asking, askFilled, askTwice } from './ask-filled'

const words = cli.signIn

type Challenged = Extract<SignInView, { kind: 'challenged' }>
type Of<N extends UserChallenge['name']> = Extract<UserChallenge, { name: N }>

type Ask<N extends UserChallenge['name']> = (
  challenge: Of<N>,
  asking: Asking,
  username: string,
) => Promise<SignInAnswer>

/**
 * Asks what the challenge wants to know.
 * @throws `auth/mfa-unavailable`, `auth/unsupported-challenge` where nothing is left to choose on a terminal.
 */
export function challengeAnswer({ challenge, username }: Challenged, asking: Asking): Promise<SignInAnswer> {
  // The name picks question and challenge together; TypeScript cannot follow the index.
  const ask = questions[challenge.name] as Ask<UserChallenge['name']>
  return ask(challenge, asking, username)
}

const questions: { readonly [N in UserChallenge['name']]: Ask<N> } = {
  SOFTWARE_TOKEN_MFA: async ({ name, codeLength }, asking) => ({
    kind: name,
    code: await askFilled(asking, hiddenCode(words.appCode(codeLength))),
  }),
  SMS_MFA: (challenge, asking) => sentCode(challenge.name, words.smsCode(destination(challenge)), asking),
  SMS_OTP: (challenge, asking) => sentCode(challenge.name, words.smsCode(destination(challenge)), asking),
  EMAIL_OTP: (challenge, asking) => sentCode(challenge.name, words.emailCode(destination(challenge)), asking),
  NEW_PASSWORD_REQUIRED: async ({ name, requiredAttributes }, asking) => ({
    kind: name,
    newPassword: await askNewPassword(asking),
    attributes: await askAttributes(requiredAttributes, asking),
  }),
  SELECT_CHALLENGE: (challenge, asking, username) => selectFactor(challenge, username, asking),
  SELECT_MFA_TYPE: async ({ name, choices }, asking) => {
    if (choices.length === 0) throw new AppError('auth/mfa-unavailable', '')
    return { kind: name, mfa: await askMfaType(words.chooseMfa, choices, asking) }
  },
  MFA_SETUP: (challenge, asking) => setUp(challenge, asking),
  TOTP_SETUP: async ({ name, secret, codeLength }, asking) => {
    asking.say(words.totpKey(secret.replace(/(.{4})(?=.)/g, '$1 ')))
    return { kind: name, code: await askFilled(asking, hiddenCode(words.appCode(codeLength))) }
  },
  RESET_PASSWORD: async (challenge, asking) => {
    const answer = await sentCode('RESET_PASSWORD', words.resetCode(destination(challenge)), asking)
    if (answer.kind === 'resend') return answer
    return { kind: 'RESET_PASSWORD', code: answer.code, newPassword: await askTwice(asking) }
  },
  CONFIRM_SIGN_UP: (challenge, asking) =>
    sentCode('CONFIRM_SIGN_UP', words.confirmCode(destination(challenge)), asking),
  CUSTOM_CHALLENGE: async ({ name, parameters }, asking) => {
    for (const parameter of parameters)
      asking.say(`${neutral(parameter.name)}: ${neutral(parameter.value, 2000)}`)
    return { kind: name, answer: await askFilled(asking, hiddenCode(words.customAnswer)) }
  },
}

/** Enter alone asks for another code, of a person; a script has none to say so. */
async function sentCode<K extends 'SMS_MFA' | 'SMS_OTP' | 'EMAIL_OTP' | 'RESET_PASSWORD' | 'CONFIRM_SIGN_UP'>(
  kind: K,
  label: string,
  asking: Asking,
): Promise<{ kind: 'resend' } | { kind: K; code: string }> {
  if (!asking.input.isTerminal) return { kind, code: await askFilled(asking, hiddenCode(label)) }
  const code = await askFilled(asking, { ...hiddenCode(label), enterAlone: words.resendHint })
  return code.trim() === '' ? { kind: 'resend' } : { kind, code }
}

const factorNames = { password: 'PASSWORD', email: 'EMAIL_OTP', sms: 'SMS_OTP' } as const satisfies Record<
  string,
  FirstFactor
>
const mfaNames = { app: 'SOFTWARE_TOKEN_MFA', sms: 'SMS_MFA', email: 'EMAIL_OTP' } as const satisfies Record<
  string,
  MfaType
>

async function selectFactor(
  { factors, browser }: Of<'SELECT_CHALLENGE'>,
  username: string,
  asking: Asking,
): Promise<SignInAnswer> {
  const here = Object.entries(factorNames).filter(([, factor]) => factors.includes(factor))
  const offered = browser === true ? [...here, ['browser', 'WEB_AUTHN'] as const] : here
  if (offered.length === 0) throw new AppError('auth/unsupported-challenge', words.passkeysAreForBrowsers)
  const factor = await oneOf(words.chooseFactor, offered, asking)
  if (factor === 'WEB_AUTHN') return { kind: 'browser' }
  if (factor !== 'PASSWORD') return { kind: 'SELECT_CHALLENGE', factor }
  const label = words.passwordOf(neutral(username))
  const password = await askFilled(asking, { label, secrecy: 'hidden', kind: 'password' })
  return { kind: 'SELECT_CHALLENGE', factor, password }
}

async function setUp({ choices }: Of<'MFA_SETUP'>, asking: Asking): Promise<SignInAnswer> {
  if (choices.length === 0) throw new AppError('auth/mfa-unavailable', words.nothingToSetUp)
  const mfa = await askMfaType(words.setUpMfa, choices, asking)
  if (mfa !== 'EMAIL_OTP') return { kind: 'MFA_SETUP', mfa }
  const email = await askFilled(asking, { label: words.setUpEmail, secrecy: 'shown', kind: 'code' })
  return { kind: 'MFA_SETUP', mfa, email }
}

function askMfaType(
  label: (names: readonly string[]) => string,
  choices: readonly MfaType[],
  asking: Asking,
): Promise<MfaType> {
  return oneOf(
    label,
    Object.entries(mfaNames).filter(([, type]) => choices.includes(type)),
    asking,
  )
}

/** The only one there is is not asked for. */
async function oneOf<T>(
  label: (names: readonly string[]) => string,
  offered: readonly (readonly [name: string, value: T])[],
  { input, say }: Asking,
): Promise<T> {
  const [first, second] = offered
  if (first !== undefined && second === undefined) return first[1]
  const names = offered.map(([name]) => name)
  for (;;) {
    const typed = (await input.ask(label(names), 'shown')).trim().toLowerCase()
    const found = offered.find(([name]) => name === typed)
    if (found !== undefined) return found[1]
    if (!input.isTerminal) throw new AppError('request/invalid', words.oneOf(names))
    say(words.oneOf(names))
  }
}

const hiddenCode = (label: string): Asked => ({ label, secrecy: 'hidden', kind: 'code' })

const destination = ({ destination: where }: { destination?: string | undefined }): string =>
  where === undefined ? words.unknownDestination : neutral(where)

async function askNewPassword(asking: Asking): Promise<string> {
  if (asking.input.isTerminal) asking.say(words.mustChangePassword)
  return askTwice(asking)
}

async function askAttributes(names: readonly string[], asking: Asking): Promise<Record<string, string>> {
  const attributes: Record<string, string> = {}
  for (const name of names) {
    const label = words.attribute(neutral(name.replace(/^userAttributes\./, '')))
    attributes[name] = await askFilled(asking, { label, secrecy: 'shown', kind: 'code' })
  }
  return attributes
}
