// How far the server's clock is from ours, read from each reply's `Date`. An SRP signature carries a time that the
// server holds against its own (COGNITO.md §2.6), so a wrong local clock must not cost the sign-in.
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Clock } from '../ports'

/** `Date` has whole seconds, and a reply takes time: a smaller difference says nothing. */
const noiseMs = 2_000

/** State: the offset that the last reply showed. */
export class ServerClock {
  readonly #clock: Clock
  #offsetMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Server time minus local time in milliseconds; 0 before the first reply and while the two agree. */
  offsetMs(): number {
    return this.#offsetMs
  }

  /** The same way out, with an eye on the `Date` of what comes back. */
  watch(handler: NodeHttpHandler): Pick<NodeHttpHandler, 'handle' | 'metadata'> {
    return {
      metadata: handler.metadata,
      handle: async (request, options) => {
        const sentAtMs = this.#clock.wallMs()
        const reply = await handler.handle(request, options)
        this.#learn(reply.response.headers['date'], (sentAtMs + this.#clock.wallMs()) / 2)
        return reply
      },
    }
  }

  #learn(date: string | undefined, localMs: number): void {
    const serverMs = date === undefined ? Number.NaN : Date.parse(date)
    if (Number.isNaN(serverMs)) return
    // Half a second makes up for the fraction that `Date` cuts off.
    const offsetMs = Math.round(serverMs + 500 - localMs)
    this.#offsetMs = Math.abs(offsetMs) <= noiseMs ? 0 : offsetMs
  }
}
