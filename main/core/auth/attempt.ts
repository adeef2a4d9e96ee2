// One attempt, from the first request to the stored session: every effect of the state machine, performed.
import { assertNever } from '../../../shared/assert-never'
import { AppError, toAppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { FirstFactor } from '../../../shared/model/sign-in-methods'
import type { AuthReply, NewDevice, TokenSet } from '../cognito/cognito'
import type { Accounts, StoredAccount } from '../records/accounts'
import { type AppChallenge, type ChallengeAnswer, parseChallenge, type PersonChallenge } from './challenge'
import { answerDevicePasswordVerifier, answerDeviceSrpAuth } from './device'
import type { EphemeralAhead } from './ephemeral-ahead'
import { Exchange, type ExchangeOptions } from './exchange'
import { answerByPerson } from './flows/answer'
import { begin } from './flows/begin'
import { askForHelp, helpBehind } from './flows/help'
import { answerPasswordVerifier } from './flows/user-srp-auth'
import type { HeldPassword } from './held-password'
import type { Draft } from './keep-session'
import type { DeviceShelf } from './known-device'
import { type Opened, openPool, type OpenPoolDeps } from './open-pool'
import type { Credentials, Effect, Help, SignInEvent } from './sign-in-state'

export interface AttemptDeps extends OpenPoolDeps {
  readonly accounts: Pick<Accounts, 'findByTypedName' | 'get' | 'put'>
}

export interface AttemptOptions {
  readonly pool: Pool
  readonly account: StoredAccount | undefined
  readonly shelf: DeviceShelf
  readonly typedName: string
  readonly method: Credentials['method']
  readonly password: HeldPassword
  readonly ephemerals: EphemeralAhead
  /** Whether the run has ended meanwhile: then nothing is stored any more. */
  readonly isOver: () => boolean
}

/** State: the exchange with Cognito, and a finished sign-in while the person decides about the device. */
export class Attempt {
  readonly #deps: AttemptDeps
  readonly #options: AttemptOptions
  #opened: Opened | undefined
  #exchange: Exchange | undefined
  #draft: Draft | undefined
  /** The first factor of USER_AUTH that the person chose, here or the last time. */
  #factor: FirstFactor | undefined
  #isStoring = false

  constructor(options: AttemptOptions, deps: AttemptDeps) {
    this.#options = options
    this.#deps = deps
    const { accounts } = deps
    const { shelf, typedName } = options
    this.#factor = accounts.get(shelf.accountIdFor(typedName))?.firstFactor
  }

  /** Whether the session goes into the keychain at this moment: too late to cancel. */
  get isStoring(): boolean {
    return this.#isStoring
  }

  /** @returns the one event in which the effect ends. @throws AppError for what becomes `refused`. */
  async perform(effect: Effect): Promise<SignInEvent> {
    switch (effect.kind) {
      case 'initiate':
        return this.#begin(await this.#open())
      case 'answerByApp':
        return this.#answerByApp(effect.challenge)
      case 'answerByPerson':
        return this.#answerByPerson(effect)
      case 'help':
        return this.#help(effect)
      case 'beginAfterHelp':
        return this.#begin(this.#current())
      case 'resend':
        return this.#resend(effect.challenge)
      case 'restartWithoutDevice':
        return this.#beginAnew()
      case 'keep':
        return this.#keep(effect)
      case 'decideDevice':
        return this.#decide(effect.remember)
      default:
        throw new AppError('internal', 'Browsers have attempts of their own.')
    }
  }

  /** The attempt is over: tokens that still wait for the person's word are taken back. */
  abandon(): void {
    if (this.#draft !== undefined) void this.#opened?.keeper.giveUp(this.#draft)
    this.#draft = undefined
  }

  /** Nobody will use these tokens: Cognito is told, as far as it can be reached. */
  takeBack(tokens: TokenSet, newDevice?: NewDevice): void {
    this.#opened?.keeper.discard(tokens, newDevice?.deviceKey)
  }

  /** The keychain is read before anything is sent: a locked one must not cost the seconds that a challenge lives. */
  async #open(): Promise<Exchange> {
    const { pool, shelf, typedName } = this.#options
    this.#opened = await openPool(pool, shelf, this.#deps)
    const device = await shelf.deviceOf(shelf.accountIdFor(typedName))
    return this.#newExchange({ device, refusedDeviceKey: undefined })
  }

  async #beginAnew(): Promise<SignInEvent> {
    const exchange = this.#current()
    await exchange.dropDevice()
    const { refusedDeviceKey } = exchange
    return this.#begin(this.#newExchange({ device: undefined, refusedDeviceKey }))
  }

  async #help(help: Help): Promise<SignInEvent> {
    const exchange = await this.#open()
    this.#exchange = exchange
    this.#demandOpen()
    const step = await askForHelp(this.#known().cognito, help)
    return step === undefined ? this.#begin(exchange) : { kind: 'challengeCame', challenge: step }
  }

  /** The same beginning once more: the device, if any, was taken before, and the password has not changed. */
  async #resend(challenge: PersonChallenge): Promise<SignInEvent> {
    this.#demandOpen()
    const { typedName, method } = this.#options
    const what = helpBehind(challenge)
    if (what !== undefined) {
      const step = await askForHelp(this.#known().cognito, { what, username: typedName, method })
      return { kind: 'challengeCame', challenge: step ?? challenge }
    }
    const { device, refusedDeviceKey } = this.#current()
    return this.#begin(this.#newExchange({ device, refusedDeviceKey }))
  }

  #newExchange(offer: Pick<ExchangeOptions, 'device' | 'refusedDeviceKey'>): Exchange {
    const { cognito, clientSecret } = this.#known()
    const { pool, shelf, typedName } = this.#options
    const { clock } = this.#deps
    const demandOpen = () => this.#demandOpen()
    return new Exchange({ cognito, clock, pool, clientSecret, shelf, typedName, demandOpen, ...offer })
  }

  async #begin(exchange: Exchange): Promise<SignInEvent> {
    this.#exchange = exchange
    return this.#eventOf(await begin(exchange, { ...this.#options, factor: this.#factor }))
  }

  async #answerByPerson({
    challenge,
    answer,
  }: Extract<Effect, { kind: 'answerByPerson' }>): Promise<SignInEvent> {
    this.#noteChoice(answer)
    const { cognito } = this.#known()
    const { ephemerals, typedName, password } = this.#options
    const demandOpen = () => this.#demandOpen()
    const given = { challenge, answer, cognito, ephemerals, typedName, demandOpen }
    const outcome = await answerByPerson(this.#current(), given)
    if (outcome.kind === 'step') return { kind: 'challengeCame', challenge: outcome.challenge }
    this.#notePassword(answer, outcome.kind)
    if (outcome.kind !== 'accepted') return this.#eventOf(outcome)
    // Whoever came back to confirm an account has typed no password in this attempt.
    return { kind: 'helped', hasPassword: password.isHeld }
  }

  #noteChoice(answer: ChallengeAnswer): void {
    if (answer.kind !== 'SELECT_CHALLENGE') return
    this.#factor = answer.factor
    // One of an earlier choice would count as this one's: in what a code looks like, and when it is sent once more.
    this.#options.password.replace(answer.password)
  }

  /** A new password is from now on the one that counts, should the attempt begin anew. */
  #notePassword(answer: ChallengeAnswer, outcome: 'tokens' | 'challenge' | 'accepted'): void {
    if (!('newPassword' in answer) || outcome === 'tokens' || this.#options.isOver()) return
    this.#options.password.hold(answer.newPassword)
  }

  async #answerByApp(challenge: AppChallenge): Promise<SignInEvent> {
    try {
      return this.#eventOf(await this.#replyTo(challenge))
    } catch (error) {
      const problem = toAppError(error)
      // The one refusal that Signet answers without the person; once, since a restart offers no device.
      if (problem.code !== 'auth/device-refused') throw problem
      this.#deps.log.write('info', 'auth', 'the pool refused the device; once more without it')
      return { kind: 'deviceRefused' }
    }
  }

  #replyTo(challenge: AppChallenge): Promise<AuthReply> {
    const exchange = this.#current()
    const { modPow } = this.#deps
    switch (challenge.name) {
      case 'PASSWORD_VERIFIER':
        return answerPasswordVerifier(exchange, challenge, {
          userPoolId: this.#options.pool.userPoolId,
          password: this.#options.password.read(),
          modPow,
        })
      case 'DEVICE_SRP_AUTH':
        return answerDeviceSrpAuth(exchange, challenge, this.#deps)
      case 'DEVICE_PASSWORD_VERIFIER':
        return answerDevicePasswordVerifier(exchange, challenge, modPow)
      default:
        return assertNever(challenge)
    }
  }

  async #keep({ tokens, newDevice }: Extract<Effect, { kind: 'keep' }>): Promise<SignInEvent> {
    const { account, typedName, method } = this.#options
    const { keeper } = this.#known()
    const firstFactor = method === 'USER_AUTH' ? this.#factor : undefined
    const way = { method, ...(firstFactor === undefined ? {} : { firstFactor }) }
    this.#options.password.drop()
    let draft: Draft | undefined
    try {
      const exchange = this.#current()
      draft = await keeper.prepare({ tokens, newDevice, exchange, typedName, way, account })
      if (!draft.isForPersonToDecide) return await this.#store(draft)
      this.#demandOpen()
      this.#draft = draft
      return { kind: 'rememberAsked', deviceName: draft.device?.name ?? this.#deps.deviceName }
    } catch (error) {
      if (draft === undefined) this.takeBack(tokens, newDevice)
      else await keeper.giveUp(draft)
      throw error
    }
  }

  async #decide(isToBeRemembered: boolean): Promise<SignInEvent> {
    const draft = this.#draft
    if (draft === undefined) throw new AppError('internal', 'There is no device to decide about.')
    const decided = await this.#known().keeper.decide(draft, isToBeRemembered)
    const event = await this.#store(decided)
    this.#draft = undefined
    return event
  }

  async #store(draft: Draft): Promise<SignInEvent> {
    this.#demandOpen()
    this.#isStoring = true
    try {
      return { kind: 'kept', ...(await this.#known().keeper.store(draft)) }
    } finally {
      this.#isStoring = false
    }
  }

  #eventOf(reply: AuthReply): SignInEvent {
    if (reply.kind === 'tokens')
      return { kind: 'tokensCame', tokens: reply.tokens, newDevice: reply.newDevice }
    return { kind: 'challengeCame', challenge: parseChallenge(reply) }
  }

  #demandOpen(): void {
    if (this.#options.isOver()) throw new AppError('auth/cancelled', 'The sign-in was cancelled.')
  }

  #known(): Opened {
    return this.#opened ?? notBegun()
  }

  #current(): Exchange {
    return this.#exchange ?? notBegun()
  }
}

function notBegun(): never {
  throw new AppError('internal', 'This attempt has not begun.')
}
