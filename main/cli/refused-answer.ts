// What a person hears of a refused answer, and whether the same one is worth sending again.
import { AppError, type ErrorCode } from '../../shared/errors'
import type { SignInAnswer } from '../../shared/model/sign-in'
import { errorsEn } from '../../shared/text/errors.en'
import { neutral } from '../../shared/text/neutral'
import { sentences } from '../../shared/text/sentences'
import type { Dialogue } from './dialogue'
import type { Input } from './world'

/** What was refused, and the server's own words to it. */
export interface Refusal {
  readonly code: ErrorCode
  readonly detail: string | undefined
}

/** The same answer fails the same way until somebody has changed the pool, the user or this computer. */
const lasting: ReadonlySet<ErrorCode> = new Set([
  'auth/user-disabled',
  'auth/user-not-found',
  'auth/temporary-password-expired',
  'auth/recovery-unavailable',
  'auth/unsupported-challenge',
  'auth/flow-not-enabled',
  'auth/secret-hash',
  'auth/mfa-unavailable',
  'auth/trigger-refused',
  'pool/unknown',
  'pool/invalid',
  'pool/not-found',
  'pool/configuration',
  'account/unknown',
  'request/invalid',
  'network/untrusted-certificate',
  'network/proxy-setting',
  'network/proxy-refused',
])

/** Of a pool that was added wrongly: nothing that a person could type into this sign-in helps. */
const beyondAnswers: ReadonlySet<ErrorCode> = new Set([
  'auth/secret-hash',
  'pool/unknown',
  'pool/invalid',
  'pool/not-found',
])

/**
 * The next answer after a refusal. The refusal is told before anything is asked; an answer that asks nobody is sent
 * again only where that may help and the person says so.
 * @throws the refusal's own code where the same answer can only be refused again, and to a script, which would send its
 * next answer to the wrong question; `auth/cancelled` where the person leaves it at that.
 */
export async function answerAfterRefusal(
  refusal: Refusal,
  dialogue: Dialogue,
  asks: {
    readonly answer: (dialogue: Dialogue) => Promise<SignInAnswer>
    readonly tryAgain: () => Promise<boolean>
  },
): Promise<SignInAnswer> {
  if (!dialogue.input.isTerminal || beyondAnswers.has(refusal.code)) throw errorOf(refusal)
  const tell = once(() => dialogue.say(told(refusal)))
  const { input, wasAsked } = watched(dialogue.input, tell)
  const say = (text: string): void => {
    tell()
    dialogue.say(text)
  }
  const answer = await asks.answer({ ...dialogue, input, say })
  if (wasAsked()) return answer
  if (lasting.has(refusal.code)) throw errorOf(refusal)
  tell()
  if (await asks.tryAgain()) return answer
  throw new AppError('auth/cancelled', '')
}

const errorOf = ({ code, detail }: Refusal): AppError => new AppError(code, detailText(detail))

function told({ code, detail }: Refusal): string {
  const { title, advice } = errorsEn[code]
  // What is wrong stands in the detail; title and advice are for programs.
  if (code === 'request/invalid' && detail !== undefined) return detailText(detail)
  return sentences(title, detailText(detail), advice)
}

/** The server's words, harmless; the empty text where there are none. */
export const detailText = (detail: string | undefined): string =>
  detail === undefined ? '' : neutral(detail, 500)

/** The same input, and whether anything was asked on it. @param first runs before the first question. */
function watched(
  input: Input,
  first: () => void,
): { readonly input: Input; readonly wasAsked: () => boolean } {
  let isAsked = false
  const ask: Input['ask'] = (label, secrecy) => {
    isAsked = true
    first()
    return input.ask(label, secrecy)
  }
  const { isTerminal, interruption } = input
  return { input: { isTerminal, interruption, ask, close: () => input.close() }, wasAsked: () => isAsked }
}

function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}
