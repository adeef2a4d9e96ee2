// Codes that the server "sends". Nothing leaves the machine: a test reads them here.
import { randomInt } from 'node:crypto'
import type { Message } from './embedded-cognito'

/** State: the messages. */
export class Inbox {
  readonly #messages: Message[] = []

  /** @returns the code. */
  send(message: Omit<Message, 'code'>): string {
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    this.#messages.push({ ...message, code })
    return code
  }

  /** For what is no code: an invitation with its temporary password. */
  deliver(message: Message): void {
    this.#messages.push(message)
  }

  list(username: string | undefined): readonly Message[] {
    return this.#messages.filter((message) => username === undefined || message.username === username)
  }
}

/** `d***@e***` and `+*******0123`, as challenges show them. */
export function masked(medium: Message['medium'], destination: string): string {
  if (medium === 'SMS') return `+*******${destination.slice(-4)}`
  const [local = '', domain = ''] = destination.split('@')
  return `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`
}
