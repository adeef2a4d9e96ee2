// What a person answers to each challenge, asked on standard input.
import { AppError } from '../../shared/errors'
import type { SignInAnswer, SignInView, UserChallenge } from '../../shared/model/sign-in'
import type { FirstFactor, MfaType } from '../../shared/model/sign-in-methods'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import type { Input } from './world'

const words = cli.signIn

type Challenged = Extract<SignInView, { kind: 'challenged' }>
type Of<N extends UserChallenge['name']> = Extract<UserChallenge, { name: N }>

interface Asking {
  readonly input: Input
  readonly say: (text: string) => void
}

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
  SOFTWARE_TOKEN_MFA: async ({ name, codeLength }, { input }) => ({
    kind: name,
    code: await askFilled(input, words.appCode(codeLength), 'hidden'),
  }),
  SMS_MFA: (challenge, asking) => sentCode(challenge.name, words.smsCode(destination(challenge)), asking),
  SMS_OTP: (challenge, asking) => sentCode(challenge.name, words.smsCode(destination(challenge)), asking),
  EMAIL_OTP: (challenge, asking) => sentCode(challenge.name, words.emailCode(destination(challenge)), asking),
  NEW_PASSWORD_REQUIRED: async ({ name, requiredAttributes }, asking) => ({
    kind: name,
    newPassword: await askNewPassword(asking),
    attributes: await askAttributes(requiredAttributes, asking.input),
  }),
  SELECT_CHALLENGE: (challenge, asking, username) => selectFactor(challenge, username, asking),
  SELECT_MFA_TYPE: async ({ name, choices }, asking) => {
    if (choices.length === 0) throw new AppError('auth/mfa-unavailable', '')
    return { kind: name, mfa: await askMfaType(words.chooseMfa, choices, asking) }
  },
  MFA_SETUP: (challenge, asking) => setUp(challenge, asking),
  TOTP_SETUP: async ({ name, secret, codeLength }, { input, say }) => {
    say(words.totpKey(secret.replace(/(.{4})(?=.)/g, '$1 ')))
    return { kind: name, code: await askFilled(input, words.appCode(codeLength), 'hidden') }
  },
  RESET_PASSWORD: async (challenge, asking) => {
    const answer = await sentCode('RESET_PASSWORD', words.resetCode(destination(challenge)), asking)
    if (answer.kind === 'resend') return answer
    return { kind: 'RESET_PASSWORD', code: answer.code, newPassword: await askTwice(asking) }
  },
  CONFIRM_SIGN_UP: (challenge, asking) =>
    sentCode('CONFIRM_SIGN_UP', words.confirmCode(destination(challenge)), asking),
  CUSTOM_CHALLENGE: async ({ name, parameters }, { input, say }) => {
    for (const parameter of parameters) say(`${neutral(parameter.name)}: ${neutral(parameter.value, 2000)}`)
    return { kind: name, answer: await askFilled(input, words.customAnswer, 'hidden') }
  },
}

/** Enter alone asks for another code, of a person; a script has none to say so. */
async function sentCode<K extends 'SMS_MFA' | 'SMS_OTP' | 'EMAIL_OTP' | 'RESET_PASSWORD' | 'CONFIRM_SIGN_UP'>(
  kind: K,
  label: string,
  { input }: Asking,
): Promise<{ kind: 'resend' } | { kind: K; code: string }> {
  if (!input.isTerminal) return { kind, code: await askFilled(input, label, 'hidden') }
  const code = await input.ask(`${label}. ${words.resendHint}`, 'hidden')
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
  const password = await askFilled(asking.input, words.passwordOf(neutral(username)), 'hidden')
  return { kind: 'SELECT_CHALLENGE', factor, password }
}

async function setUp({ choices }: Of<'MFA_SETUP'>, asking: Asking): Promise<SignInAnswer> {
  if (choices.length === 0) throw new AppError('auth/mfa-unavailable', words.nothingToSetUp)
  const mfa = await askMfaType(words.setUpMfa, choices, asking)
  if (mfa !== 'EMAIL_OTP') return { kind: 'MFA_SETUP', mfa }
  return { kind: 'MFA_SETUP', mfa, email: await askFilled(asking.input, words.setUpEmail, 'shown') }
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

const destination = ({ destination: where }: { destination?: string | undefined }): string =>
  where === undefined ? words.unknownDestination : neutral(where)

async function askNewPassword(asking: Asking): Promise<string> {
  if (asking.input.isTerminal) asking.say(words.mustChangePassword)
  return askTwice(asking)
}

/** A new password: twice from a person, who does not see it, and once from a script. */
export async function askTwice({ input, say }: Asking): Promise<string> {
  if (!input.isTerminal) return askFilled(input, words.newPassword, 'hidden')
  for (;;) {
    const first = await askFilled(input, words.newPassword, 'hidden')
    const second = await input.ask(words.newPasswordAgain, 'hidden')
    if (first === second) return first
    say(words.newPasswordsDiffer)
  }
}

async function askAttributes(names: readonly string[], input: Input): Promise<Record<string, string>> {
  const attributes: Record<string, string> = {}
  for (const name of names) {
    const shown = neutral(name.replace(/^userAttributes\./, ''))
    attributes[name] = await askFilled(input, words.attribute(shown), 'shown')
  }
  return attributes
}

/** An answer that is not blank, as it was typed: asked again of a person, and refused to a script. */
export async function askFilled(input: Input, label: string, secrecy: 'shown' | 'hidden'): Promise<string> {
  for (;;) {
    const answer = await input.ask(label, secrecy)
    if (answer.trim() !== '') return answer
    if (!input.isTerminal) throw new AppError('request/invalid', `${label}: empty.`)
  }
}
