// One attempt's conversation with Cognito: which name to use, whose device to offer, which SRP secrets are still fresh.
import { AppError, toAppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { AuthReply, Cognito, InitiateAuth } from '../cognito/cognito'
import type { Clock } from '../ports'
import type { Ephemeral } from '../srp/ephemeral'
import { secretHash } from '../srp/secret-hash'
import { srpTimestamp } from '../srp/timestamp'
import type { DeviceShelf, KnownDevice } from './known-device'

export interface ExchangeOptions {
  readonly cognito: Cognito
  readonly clock: Clock
  readonly pool: Pool
  readonly clientSecret: string | undefined
  readonly shelf: DeviceShelf
  readonly typedName: string
  readonly device: KnownDevice | undefined
  /** The device that the server has refused in this run: then none is offered. */
  readonly refusedDeviceKey: string | undefined
  /** Asked before each request: nothing is sent for a person who has walked away. @throws `auth/cancelled`. */
  readonly demandOpen: () => void
}

/**
 * State: the name that Cognito uses for the person, the device in use, and SRP secrets waiting for their one use.
 * [Note: Which name] The first request carries what was typed; every later one USER_ID_FOR_SRP, else USERNAME, of the
 * last challenge: an alias in a later answer leaves the new device with nobody (COGNITO.md §5). SECRET_HASH is always
 * over the USERNAME of the same request (§6).
 */
export class Exchange {
  readonly #options: ExchangeOptions
  #username: string
  #device: KnownDevice | undefined
  #refusedDeviceKey: string | undefined
  #passwordEphemeral: Ephemeral | undefined
  #deviceEphemeral: Ephemeral | undefined
  #hasBegunDeviceProof = false
  #isDeviceProven = false

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#username = options.typedName
    this.#refusedDeviceKey = options.refusedDeviceKey
    this.#device = options.refusedDeviceKey === undefined ? options.device : undefined
  }

  /** The name that the server uses, as far as it has said. */
  get username(): string {
    return this.#username
  }

  /** The device that this attempt has offered and the server has not refused. */
  get device(): KnownDevice | undefined {
    return this.#device
  }

  /** The device that the server does not take any more. */
  get refusedDeviceKey(): string | undefined {
    return this.#refusedDeviceKey
  }

  /** Whether the device's own proof has been given: the server asks for it from remembered devices alone. */
  get isDeviceProven(): boolean {
    return this.#isDeviceProven
  }

  /** InitiateAuth with the typed name. */
  initiate(flow: InitiateAuth['flow'], parameters: Readonly<Record<string, string>>): Promise<AuthReply> {
    const send = (deviceKey: string | undefined) =>
      this.#options.cognito.initiateAuth({
        flow,
        parameters: { ...this.#identity(), ...parameters, DEVICE_KEY: deviceKey },
      })
    return this.#offering(send)
  }

  /** The answer to a challenge, with the device key where a device is in use. */
  respond(
    challenge: { readonly name: string; readonly challengeSession: string | undefined },
    responses: Readonly<Record<string, string>>,
  ): Promise<AuthReply> {
    const identity = this.#identity()
    const send = (deviceKey: string | undefined) =>
      this.#options.cognito.respondToAuthChallenge({
        name: challenge.name,
        challengeSession: challenge.challengeSession,
        responses: { ...identity, ...responses, DEVICE_KEY: deviceKey },
      })
    return this.#offering(send)
  }

  /** The answer to a device's own challenge, which no retry without the device can give. */
  async respondAsDevice(
    challenge: { readonly name: string; readonly challengeSession: string | undefined },
    responses: Readonly<Record<string, string>>,
  ): Promise<AuthReply> {
    const { cognito } = this.#options
    const { name, challengeSession } = challenge
    const deviceKey = this.#device?.device.deviceKey
    this.#options.demandOpen()
    try {
      return this.#heard(
        await cognito.respondToAuthChallenge({
          name,
          challengeSession,
          responses: { ...this.#identity(), ...responses, DEVICE_KEY: deviceKey },
        }),
      )
    } catch (error) {
      // Forgotten between two steps: the same as refused, and begun anew without it.
      const problem = toAppError(error)
      if (problem.code !== 'session/device-unknown') throw problem
      throw new AppError('auth/device-refused', 'The pool has just forgotten this device.', {
        cause: problem,
      })
    }
  }

  /** The name of a password challenge; with it the device of its account, where the typed name led to another or none. */
  async useName(canonicalName: string): Promise<void> {
    this.#username = canonicalName
    if (this.#refusedDeviceKey !== undefined || this.#device?.record.username === canonicalName) return
    const { shelf } = this.#options
    this.#device = await shelf.deviceOf(shelf.accountIdOf(canonicalName))
  }

  keepForPassword(ephemeral: Ephemeral): void {
    this.#passwordEphemeral = ephemeral
  }

  /** @throws `auth/server-values` the second time: one proof an attempt, however often the server asks. */
  keepForDevice(ephemeral: Ephemeral): void {
    if (this.#hasBegunDeviceProof) outOfTurn('DEVICE_SRP_AUTH')
    this.#hasBegunDeviceProof = true
    this.#deviceEphemeral = ephemeral
  }

  /** @throws `auth/server-values` when no SRP_A is waiting: the challenge is out of turn. */
  takeForPassword(): Ephemeral {
    const ephemeral = this.#passwordEphemeral
    this.#passwordEphemeral = undefined
    return ephemeral ?? outOfTurn('PASSWORD_VERIFIER')
  }

  /** @throws `auth/server-values` when no SRP_A is waiting: the challenge is out of turn. */
  takeForDevice(): Ephemeral {
    const ephemeral = this.#deviceEphemeral
    this.#deviceEphemeral = undefined
    this.#isDeviceProven = ephemeral !== undefined
    return ephemeral ?? outOfTurn('DEVICE_PASSWORD_VERIFIER')
  }

  /** Now, by the server's clock where ours is off: the signature's time is held against it. */
  timestamp(): string {
    const { clock, cognito } = this.#options
    return srpTimestamp(clock.wallMs() + cognito.clockOffsetMs())
  }

  #identity(): Record<string, string | undefined> {
    const { pool, clientSecret } = this.#options
    return {
      USERNAME: this.#username,
      SECRET_HASH:
        clientSecret === undefined ? undefined : secretHash(this.#username, pool.clientId, clientSecret),
    }
  }

  /** Sends with the device key; where the server does not know it, the identical request once more without (§7.3). */
  async #offering(send: (deviceKey: string | undefined) => Promise<AuthReply>): Promise<AuthReply> {
    const known = this.#device
    this.#options.demandOpen()
    if (known === undefined) return this.#heard(await send(undefined))
    try {
      return this.#heard(await send(known.device.deviceKey))
    } catch (error) {
      if (toAppError(error).code !== 'session/device-unknown') throw error
      await this.dropDevice()
      this.#options.demandOpen()
      return this.#heard(await send(undefined))
    }
  }

  /**
   * The server does not take the device: not offered again, and wiped where it is surely this person's. The device of
   * another account, to which other capitals of the name led, stays as it is.
   */
  async dropDevice(): Promise<void> {
    const known = this.#device
    if (known === undefined) return
    this.#device = undefined
    this.#refusedDeviceKey = known.device.deviceKey
    const { shelf, typedName } = this.#options
    const isTheirs =
      known.record.username === this.#username || shelf.hasTypedName(known.accountId, typedName)
    if (isTheirs) await shelf.wipe(known)
  }

  #heard(reply: AuthReply): AuthReply {
    if (reply.kind === 'challenge') {
      const { USER_ID_FOR_SRP: userId, USERNAME: username } = reply.parameters
      this.#username = userId ?? username ?? this.#username
    }
    return reply
  }
}

function outOfTurn(name: string): never {
  throw new AppError('auth/server-values', `${name} came out of turn.`)
}
