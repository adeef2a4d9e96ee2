// What core asks of the world. shell/ implements each port; tests have one first-class fake per port in fakes.ts.
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Locale } from '../../shared/text/text'
import type { ErrorCode } from '../../shared/errors'
import type { ConsentAnswer, ConsentView, CredentialUse, TokenUse } from '../../shared/model/consent'
import type { MfaChange, MfaType } from '../../shared/model/sign-in-methods'

/** Two hands: a token is expired when either says so (DESIGN.md "Time"). */
export interface Clock {
  /** Milliseconds since the Unix epoch, as the OS believes. */
  wallMs(): number
  /** Milliseconds since boot, time asleep included. */
  sinceBootMs(): number
  /** Runs `action` once after `delayMs`. @returns the function that calls it off. */
  after(delayMs: number, action: () => void): () => void
}

/**
 * `suspending`: the computer is about to sleep. `resumed`: it has slept. `network-back`: there is a network again.
 * `user-switched`: another user has the screen now.
 */
export type SystemEvent =
  'suspending' | 'resumed' | 'screen-locked' | 'screen-unlocked' | 'user-switched' | 'network-back'

/** What happens to the computer. An event may come too often; none is certain to come. */
export interface SystemEvents {
  /** Tells at once of a sleep that it would tell of a moment later: nobody is to be served in between. */
  look(): void
  /** How long nobody has touched the computer; undefined where there is nothing to touch. */
  idleMs(): number | undefined
  /** Calls `listener` with each event. @returns the function that ends that. */
  onEvent(listener: (event: SystemEvent) => void): () => void
}

export interface Random {
  /** `count` bytes from a cryptographically secure source. */
  bytes(count: number): Buffer
}

/** `base^exponent mod N`, N the 3072-bit prime of RFC 3526 group 15; both arguments non-negative. */
export interface ModPow {
  /** 2^exponent mod N: the generator of the group is 2. */
  generatorPow(exponent: bigint): bigint
  /** base^exponent mod N. */
  pow(base: bigint, exponent: bigint): bigint
}

/** What a keychain probe found. `session-only`: no keychain, and the person chose to go without. */
export interface KeychainStatus {
  readonly backend: string
  readonly state: 'ready' | 'locked' | 'unavailable' | 'session-only'
  readonly detail?: string
}

/**
 * The OS keychain under the service `Signet`.
 * Every method may throw `keychain/unavailable`, `keychain/locked`, `keychain/refused` or `keychain/timed-out`.
 */
export interface SecretStore {
  /** @returns undefined when there is no such item. */
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
  /** @returns whether there was such an item. */
  delete(name: string): Promise<boolean>
  status(): Promise<KeychainStatus>
}

/** JSON files of one folder, written atomically (temp, fsync, rename) with mode 0600. */
export interface RecordStore {
  /** @returns undefined when there is no such file. */
  read(name: string): Promise<string | undefined>
  /** @throws `storage/write-failed`; the old content is then still there. */
  write(name: string, text: string): Promise<void>
  remove(name: string): Promise<void>
  /** Renames a damaged file out of the way. @returns its new name. */
  setAside(name: string): Promise<string>
  /** Names of the files directly in `folder` (empty when it does not exist). */
  list(folder: string): Promise<readonly string[]>
  /** Appends to a file, creating it. Resolves when the OS has the bytes. */
  append(name: string, text: string): Promise<void>
  /** Resolves when a loss of power would not take what was appended. A file that is gone has nothing to lose. */
  sync(name: string): Promise<void>
}

/** The way to HTTPS: proxies, certificate authorities and time-outs are its business. Loaded at the first call. */
export interface Transport {
  /** The SDK's `requestHandler`. */
  load(): Promise<NodeHttpHandler>
}

/** The person's own browser. */
export interface Browser {
  /**
   * Opens an address there: one of a pool's configured sign-in pages, and no other.
   * @throws `auth/browser-unavailable` where there is no browser to open, or the address is no such page.
   */
  open(url: string): Promise<void>
}

