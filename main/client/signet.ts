// The client library: tokens of the person at this computer, for a program in Node or Electron. No package is needed.
import { homedir } from 'node:os'
import { problems } from '../../shared/broker/problems'
import type { SocketFacts } from '../../shared/broker/socket-address'
import { toAppError } from '../../shared/errors'
import { errorsEn } from '../../shared/text/errors.en'
import { sentences } from '../../shared/text/sentences'
import { AwsClient } from './aws'
import { SignetClient } from './client'
import type { Starting } from './connection'
import { eventsOf } from './events'
import { ProblemError } from './problem-error'
import type {
  Account,
  AwsCredentials,
  AwsOptions,
  RequestOptions,
  SignetEvent,
  SignetOptions,
  Status,
  Token,
  TokenOptions,
} from './public-types'
import { SignetError } from './signet-error'

type About = Pick<RequestOptions, 'signal' | 'interactive'> & { readonly isStarting?: boolean }

/** Signet on this computer. Every method rejects with SignetError, or with the reason of the signal that aborted it. */
export class Signet {
  readonly #options: SignetOptions

  constructor(options: SignetOptions = {}) {
    this.#options = options
  }

  /** A token of the account; Signet asks the person where it must, and renews it where it is due. */
  async token(options: TokenOptions = {}): Promise<Token> {
    const { account = 'default', ...request } = withoutSignal(options)
    return await this.#told(options, (client) => client.token(account, request))
  }

  /** Temporary credentials of AWS, by the identity pool of the account's user pool. */
  async awsCredentials(options: AwsOptions = {}): Promise<AwsCredentials> {
    const { account = 'default', ...request } = withoutSignal(options)
    const reply = await this.#told(options, (client) => new AwsClient(client).credentials(account, request))
    return {
      accessKeyId: reply.AccessKeyId,
      secretAccessKey: reply.SecretAccessKey,
      sessionToken: reply.SessionToken,
      expiration: new Date(reply.Expiration),
    }
  }

  /** The accounts of this computer; asks nobody. */
  async accounts(options: Pick<RequestOptions, 'signal'> = {}): Promise<readonly Account[]> {
    const { accounts } = await this.#told(options, (client) => client.accounts())
    return accounts
  }

  /** Whether Signet runs, and how it is. Never starts it: that would change the answer. */
  async status(options: Pick<RequestOptions, 'signal'> = {}): Promise<Status> {
    return await this.#told({ ...options, isStarting: false }, (client) => client.status())
  }

  /**
   * What happens from now on, also after one Signet has made room for another. Ends when the loop over it is left,
   * when the signal aborts, or with `not_running` when Signet has ended.
   */
  async *events(options: Pick<RequestOptions, 'signal'> = {}): AsyncGenerator<SignetEvent, void, undefined> {
    try {
      yield* eventsOf(this.#client(options))
    } catch (error) {
      throw this.#isAborted(options) ? error : failureOf(error)
    }
  }

  /** An abort keeps its reason; everything else is a SignetError. */
  async #told<T>(of: About, ask: (client: SignetClient) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#client(of))
    } catch (error) {
      throw this.#isAborted(of) ? error : failureOf(error)
    }
  }

  #isAborted({ signal }: About): boolean {
    return signal?.aborted === true || this.#options.signal?.aborted === true
  }

  #client(of: About): SignetClient {
    const { socket, autostart = true, signal: every } = this.#options
    const signals = [every, of.signal].filter((signal) => signal !== undefined)
    const isStarting = autostart && of.isStarting !== false
    return new SignetClient({
      facts: factsOf(socket),
      starting: isStarting ? startingOf(this.#options, of.interactive !== false) : null,
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
    })
  }
}

/** A client of the Signet on this computer. Nothing is sent before the first request. */
export function connect(options: SignetOptions = {}): Signet {
  return new Signet(options)
}

function factsOf(socket: string | undefined): SocketFacts {
  const { env, platform } = process
  const given = socket === undefined ? {} : { SIGNET_SOCKET: socket }
  return { env: { ...env, ...given }, platform, uid: process.getuid?.() ?? 0, home: env['HOME'] ?? homedir() }
}

/** Where the packages of Signet put its programs on Linux; the app of macOS is found without them. */
const installedPrograms = '/opt/Signet/resources/app.asar.unpacked/out'

function startingOf({ programs = installedPrograms }: SignetOptions, mayOpenWindow: boolean): Starting {
  // Electron's own program is no Node that runs a script.
  const node = 'electron' in process.versions ? 'node' : process.execPath
  return { programs, mayOpenWindow, node }
}

function withoutSignal<Options extends RequestOptions>({ signal: _signal, ...rest }: Options) {
  return rest
}

/** What did not work, as this library says it. */
function failureOf(error: unknown): SignetError {
  if (error instanceof ProblemError) {
    const { problem, retryAfterSeconds: retryAfter } = error
    return new SignetError(error.message, { ...problem, retryAfter, cause: error })
  }
  const known = toAppError(error)
  const { title, advice } = errorsEn[known.code]
  const message = sentences(known.message === '' ? title : known.message, advice)
  return new SignetError(message, { ...problems[known.code], cause: error })
}
