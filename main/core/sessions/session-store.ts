// What signing in hands over and what everyone else asks: the signed-in accounts of this host.
import type { TokenSet } from '../cognito/cognito'
import type { StoredAccount } from '../records/accounts'
import type { AccountRecord } from '../vault/account-record'

/** A token as a caller gets it. */
export interface Token {
  readonly token: string
  /** Milliseconds that it lives on, by the stricter hand of the clock. */
  readonly leftMs: number
}

export interface TokenWish {
  readonly use: 'access' | 'id'
  readonly minimumTtlSeconds: number
  /** A person waits for this: Cognito is asked although the last try failed a moment ago. */
  readonly mayTryAtOnce?: true
}

/** How a person signs in. */
export type SignInWay = Pick<StoredAccount, 'method' | 'firstFactor'>

/** A finished sign-in: the record already rests in the keychain. */
export interface NewSession {
  readonly userPoolId: string
  readonly clientId: string
  /** What the person typed here. */
  readonly typedName?: string
  /** What to call a new account where nothing was typed. */
  readonly label?: string
  /** How it was done, for the next time. */
  readonly way: SignInWay
  readonly record: AccountRecord
  readonly tokens: TokenSet
}

export interface Sessions {
  /** Takes a finished sign-in into memory and accounts.json. @returns the account id. */
  adopt(session: NewSession): Promise<string>
  /**
   * The cached token if it lives long enough, else one refresh however many ask (DESIGN.md "The way of a token").
   * @throws `session/*` when the sign-in is over, `network/*` when it is not but Cognito cannot be reached,
   * `keychain/*`. A failure is told again, with the seconds to wait, until Cognito may be asked once more.
   */
  token(accountId: string, wish: TokenWish): Promise<Token>
  /**
   * Ends the session on this computer, then at the server.
   * @returns what could not be done at the server, as sentences.
   * @throws `keychain/*`: then nothing has changed; `storage/*`: then it is over all the same.
   */
  signOut(
    accountId: string,
    how: { readonly everywhere: boolean; readonly forgetDevice: boolean },
  ): Promise<readonly string[]>
}

/** The sessions as the host that owns them has them. */
export interface OwnSessions extends Sessions {
  /**
   * Refreshes what a crash has left open, while the pool may still take the same refresh token once more.
   * @returns when that is done; what fails is in the log, and is told to whoever asks for a token.
   */
  recover(): Promise<void>
  /** No refresh begins by itself any more. Resolves when none is under way: a rotated token must reach the keychain before the host ends. */
  settled(): Promise<void>
}
