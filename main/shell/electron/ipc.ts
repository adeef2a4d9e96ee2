// The window's calls: parsed on the way in, parsed again on the way out. The only file that knows `ipcMain`.
import { ipcMain } from 'electron'
import type { z } from 'zod'
import { AppError, toAppError } from '../../../shared/errors'
import { calls, type CallName, type CallReply } from '../../../shared/ipc/channels'
import { contract, type Call, type Handlers } from '../../../shared/ipc/contract'
import type { Log } from '../../core/ports'
import { mayCall, type SendingFrame } from './pages'

export interface CallOptions {
  readonly handlers: Handlers
  readonly log: Log
}

/** Registers every call of the contract. Once per process: a second time throws. */
export function registerCalls({ handlers, log }: CallOptions): void {
  for (const name of calls) {
    ipcMain.handle(name, async (event, input: unknown) => {
      demandTrusted(event.senderFrame, name, log)
      return await answer(name, { input, handlers, log })
    })
  }
}

/**
 * Refuses by throwing: an answer of null would hide the attack and the bug alike.
 * @throws Error to the sending frame.
 */
export function demandTrusted(frame: SendingFrame | null, name: CallName, log: Log): void {
  if (mayCall(frame, name)) return
  log.write('error', 'ipc', `refused ${name}: not from a page that may call it`)
  throw new Error(`${name} is not for this frame`)
}

interface Answering extends CallOptions {
  readonly input: unknown
}

/** One call, from raw input to what crosses back. A field that the contract does not declare never does. */
export async function answer(name: CallName, { input, handlers, log }: Answering): Promise<CallReply> {
  try {
    const { input: inputSchema, output: outputSchema }: Call = contract[name]
    // TypeScript cannot tie the handler of `name` to the schema of `name` inside a loop; the parse just did.
    const handler = handlers[name] as (parsed: unknown) => Promise<unknown>
    const value = await handler(parseInput(inputSchema, input))
    return { ok: true, value: parseOutput(outputSchema, value) }
  } catch (error) {
    const { code, message, cause } = toAppError(error)
    if (code === 'internal') log.write('error', 'ipc', `${name}: ${describe(cause)}`)
    return { ok: false, code, detail: message }
  }
}

function parseInput(schema: z.ZodType, input: unknown): unknown {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  // The place and the rule, never the value: it may be a password.
  const place = issue === undefined || issue.path.length === 0 ? 'the input' : issue.path.join('.')
  throw new AppError('request/invalid', `${place}: ${issue?.message ?? 'not of the declared form'}`)
}

function parseOutput(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const places = parsed.error.issues.map((issue) => issue.path.join('.') || '(all)')
  throw new Error(`the answer is not of the contract at ${places.join(', ')}`)
}

/** The class of a fault and where it arose: its message could quote what a person typed. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return typeof cause
  return cause.stack?.split('\n', 4).slice(1).join(' ') ?? cause.name
}
