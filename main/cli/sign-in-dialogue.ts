// Conducts a sign-in on standard input: asks what each step asks, sends it, until it ends.
import type { SignInAnswer, SignInView } from '../../shared/model/sign-in'
import type { SignInMethod } from '../../shared/model/pool'
import { beginsWithPassword } from '../../shared/model/sign-in-methods'
import { AppError, type ErrorCode } from '../../shared/errors'
import { assertNever } from '../../shared/assert-never'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import type { NewSignIn } from '../client/client'
import { ProblemError } from '../client/problem-error'
import type { Dialogue } from './dialogue'
import { throughBrowser } from './browser-step'
import { askFilled, askTwice } from './ask-filled'
import { challengeAnswer } from './challenge-answers'
import { answerAfterRefusal, detailText } from './refused-answer'
import type { Input } from './world'

const words = cli.signIn

export type SignedIn = Extract<SignInView, { kind: 'signedIn' }>
type Asking = Extract<SignInView, { kind: 'credentials' | 'challenged' | 'rememberDevice' }>

/**
 * Conducts one sign-in to its end.
 * @throws the problem's own code where it failed; where standard input is no terminal, also for a refused answer.
 */
export async function conductSignIn(
  dialogue: Dialogue,
  request: NewSignIn,
  first: FirstAnswer = 'credentials',
): Promise<SignedIn> {
  const { client, cancel } = dialogue
  let { id, step } = await client.startSignIn(request)
  let purpose: Purpose = { request, wanted: first, typed: undefined }
  try {
    for (;;) {
      if (step.kind === 'signedIn') return step
      if (step.kind === 'browser') {
        ;({ id, step } = await throughBrowser(id, step, dialogue))
        continue
      }
      const answer = await answerTo(askingOf(step), dialogue, purpose)
      purpose = purposeAfter(answer, purpose)
      try {
        ;({ id, step } = await client.answerSignIn(id, answer))
      } catch (error) {
        step = afterSlip(error, step, dialogue.input)
      }
    }
  } catch (error) {
    // It ends by itself where this does not reach the host any more; the first error is the one that tells.
    if (step.kind !== 'failed') await cancel(id).catch(() => undefined)
    throw error
  }
}

/** The host took nothing and still waits: a person answers the same step again. @throws the error, where it is another. */
function afterSlip(error: unknown, step: SignInView, { isTerminal }: Input): SignInView {
  const isSlip = error instanceof ProblemError && error.problem.code === 'bad_request'
  if (!isTerminal || !isSlip || (step.kind !== 'credentials' && step.kind !== 'challenged')) throw error
  return { ...step, problem: 'request/invalid', problemDetail: error.problem.detail }
}

function askingOf(step: SignInView): Asking {
  switch (step.kind) {
    case 'failed':
      throw new AppError(step.code, detailText(step.detail))
    case 'signedIn':
    case 'authenticating':
    case 'answering':
    case 'browser':
      throw new AppError('internal', `The host answered with the step ${step.kind}, which asks nothing.`)
    case 'credentials':
    case 'challenged':
    case 'rememberDevice':
      return step
    default:
      return assertNever(step)
  }
}

/** What a person is here for: signing in, or what comes before it. */
export type FirstAnswer = 'credentials' | 'forgotPassword' | 'signUp'

interface Purpose {
  readonly request: NewSignIn
  readonly wanted: FirstAnswer
  /** The name in the last answer that had one. */
  readonly typed: string | undefined
}

function purposeAfter(answer: SignInAnswer, { request, typed }: Purpose): Purpose {
  return {
    request,
    wanted: answer.kind === 'signUp' ? 'signUp' : 'credentials',
    typed: 'username' in answer ? answer.username : typed,
  }
}

async function answerTo(step: Asking, dialogue: Dialogue, purpose: Purpose): Promise<SignInAnswer> {
  if (step.kind === 'rememberDevice')
    return { kind: 'rememberDevice', remember: await askRemember(step.deviceName, dialogue) }
  const { problem, problemDetail } = step
  if (problem === undefined) return turnAnswer(step, dialogue, purpose)
  return answerAfterRefusal({ code: problem, detail: problemDetail }, dialogue, {
    answer: (telling) => turnAnswer(step, telling, purpose),
    tryAgain: () => agrees(words.tryAgain, dialogue),
  })
}

