// Questions that want an answer: what no host would take is asked for again of a person, and refused to a script.
import { cli } from '../../shared/text/cli'
import { answerLimits } from '../../shared/model/answer-limits'
import { UsageError } from './usage-error'
import type { Input } from './world'

const words = cli.signIn

/** Who is asked, and where a person is told what was wrong. */
export interface Asking {
  readonly input: Input
  readonly say: (text: string) => void
}

export interface Asked {
  readonly label: string
  readonly secrecy: 'shown' | 'hidden'
  /** How long the answer may be. */
  readonly kind: keyof typeof answerLimits
  /** What Enter alone means, where it means something. */
  readonly enterAlone?: string
}

/** @returns the answer as it was typed. @throws UsageError that names the question, where nobody is there to ask again. */
export async function askFilled({ input, say }: Asking, asked: Asked): Promise<string> {
  const { label, secrecy, enterAlone } = asked
  for (;;) {
    const answer = await input.ask(enterAlone === undefined ? label : `${label} (${enterAlone})`, secrecy)
    const fault = faultOf(answer, asked)
    if (fault === undefined) return answer
    if (!input.isTerminal) throw new UsageError(`${label}: ${fault}`)
    say(`${label}: ${fault}`)
  }
}

function faultOf(answer: string, { kind, enterAlone }: Asked): string | undefined {
  if (enterAlone === undefined && answer.trim() === '') return words.emptyAnswer
  return answer.length > answerLimits[kind] ? words.longAnswer(answerLimits[kind]) : undefined
}

/** A new password: twice from a person, who does not see it, and once from a script. */
export async function askTwice(asking: Asking): Promise<string> {
  const { input, say } = asking
  const asked = { label: words.newPassword, secrecy: 'hidden', kind: 'password' } as const
  if (!input.isTerminal) return askFilled(asking, asked)
  for (;;) {
    const first = await askFilled(asking, asked)
    const second = await input.ask(words.newPasswordAgain, 'hidden')
    if (first === second) return first
    say(words.newPasswordsDiffer)
  }
}
