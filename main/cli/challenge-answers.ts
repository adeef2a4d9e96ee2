// What a person answers to each challenge, asked on standard input.
import { assertNever } from '../../shared/assert-never'
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

/** @throws `auth/mfa-unavailable`, `auth/unsupported-challenge` where nothing is left to choose on a terminal. */
export async function challengeAnswer(
  { challenge, username }: Challenged,
  asking: Asking,
): Promise<SignInAnswer> {
  switch (challenge.name) {
    case 'SOFTWARE_TOKEN_MFA':
      return {
        kind: challenge.name,
        code: await asking.input.ask(words.appCode(challenge.codeLength), 'hidden'),
      }
    case 'SMS_MFA':
    case 'SMS_OTP':
      return sentCode(challenge.name, words.smsCode(destination(challenge)), asking)
    case 'EMAIL_OTP':
      return sentCode(challenge.name, words.emailCode(destination(challenge)), asking)
    case 'NEW_PASSWORD_REQUIRED':
      return {
        kind: challenge.name,
        newPassword: await askNewPassword(asking),
        attributes: await askAttributes(challenge.requiredAttributes, asking.input),
      }
    case 'SELECT_CHALLENGE':
      return selectFactor(challenge, username, asking)
    case 'SELECT_MFA_TYPE':
      return { kind: challenge.name, mfa: await askMfaType(words.chooseMfa, challenge.choices, asking) }
    case 'MFA_SETUP':
      return setUp(challenge, asking)
    case 'TOTP_SETUP':
      asking.say(words.totpKey(challenge.secret.replace(/(.{4})(?=.)/g, '$1 ')))
      return {
        kind: challenge.name,
        code: await asking.input.ask(words.appCode(challenge.codeLength), 'hidden'),
      }
    case 'CUSTOM_CHALLENGE':
      for (const { name, value } of challenge.parameters)
        asking.say(`${neutral(name)}: ${neutral(value, 300)}`)
      return { kind: challenge.name, answer: await asking.input.ask(words.customAnswer, 'hidden') }
    default:
      return assertNever(challenge)
  }
}

/** Enter alone asks for another code, of a person; a script has none to say so. */
async function sentCode(
  kind: 'SMS_MFA' | 'SMS_OTP' | 'EMAIL_OTP',
  label: string,
  { input }: Asking,
): Promise<SignInAnswer> {
  const code = await input.ask(input.isTerminal ? `${label}. ${words.resendHint}` : label, 'hidden')
  return code.trim() === '' && input.isTerminal ? { kind: 'resend' } : { kind, code }
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
  { factors }: Of<'SELECT_CHALLENGE'>,
  username: string,
  asking: Asking,
): Promise<SignInAnswer> {
  const offered = Object.entries(factorNames).filter(([, factor]) => factors.includes(factor))
  if (offered.length === 0) throw new AppError('auth/unsupported-challenge', words.passkeysAreForBrowsers)
  const factor = await oneOf(words.chooseFactor, offered, asking)
  if (factor !== 'PASSWORD') return { kind: 'SELECT_CHALLENGE', factor }
  const password = await asking.input.ask(words.passwordOf(neutral(username)), 'hidden')
  return { kind: 'SELECT_CHALLENGE', factor, password }
}

async function setUp({ choices }: Of<'MFA_SETUP'>, asking: Asking): Promise<SignInAnswer> {
  if (choices.length === 0) throw new AppError('auth/mfa-unavailable', words.nothingToSetUp)
  const mfa = await askMfaType(words.setUpMfa, choices, asking)
  if (mfa !== 'EMAIL_OTP') return { kind: 'MFA_SETUP', mfa }
  return { kind: 'MFA_SETUP', mfa, email: await asking.input.ask(words.setUpEmail, 'shown') }
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

async function askNewPassword({ input, say }: Asking): Promise<string> {
  if (!input.isTerminal) return input.ask(words.newPassword, 'hidden')
  say(words.mustChangePassword)
  for (;;) {
    const first = await input.ask(words.newPassword, 'hidden')
    const second = await input.ask(words.newPasswordAgain, 'hidden')
    if (first === second) return first
    say(words.newPasswordsDiffer)
  }
}

async function askAttributes(names: readonly string[], input: Input): Promise<Record<string, string>> {
  const attributes: Record<string, string> = {}
  for (const name of names) {
    const shown = neutral(name.replace(/^userAttributes\./, ''))
    attributes[name] = await input.ask(words.attribute(shown), 'shown')
  }
  return attributes
}
