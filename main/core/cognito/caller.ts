// How a call reaches Cognito: the SDK, loaded at the first one, a deadline, the reply's schema, and errors by their codes.
import type * as SdkModule from '@aws-sdk/client-cognito-identity-provider'
import type { z } from 'zod'
import { AppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { Clock, Transport } from '../ports'
import { endpointOf } from './endpoint'
import type { Asked } from './exceptions'
import { isUnknownOperation, toCognitoError } from './failures'
import { openSdk } from './sdk'
import { ServerClock } from './server-clock'

/** The longest that one call may take, its answer's body included. The transport's own time-outs are shorter. */
export const callDeadlineMs = 30_000

type Send = (
  sdk: typeof SdkModule,
  client: SdkModule.CognitoIdentityProviderClient,
  signal: AbortSignal,
) => Promise<unknown>

/** State: the SDK's client, made at the first call, and the server's clock. */
export class Caller {
  readonly #pool: Pool
  readonly #clock: Clock
  readonly #transport: Transport
  readonly #serverClock: ServerClock
  readonly #endpoint: URL
  #opened: ReturnType<typeof openSdk> | undefined

  constructor(pool: Pool, { clock, transport }: { readonly clock: Clock; readonly transport: Transport }) {
    this.#pool = pool
    this.#clock = clock
    this.#transport = transport
    this.#serverClock = new ServerClock(clock)
    this.#endpoint = endpointOf(pool.userPoolId, pool.endpoint)
  }

  get origin(): string {
    return this.#endpoint.origin
  }

  /** Server time minus local time in milliseconds, from the last reply's `Date`; 0 before the first. */
  clockOffsetMs(): number {
    return this.#serverClock.offsetMs()
  }

  /** One call, its reply checked. @throws `UnknownOperation`; what Cognito refuses with; `network/*`. */
  async call<T>(asked: Asked, schema: z.ZodType<T>, send: Send): Promise<T> {
    const parsed = schema.safeParse(await this.#reply(asked, send))
    if (parsed.success) return parsed.data
    const field = parsed.error.issues[0]?.path.join('.') ?? ''
    throw new AppError('network/bad-answer', `The endpoint's reply lacks what Cognito says (${field}).`, {
      mayHaveHappened: true,
    })
  }

  async #reply(asked: Asked, send: Send): Promise<unknown> {
    const deadline = new AbortController()
    let callOff: () => void = () => undefined
    // A race as well as a signal: a socket that drips its body would not notice the signal at once.
    const passed = new Promise<never>((_resolve, reject) => {
      callOff = this.#clock.after(callDeadlineMs, () => {
        const message = 'Cognito did not answer in time.'
        reject(new AppError('network/timed-out', message, { mayHaveHappened: true }))
        deadline.abort()
      })
    })
    try {
      const reply = this.#open().then(({ sdk, client }) => send(sdk, client, deadline.signal))
      return await Promise.race([reply, passed])
    } catch (error) {
      if (isUnknownOperation(error)) throw new UnknownOperation()
      throw toCognitoError(error, asked)
    } finally {
      callOff()
    }
  }

  #open(): ReturnType<typeof openSdk> {
    this.#opened ??= openSdk({
      userPoolId: this.#pool.userPoolId,
      endpoint: this.#endpoint,
      transport: this.#transport,
      serverClock: this.#serverClock,
    })
    // A transport that could not be loaded is tried again at the next call.
    this.#opened.catch(() => (this.#opened = undefined))
    return this.#opened
  }
}

/** The endpoint is no real Cognito: an operation is missing there. */
export class UnknownOperation extends AppError {
  constructor() {
    super('pool/configuration', 'The endpoint does not know this operation.')
  }
}