async function turnAnswer(
  step: Exclude<Asking, { kind: 'rememberDevice' }>,
  dialogue: Dialogue,
  purpose: Purpose,
): Promise<SignInAnswer> {
  if (step.kind === 'challenged') return challengeAnswer(step, dialogue)
  return (await offeredHelp(step, dialogue, purpose)) ?? credentials(step, dialogue, purpose.request)
}

/** The way out of two refusals, and what was asked for from the start. */
async function offeredHelp(
  step: Extract<SignInView, { kind: 'credentials' }>,
  dialogue: Dialogue,
  { request, wanted, typed }: Purpose,
): Promise<SignInAnswer | undefined> {
  const username = (): Promise<string> => nameOf(step, dialogue, request)
  if (wanted === 'forgotPassword') return { kind: 'forgotPassword', username: await username() }
  // A name that is taken may be the person's own: then a password is what is missing.
  if (wanted === 'signUp' && step.problem !== 'auth/name-taken')
    return signUp(await username(), dialogue, step.problem)
  // The refusal was of the name that was typed.
  if (step.problem === 'auth/password-reset-required' && (await agrees(words.sendReset, dialogue)))
    return { kind: 'forgotPassword', username: typed ?? (await username()) }
  if (step.problem === 'auth/user-not-confirmed' && (await agrees(words.sendConfirmation, dialogue)))
    return { kind: 'confirmAccount', username: typed ?? (await username()) }
  return undefined
}

async function signUp(
  username: string,
  dialogue: Dialogue,
  problem: ErrorCode | undefined,
): Promise<SignInAnswer> {
  const password = await askTwice(dialogue)
  const email = (await dialogue.input.ask(words.signUpEmail, 'shown')).trim()
  // No client can read which attributes a pool requires; the pool's refusal, which was shown, names them.
  const more = problem === 'auth/refused' ? await moreAttributes(dialogue) : {}
  return { kind: 'signUp', username, password, attributes: { ...(email === '' ? {} : { email }), ...more } }
}

async function moreAttributes({ input, say }: Dialogue): Promise<Record<string, string>> {
  const attributes: Record<string, string> = {}
  for (;;) {
    const typed = (await input.ask(words.moreAttributes, 'shown')).trim()
    if (typed === '') return attributes
    const [, name, value] = /^([\w:.-]{1,60})\s*=\s*(.+)$/.exec(typed) ?? []
    if (name === undefined || value === undefined) say(words.attributeForm)
    else attributes[name] = value
  }
}

async function nameOf(
  step: Extract<SignInView, { kind: 'credentials' }>,
  dialogue: Dialogue,
  request: NewSignIn,
): Promise<string> {
  const known = step.username ?? request.username
  if (known !== undefined) return known
  return (await askFilled(dialogue, { label: words.username, secrecy: 'shown', kind: 'username' })).trim()
}

async function credentials(
  step: Extract<SignInView, { kind: 'credentials' }>,
  dialogue: Dialogue,
  request: NewSignIn,
): Promise<SignInAnswer> {
  const method: SignInMethod | undefined = request.method
  if ((method ?? step.method) === 'MANAGED_LOGIN') return atPages(request.username, dialogue.provider)
  const username = await nameOf(step, dialogue, request)
  const chosen = method === undefined ? {} : { method }
  if (!beginsWithPassword(method ?? step.method)) return { kind: 'credentials', username, ...chosen }
  const label = words.password(neutral(username), neutral(step.poolName))
  const password = await askFilled(dialogue, { label, secrecy: 'hidden', kind: 'password' })
  return { kind: 'credentials', username, password, ...chosen }
}

/** The pages ask for the rest. */
function atPages(username: string | undefined, identityProvider: string | undefined): SignInAnswer {
  return {
    kind: 'browser',
    ...(username === undefined ? {} : { username }),
    ...(identityProvider === undefined ? {} : { identityProvider }),
  }
}

function askRemember(deviceName: string, dialogue: Dialogue): Promise<boolean> {
  return agrees(words.remember(neutral(deviceName)), dialogue)
}

/** Enter alone is a yes. */
async function agrees(question: string, { input, say }: Dialogue): Promise<boolean> {
  for (;;) {
    const answer = (await input.ask(question, 'shown')).trim().toLowerCase()
    if (answer === '' || answer === 'y' || answer === 'yes') return true
    if (answer === 'n' || answer === 'no') return false
    if (!input.isTerminal) throw new AppError('request/invalid', words.yesOrNo)
    say(words.yesOrNo)
  }
}
