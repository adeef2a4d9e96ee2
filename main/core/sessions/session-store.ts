// What signing in hands over and what everyone else asks: the signed-in accounts of this host.
import type { AppError } from '../../../shared/errors'
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

/** A sign-in that Cognito has granted: what accounts.json will say of it. */
export interface GrantedSignIn {
  readonly userPoolId: string
  readonly clientId: string
  /** Canonical. */
  readonly username: string
  readonly sub: string
  /** What the person typed here. */
  readonly typedName?: string
  /** What to call a new account where nothing was typed. */
  readonly label?: string
  /** How it was done, for the next time. */
  readonly way: SignInWay
  /** Also of its session in the keychain: that is how a later host knows it again. */
  readonly signedInAtMs: number
}

/** A finished sign-in: the record already rests in the keychain. */
export interface NewSession extends GrantedSignIn {
  readonly record: AccountRecord
  readonly tokens: TokenSet
}

export interface Sessions {
  /**
   * Notes whose keychain items a sign-in is about to write: [Note: The sign-in journal]. Waits until what an earlier
   * sign-in of the account left is listed. @throws `storage/*`.
   */
  announce(granted: GrantedSignIn): Promise<void>
  /** What was announced came to nothing. */
  withdraw(accountId: string): Promise<void>
  /** Lists what sign-ins that did not come to their end have left in the keychain, so that it can be removed. */
  finishSignIns(): Promise<void>
  /** Takes a finished sign-in into memory and accounts.json. @returns the account id. */
  adopt(session: NewSession): Promise<string>
  /**
   * The cached token if it lives long enough, else one refresh however many ask (DESIGN.md "The way of a token").
   * @throws `session/*` when the sign-in is over, `network/*` when it is not but Cognito cannot be reached,
   * `keychain/*`. A failure is told again, with the seconds to wait, until Cognito may be asked once more.
   */
  token(accountId: string, wish: TokenWish): Promise<Token>
  /**
   * Another access token than the one that Cognito has just refused as expired or revoked: what was cached since, else
   * one refresh. @throws as `token`.
   */
  accessTokenInPlaceOf(
    accountId: string,
    refused: string,
    how?: Pick<TokenWish, 'mayTryAtOnce'>,
  ): Promise<Token>
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

/** New tokens of an account, by a sign-in or a refresh. */
export interface Renewed {
  readonly accountId: string
  readonly expiresInSeconds: number
}

/** The sessions as the host that owns them has them. */
export interface OwnSessions extends Sessions {
  /**
   * Finishes the sign-ins that a crash has cut short, then refreshes what it has left open, while the pool may still take the same refresh token once more.
   * @returns when that is done; what fails is in the log, and is told to whoever asks for a token.
   */
  recover(): Promise<void>
  /**
   * Has the refresh token tried now, valid tokens or not: the session should be over. What fails is in the log, too.
   * @returns why that is still not known, with the seconds to wait where there are any; undefined when it is.
   */
  check(accountId: string): Promise<AppError | undefined>
  /** Calls `listener` when an account has new tokens. @returns the function that ends that. */
  onRenewed(listener: (renewed: Renewed) => void): () => void
  /** Lets go of every access and id token: Signet is locked. */
  forgetTokens(): void
  /** The computer woke, or a network is back: whoever rests because Cognito was out of reach may ask within moments. */
  wake(): void
  /** No refresh begins by itself any more. Resolves when none is under way: a rotated token must reach the keychain before the host ends. */
  settled(): Promise<void>
}
