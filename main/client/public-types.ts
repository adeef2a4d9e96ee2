// What the client library takes and gives, in types alone that need no package: they are published as they stand.
// A test holds each to the local API's own schemas.

/** What a request about one account may say. */
export interface RequestOptions {
  /** Id, label or username; without it the default account. */
  readonly account?: string
  /** False: fail at once where a person would be needed. */
  readonly interactive?: boolean
  /** Seconds that a sign-in which is needed may take. */
  readonly wait?: number
  /** Shown to the person who is asked, in quotation marks, as your words. */
  readonly reason?: string
  /** Aborts the request; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface TokenOptions extends RequestOptions {
  /** `access` where it is not said. */
  readonly use?: 'access' | 'id'
  /** Seconds that the token must still live, 60 where it is not said; clamped to half its life. */
  readonly minimumTtl?: number
}

export interface AwsOptions extends RequestOptions {
  /** One of the roles that the account may choose; without it the identity pool decides. */
  readonly roleArn?: string
  /** Seconds that the credentials must still live, 900 where it is not said; clamped to half their life. */
  readonly minimumTtl?: number
}

export interface Token {
  readonly token: string
  readonly tokenType: 'Bearer'
  readonly use: 'access' | 'id'
  /** RFC 3339, by this computer's clock. */
  readonly expiresAt: string
  /** Seconds from now. */
  readonly expiresIn: number
  /** The account's id. */
  readonly account: string
}

/** As the SDKs of AWS have it. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

export interface Account {
  readonly id: string
  readonly label: string
  readonly username: string
  readonly poolName: string
  readonly region: string
  readonly userPoolId: string
  readonly clientId: string
  readonly status: 'signed-in' | 'signed-out' | 'expired'
  readonly default: boolean
  readonly signedInSince?: string | undefined
  readonly signedInUntil?: string | undefined
  /** Why it expired. */
  readonly endedBy?: string | undefined
  readonly device: 'remembered' | 'confirmed' | 'none'
}

export interface Status {
  readonly version: string
  readonly host: 'desktop' | 'agent'
  readonly pid: number
  readonly locked: boolean
  readonly socket: string
  readonly keychain: {
    readonly backend: string
    readonly state: 'ready' | 'locked' | 'unavailable' | 'session-only'
    readonly detail?: string | undefined
  }
  readonly accounts: readonly Account[]
}

/** A decision about a program. */
export interface Grant {
  readonly app: {
    readonly id: string
    readonly executable: string
    readonly script?: string | undefined
  }
  readonly accountId: string
  readonly accountLabel: string
  /** `access`, `id` or `aws`; one may be added. */
  readonly use: string
  /** `lock`, `always`, `never` or a time; one may be added. */
  readonly end: unknown
}

type Change = 'added' | 'changed' | 'removed'

/** Something that has happened; an event may be added, so let strange ones pass. */
export type SignetEvent =
  | { readonly event: 'account'; readonly data: { readonly change: Change; readonly account: Account } }
  | {
      readonly event: 'token'
      readonly data: { readonly account: string; readonly expiresAt: string; readonly expiresIn: number }
    }
  /** Told at the start, too: how it stands. */
  | { readonly event: 'locked'; readonly data: { readonly locked: true } }
  | { readonly event: 'unlocked'; readonly data: { readonly locked: false } }
  | { readonly event: 'apps'; readonly data: { readonly change: Change; readonly grant: Grant } }
  /** This host tells no more; the next one begins anew, and what happened between them is not told. */
  | { readonly event: 'closed'; readonly data: { readonly reason: 'host_ended' | 'reader_too_slow' } }

export interface SignetOptions {
  /** The path of the socket; without it that of Signet on this computer. */
  readonly socket?: string
  /** False: never start Signet where it does not run. */
  readonly autostart?: boolean
  /** The folder of Signet's built programs, to start another one than is installed. */
  readonly programs?: string
  /** Aborts every request of this client. */
  readonly signal?: AbortSignal
}
