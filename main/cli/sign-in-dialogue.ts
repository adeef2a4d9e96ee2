// Conducts a sign-in on standard input: asks what each step asks, sends it, until it ends.
import type { SignInAnswer, SignInView, UserChallenge } from '../../shared/model/sign-in'
import type { SignInMethod } from '../../shared/model/pool'
import { AppError, type ErrorCode } from '../../shared/errors'
import { assertNever } from '../../shared/assert-never'
import { cli } from '../../shared/text/cli'
import { errorsEn } from '../../shared/text/errors.en'
import { neutral } from '../../shared/text/neutral'
import type { NewSignIn, SignInStep } from '../client/client'
import type { Input } from './world'

const words = cli.signIn

/** What a dialogue needs of the client. */
export interface SignInClient {
  startSignIn(request: NewSignIn): Promise<SignInStep>
  answerSignIn(id: string, answer: SignInAnswer): Promise<SignInStep>
}

export interface Dialogue {
  readonly client: SignInClient
  /** Abandons a sign-in, also when `client` was interrupted. */
  readonly cancel: (id: string) => Promise<void>
  readonly input: Input
  readonly say: (text: string) => void
}

export type SignedIn = Extract<SignInView, { kind: 'signedIn' }>
type Asking = Extract<SignInView, { kind: 'credentials' | 'challenged' | 'rememberDevice' }>

/**
 * Conducts one sign-in to its end.
 * @throws the problem's own code where it failed; where standard input is no terminal, also for a refused answer.
 */
export async function conductSignIn(dialogue: Dialogue, request: NewSignIn): Promise<SignedIn> {
  const { client, cancel } = dialogue
  let { id, step } = await client.startSignIn(request)
  try {
    for (;;) {
      if (step.kind === 'signedIn') return step
      const answer = await answerTo(askingOf(step), dialogue, request)
      ;({ id, step } = await client.answerSignIn(id, answer))
    }
  } catch (error) {
    // It ends by itself where this does not reach the host any more; the first error is the one that tells.
    if (step.kind !== 'failed') await cancel(id).catch(() => undefined)
    throw error
  }
}

function askingOf(step: SignInView): Asking {
  switch (step.kind) {
    case 'failed':
      throw new AppError(step.code, detailText(step.detail))
    case 'signedIn':
    case 'authenticating':
    case 'answering':
      throw new AppError('internal', `The host answered with the step ${step.kind}, which asks nothing.`)
    case 'credentials':
    case 'challenged':
    case 'rememberDevice':
      return step
    default:
      return assertNever(step)
  }
}

async function answerTo(step: Asking, dialogue: Dialogue, request: NewSignIn): Promise<SignInAnswer> {
  if (step.kind === 'rememberDevice')
    return { kind: 'rememberDevice', remember: await askRemember(step.deviceName, dialogue) }
  if (step.problem !== undefined) reportProblem(step.problem, step.problemDetail, dialogue)
  if (step.kind === 'credentials') return credentials(step, dialogue, request)
  return challengeAnswer(step.challenge, dialogue)
}

/** A person tries again; a script would send its next answer to the wrong question. */
function reportProblem(code: ErrorCode, detail: string | undefined, { input, say }: Dialogue): void {
  if (!input.isTerminal) throw new AppError(code, detailText(detail))
  const { title, advice } = errorsEn[code]
  say([title, detailText(detail), advice].filter((sentence) => sentence !== '').join(' '))
}

async function credentials(
  step: Extract<SignInView, { kind: 'credentials' }>,
  { input }: Dialogue,
  request: NewSignIn,
): Promise<SignInAnswer> {
  const username = step.username ?? request.username ?? (await askNonEmpty(input, words.username))
  const label = words.password(neutral(username), neutral(step.poolName))
  const password = await input.ask(label, 'hidden')
  const method: SignInMethod | undefined = request.method
  return { kind: 'credentials', username, password, ...(method === undefined ? {} : { method }) }
}

async function challengeAnswer(challenge: UserChallenge, dialogue: Dialogue): Promise<SignInAnswer> {
  const { input } = dialogue
  switch (challenge.name) {
    case 'SOFTWARE_TOKEN_MFA':
      return { kind: challenge.name, code: await input.ask(words.appCode(challenge.codeLength), 'hidden') }
    case 'SMS_MFA':
      return { kind: challenge.name, code: await input.ask(words.smsCode(destination(challenge)), 'hidden') }
    case 'EMAIL_OTP':
      return {
        kind: challenge.name,
        code: await input.ask(words.emailCode(destination(challenge)), 'hidden'),
      }
    case 'NEW_PASSWORD_REQUIRED':
      return {
        kind: challenge.name,
        newPassword: await askNewPassword(dialogue),
        attributes: await askAttributes(challenge.requiredAttributes, input),
      }
    default:
      return assertNever(challenge)
  }
}

const destination = ({ destination: where }: { destination?: string | undefined }): string =>
  where === undefined ? words.unknownDestination : neutral(where)

async function askNewPassword({ input, say }: Dialogue): Promise<string> {
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

async function askRemember(deviceName: string, { input, say }: Dialogue): Promise<boolean> {
  for (;;) {
    const answer = (await input.ask(words.remember(neutral(deviceName)), 'shown')).trim().toLowerCase()
    if (answer === '' || answer === 'y' || answer === 'yes') return true
    if (answer === 'n' || answer === 'no') return false
    if (!input.isTerminal) throw new AppError('request/invalid', words.yesOrNo)
    say(words.yesOrNo)
  }
}

async function askNonEmpty(input: Input, label: string): Promise<string> {
  for (;;) {
    const answer = (await input.ask(label, 'shown')).trim()
    if (answer !== '') return answer
    if (!input.isTerminal) throw new AppError('request/invalid', `${label}: empty.`)
  }
}

const detailText = (detail: string | undefined): string => (detail === undefined ? '' : neutral(detail, 500))
