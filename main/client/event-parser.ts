// Server-sent events as they come over the wire, however their bytes are cut (WHATWG HTML "9.2 Server-sent events").
import type { EventName, SignetEvent } from '../../shared/broker/events'
import { AppError } from '../../shared/errors'

/** Longer than any event that a host sends. */
const maxLineLength = 1024 * 1024

/** Names of the events that this client knows; a later host may send others. */
const known: Readonly<Record<EventName, true>> = {
  account: true,
  token: true,
  locked: true,
  unlocked: true,
  apps: true,
  closed: true,
}

/** State: what has come of the event that is not whole yet. */
export class EventParser {
  readonly #decoder = new TextDecoder()
  #pending = ''
  #name = ''
  #data: string[] = []

  /**
   * Takes the next bytes.
   * @returns the events that are whole now.
   * @throws `host/untrusted` for data that is no JSON, or a line that is too long.
   */
  read(bytes: Uint8Array): SignetEvent[] {
    this.#pending += this.#decoder.decode(bytes, { stream: true })
    const lines = this.#pending.split(/\r\n|\n|\r(?!$)/)
    this.#pending = lines.pop() ?? ''
    if (this.#pending.length > maxLineLength) throw malformed()
    return lines.flatMap((line) => this.#take(line))
  }

  #take(line: string): SignetEvent[] {
    if (line === '') return this.#dispatch()
    const at = line.indexOf(':')
    const field = at === -1 ? line : line.slice(0, at)
    const value = at === -1 ? '' : line.slice(at + 1).replace(/^ /, '')
    if (field === 'event') this.#name = value
    if (field === 'data') this.#data.push(value)
    return []
  }

  #dispatch(): SignetEvent[] {
    const [event, text] = [this.#name, this.#data.join('\n')]
    this.#name = ''
    this.#data = []
    if (text === '' || !Object.hasOwn(known, event)) return []
    // The host parses what it sends; here it only has to be the same protocol.
    return [{ event, data: parsed(text) } as SignetEvent]
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed()
  }
}

function malformed(): AppError {
  return new AppError('host/untrusted', "What answers at the socket does not speak Signet's protocol.")
}