/** The way back from a browser: a listener on loopback, for one sign-in (RFC 8252 §7.3). */
export interface Redirects {
  /**
   * Listens at the first of these addresses whose port is free.
   * @throws `auth/redirect-ports-taken` naming the ports.
   */
  listen(uris: readonly string[], options: RedirectOptions): Promise<RedirectListener>
}

export interface RedirectOptions {
  /** The language of the page that the browser ends on. */
  readonly locale: Locale
  /** Called with the query of each request for the address. @returns what the page is to say; waited for. */
  readonly receive: (query: string) => Promise<RedirectOutcome>
}

export interface RedirectListener {
  /** The address that it listens at, as it was given. */
  readonly uri: string
  /** Takes no request any more; pages that are being waited for are still sent. */
  close(): void
}

/** The *container credentials* endpoint that the SDKs of AWS ask: HTTP over TCP, on loopback alone. */
export interface AwsListeners {
  /** Listens at a port of chance. @throws `storage/*` where the token's file cannot be written. */
  open(options: {
    /** What whoever asks must show. */
    readonly token: string
    /** Whether the token goes into a file for its readers. */
    readonly isTokenInFile: boolean
    /** For a request that came with the token, from a program of this user. Never rejects. */
    readonly answer: () => Promise<AwsListenerReply>
  }): Promise<AwsListener>
}

export interface AwsListener {
  readonly url: string
  readonly tokenFile: string | undefined
  /** Takes no request any more; the token's file is gone. */
  close(): void
}

export interface AwsListenerReply {
  /** HTTP status. */
  readonly status: number
  /** Sent as JSON. */
  readonly body: object
}

/** What became of a browser's return. */
export type RedirectOutcome =
  /** It belongs to no sign-in of this listener, which waits on. */
  | { readonly kind: 'foreign' }
  | { readonly kind: 'signedIn'; readonly username: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly detail?: string }
  /** The sign-in has ended, or came back before. */
  | { readonly kind: 'late' }

/** The fingerprint that macOS knows; elsewhere there is none. */
export interface TouchId {
  /** Whether the system can ask for one at this moment. */
  isThere(): boolean
  /** Resolves when the system has recognised its person. @throws `lock/touch-id-refused`. */
  prompt(): Promise<void>
}

/** The person in charge, at Signet's own surface. */
export interface Asker {
  /**
   * Shows the question until it is answered or `signal` aborts.
   * @throws `broker/consent-required` where there is no surface to ask on, naming the command to run.
   */
  consent(question: ConsentView, surface: Surface, signal: AbortSignal): Promise<ConsentAnswer>
  /** Brings up the sign-in of one account. @throws `session/none` where nothing can be shown. */
  signIn(accountId: string, surface: Surface): Promise<void>
  /** A yes/no question for what only a person may do (LOCAL-API.md "By a person at Signet's own surface"). */
  confirm(question: Confirmation, surface: Surface, signal: AbortSignal): Promise<boolean>
  /**
   * Has the person type the password that unlocks, unseen. A window has a page for that, which unlocks by itself: it
   * shows that page until `signal` aborts.
   * @returns undefined when the person gives up. @throws `broker/consent-required` where there is no surface.
   */
  password(question: PasswordQuestion, surface: Surface, signal: AbortSignal): Promise<string | undefined>
}

/** Whose password is to be typed, and who wants Signet unlocked. */
export interface PasswordQuestion {
  readonly accountLabel: string
  readonly poolName: string
  readonly app: string
}

