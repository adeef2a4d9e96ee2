// The person in charge of a headless agent, asked on a terminal that the agent opens itself: the caller's, else its
// own. What a caller writes to its own terminal is never read as an answer before the question stood there.
import { AppError } from '../../../shared/errors'
import { terminal as words } from '../../../shared/text/terminal'
import type { Asker, Clock, Surface } from '../../core/ports'
import { type Prompt, ask } from './prompt'
import { allowCommand, confirmPrompt, consentPrompt, passwordPrompt } from './questions'
import { type Terminal, openCallersTerminal, openOwnTerminal } from './terminal'
import { Turns } from './turns'

export interface TerminalAskerOptions {
  readonly clock: Clock
  readonly uid: number
  /** How terminals are opened; a test gives others. */
  readonly open?: {
    readonly callers: (path: string, uid: number) => Terminal | undefined
    readonly own: (uid: number) => Terminal | undefined
  }
}

/** The Asker of the headless agent. */
export function terminalAsker(options: TerminalAskerOptions): Asker {
  const { clock, uid, open = { callers: openCallersTerminal, own: openOwnTerminal } } = options
  const turns = new Turns()

  function openSurface(surface: Surface): Terminal | undefined {
    const callers = surface.terminal === undefined ? undefined : open.callers(surface.terminal, uid)
    return callers ?? open.own(uid)
  }

  /** @returns undefined where there is nobody to ask. */
  async function askOn<Answer>(
    surface: Surface,
    prompt: Prompt<Answer>,
    signal: AbortSignal,
  ): Promise<{ readonly answer: Answer } | undefined> {
    const terminal = openSurface(surface)
    if (terminal === undefined) return undefined
    try {
      return await turns.take(terminal.device, signal, async () => ({
        answer: await ask(terminal, prompt, { clock, signal }),
      }))
    } finally {
      terminal.close()
    }
  }

  return {
    async consent(question, surface, signal) {
      const asked = await askOn(surface, consentPrompt(question), signal)
      if (asked !== undefined) return asked.answer
      const command = allowCommand(question)
      const advice =
        command === undefined ? words.noSurface.consentOfProcess : words.noSurface.consent(command)
      throw new AppError('broker/consent-required', advice)
    },
    signIn(accountId) {
      return Promise.reject(new AppError('session/none', words.noSurface.signIn(accountId)))
    },
    async confirm(question, surface, signal) {
      const asked = await askOn(surface, confirmPrompt(question), signal)
      if (asked === undefined) throw new AppError('broker/consent-required', words.noSurface.confirm)
      return asked.answer
    },
    async password(question, surface, signal) {
      const asked = await askOn(surface, passwordPrompt(question), signal)
      if (asked === undefined) throw new AppError('broker/consent-required', words.noSurface.confirm)
      return asked.answer === '' ? undefined : asked.answer
    },
  }
}
