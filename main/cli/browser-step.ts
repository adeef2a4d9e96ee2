// The step of a sign-in in which a browser has the word: says where, waits, and takes the address from another computer.
import type { SignInView } from '../../shared/model/sign-in'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import { ProblemError } from '../client/problem-error'
import { AppError } from '../../shared/errors'
import type { SignInStep } from '../client/client'
import type { Dialogue } from './dialogue'

const words = cli.signIn

/** How long one request waits, in seconds: an idle connection must not be taken for a dead one. */
const waitSeconds = 30

type AtBrowser = Extract<SignInView, { kind: 'browser' }>

/** @returns the step after the browser's. @throws the problem's own code where a typed address was still waited for. */
export async function throughBrowser(id: string, step: AtBrowser, dialogue: Dialogue): Promise<SignInStep> {
  const { input, say } = dialogue
  const url = neutral(step.url, 4096)
  const pool = neutral(step.poolName)
  if (step.opened) {
    say(words.browserOpened(pool, url))
    return waited(id, dialogue)
  }
  say(words.browserByHand(pool, url))
  if (!input.isTerminal) return waited(id, dialogue)
  const next = await Promise.race([waited(id, dialogue), pasted(id, dialogue)])
  // The question may still be open on the terminal: another one cannot be asked there.
  if (next.step.kind === 'credentials' && next.step.problem !== undefined)
    throw new AppError(next.step.problem, neutral(next.step.problemDetail ?? '', 500))
  return next
}

async function waited(id: string, { client }: Dialogue): Promise<SignInStep> {
  for (;;) {
    const next = await client.waitForSignIn(id, waitSeconds)
    if (next.step.kind !== 'browser' && next.step.kind !== 'authenticating') return next
  }
}

/** An address of another sign-in costs nothing: it is asked for again. */
async function pasted(id: string, { client, input, say }: Dialogue): Promise<SignInStep> {
  for (;;) {
    const url = (await input.ask(words.pasteAddress, 'hidden')).trim()
    if (url === '') continue
    try {
      return await client.answerSignIn(id, { kind: 'redirected', url })
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code !== 'bad_request') throw error
      say(words.otherAddress)
    }
  }
}