/** What `Asker.confirm` asks; the words stand in shared/text. */
export type Confirmation =
  | {
      readonly kind: 'add-pool'
      readonly name: string
      readonly userPoolId: string
      /** Where passwords would go in place of AWS, the pool's own sign-in pages among it. */
      readonly endpoint?: string | undefined
      readonly app: string
    }
  | { readonly kind: 'remove-pool'; readonly name: string; readonly app: string }
  | {
      readonly kind: 'allow-app'
      readonly path: string
      readonly accountLabel: string
      readonly use: CredentialUse
      /** Undefined: always. */
      readonly forSeconds?: number | undefined
      readonly app: string
    }
  | {
      readonly kind: 'share'
      readonly accountLabel: string
      readonly use: TokenUse
      readonly forSeconds: number
      /** Undefined: as often as they like. */
      readonly maxUses?: number | undefined
      /** The caller's own words. */
      readonly reason?: string | undefined
      /** A place that the caller has chosen. */
      readonly socket?: string | undefined
      readonly app: string
    }
  | { readonly kind: 'sign-out-everywhere'; readonly accountLabel: string; readonly app: string }
  | { readonly kind: 'forget-device'; readonly accountLabel: string; readonly app: string }
  | { readonly kind: 'change-password'; readonly accountLabel: string; readonly app: string }
  | {
      readonly kind: 'change-mfa'
      readonly accountLabel: string
      readonly method: MfaType
      readonly change: MfaChange
      readonly app: string
    }
  | {
      readonly kind: 'remember-device'
      readonly accountLabel: string
      readonly deviceName: string
      readonly remembered: 'yes' | 'no'
      readonly app: string
    }
  | {
      readonly kind: 'forget-one-device'
      readonly accountLabel: string
      readonly deviceName: string
      readonly app: string
    }
  | { readonly kind: 'forget-other-devices'; readonly accountLabel: string; readonly app: string }
  | {
      readonly kind: 'rename-account'
      readonly accountLabel: string
      readonly newLabel: string
      readonly app: string
    }
  | { readonly kind: 'remove-account'; readonly accountLabel: string; readonly app: string }
  | { readonly kind: 'unlock'; readonly app: string }
  | { readonly kind: 'reset'; readonly app: string }

/** Where the caller sits: its controlling terminal, where it has one (a device path such as /dev/pts/3). */
export interface Surface {
  readonly terminal: string | undefined
}

/** The kernel's word on the other end of a connection. */
export interface Peer {
  readonly pid: number
  readonly uid: number
}

/** An executable as the kernel sees it. */
export interface ExecutableFacts {
  readonly path: string
  /** The user cannot write it nor any parent folder: bound by path alone. */
  readonly protected: boolean
  /** Hex SHA-256 of its bytes; absent when `protected`. */
  readonly sha256?: string
}

/** The app behind a connection: LOCAL-API.md "Who is asking", rules 1 to 3. */
export type Caller = {
  readonly pid: number
  /** Process start time in clock ticks since boot, as text; pid + startTime name one process for ever. */
  readonly startTime: string
  readonly executable: ExecutableFacts
  /** Nearest parent first. */
  readonly parents: readonly string[]
  readonly terminal: string | undefined
  /** False: deleted, memfd, or in another mount namespace. Never allowed without asking. */
  readonly verifiable: boolean
  /** LD_PRELOAD and its like in the caller's environment. */
  readonly preloadEnvironment: boolean
} & (
  | { readonly kind: 'executable' }
  | { readonly kind: 'script'; readonly script: { readonly path: string; readonly sha256: string } }
  | { readonly kind: 'process' }
)

export interface Callers {
  /**
   * Who is at the other end, read before and after so that a reused pid cannot pass.
   * @throws `broker/untrusted-caller` when the process changed or is gone.
   */
  identify(peer: Peer): Promise<Caller>
  /** The facts of a file that a person names (`signet apps allow`). @throws `request/invalid` when it is no file. */
  describe(
    path: string,
  ): Promise<
    | { readonly executable: ExecutableFacts }
    | { readonly script: { readonly path: string; readonly sha256: string } }
  >
}

/** Where, what, how bad. Never an error object of an HTTP library, a URL's query, a token or a setting's value. */
export interface Log {
  write(level: 'info' | 'warn' | 'error', where: string, what: string): void
}
