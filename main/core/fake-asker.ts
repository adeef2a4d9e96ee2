// The person in charge, for tests alone: answers as told.
import type { ConsentAnswer, ConsentView } from '../../shared/model/consent'
import type { Asker, Confirmation, PasswordQuestion } from './ports'

export interface FakeAsker extends Asker {
  readonly consents: ConsentView[]
  readonly signIns: string[]
  readonly confirmations: Confirmation[]
  readonly passwords: PasswordQuestion[]
  /** What the person will say. A function is asked each time; it may reject or never settle. */
  willAnswer(answers: Partial<FakeAnswers>): void
}
interface FakeAnswers {
  readonly consent: (question: ConsentView) => ConsentAnswer | Promise<ConsentAnswer>
  readonly signIn: (accountId: string) => void | Promise<void>
  readonly confirm: (question: Confirmation) => boolean | Promise<boolean>
  readonly password: (question: PasswordQuestion) => string | undefined | Promise<string | undefined>
}

/** A person who denies and refuses until `willAnswer` says otherwise. Questions end when their signal aborts. */
export function fakeAsker(first: Partial<FakeAnswers> = {}): FakeAsker {
  let answers: FakeAnswers = {
    consent: () => 'deny',
    signIn: () => undefined,
    confirm: () => false,
    password: () => undefined,
    ...first,
  }
  const consents: ConsentView[] = []
  const signIns: string[] = []
  const confirmations: Confirmation[] = []
  const passwords: PasswordQuestion[] = []
  return {
    consents,
    signIns,
    confirmations,
    passwords,
    willAnswer: (next) => {
      answers = { ...answers, ...next }
    },
    consent: (question, _surface, signal) => {
      consents.push(question)
      return untilAborted(async () => await answers.consent(question), signal)
    },
    signIn: async (accountId) => {
      signIns.push(accountId)
      await answers.signIn(accountId)
    },
    confirm: (question, _surface, signal) => {
      confirmations.push(question)
      return untilAborted(async () => await answers.confirm(question), signal)
    },
    password: (question, _surface, signal) => {
      passwords.push(question)
      return untilAborted(async () => await answers.password(question), signal)
    },
  }
}

async function untilAborted<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted()
  return await new Promise<T>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    ask().then(resolve, reject)
  })
}
