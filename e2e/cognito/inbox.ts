// Codes that the server "sends". Nothing leaves the machine: a test reads them here.
import { randomInt } from 'node:crypto'
import type { Message } from './embedded-cognito'

/** State: the messages. */
export class Inbox {
  readonly #messages: Message[] = []

  /** A code to send. */
  code(digits: number): string {
    return String(randomInt(10 ** digits)).padStart(digits, '0')
  }

  /** A code, or an invitation with its temporary password. */
  send(message: Message): void {
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
