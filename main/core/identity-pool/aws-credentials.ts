// Temporary AWS credentials of a signed-in account: the id token → an identity → credentials of a role.
import { AppError, toAppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import type { AwsCredentials, IdentityPool } from '../cognito/identity'
import type { Lock } from '../lock/lock'
import type { Clock, Random } from '../ports'
import type { Accounts, StoredAccount } from '../records/accounts'
import type { Pools } from '../records/pools'
import { BackOff } from '../sessions/back-off'
import { type Life, outlives, remainingMs, startLife } from '../sessions/expiry'
import type { Sessions } from '../sessions/session-store'

/** The id token must outlive the two calls that it is good for. */
const idTokenTtlSeconds = 60
/** The roles of one host; a program that makes more up loses the oldest, which costs a call. */
const mostRemembered = 100

export interface AwsWish {
  readonly roleArn?: string | undefined
  readonly minimumTtlSeconds: number
}

/** Credentials as a caller gets them. */
export interface LiveCredentials extends Omit<AwsCredentials, 'expiresInSeconds'> {
  /** Milliseconds that they live on, by the stricter hand of the clock. */
  readonly leftMs: number
}

export interface AwsCredentialsDeps {
  readonly clock: Clock
  readonly random: Random
  readonly accounts: Accounts
  readonly pools: Pick<Pools, 'get'>
  readonly sessions: Pick<Sessions, 'token' | 'accessTokenInPlaceOf'>
  readonly lock: Pick<Lock, 'demandUnlocked'>
  readonly identityPoolOf: (pool: Pool & { readonly identityPoolId: string }) => IdentityPool
}

interface Remembered {
  readonly credentials: AwsCredentials
  readonly life: Life
}

/** State: the credentials of each account and role, the calls under way, and who rests after a failure. */
export class AwsCredentialsStore {
  readonly #deps: AwsCredentialsDeps
  readonly #backOff: BackOff
  readonly #remembered = new Map<string, Remembered>()
  readonly #underWay = new Map<string, Promise<Remembered>>()
  /** Counts locks: what was asked for before one is not remembered after it. */
  #locks = 0

  constructor(deps: AwsCredentialsDeps) {
    this.#deps = deps
    this.#backOff = new BackOff(deps)
    deps.accounts.onChange(() => this.#forgetEnded())
  }

  /**
   * The remembered credentials if they live long enough, else new ones, by one call however many ask.
   * @throws `aws/*`; `session/*` when the sign-in is over, `network/*`, `keychain/*`, `lock/locked`.
   */
  async credentials(accountId: string, wish: AwsWish): Promise<LiveCredentials> {
    const { accounts, clock } = this.#deps
    const account = accounts.demand(accountId)
    const pool = this.#poolOf(account)
    // Of this sign-in: another one of the account is another session.
    const key = [accountId, account.signedInAtMs ?? 0, pool.identityPoolId, wish.roleArn ?? ''].join(' ')
    const before = this.#remembered.get(key)
    try {
      // First, whatever is remembered: credentials do not outlive the session that they are of.
      const { token } = await this.#idToken(accountId)
      const kept = before !== undefined && this.#serves(before, wish) ? before : undefined
      const found =
        kept ?? (await this.#renewed(key, { account, pool, roleArn: wish.roleArn, idToken: token }))
      this.#demandStill(account)
      return this.#live(found)
    } catch (error) {
      const { code } = toAppError(error)
      this.#demandStill(account)
      // What still lives is served while AWS cannot be reached; not where it was AWS who said no.
      if (!code.startsWith('network/') || before === undefined || remainingMs(before.life, clock) <= 0)
        throw error
      return this.#live(before)
    }
  }

  /** Whether there is anything to ask a person about. @throws `aws/no-identity-pool`, `pool/unknown`. */
  demandIdentityPool(account: StoredAccount): void {
    this.#poolOf(account)
  }

  /** Signet is locked: nothing of it stays in memory. */
  forget(): void {
    this.#remembered.clear()
    this.#underWay.clear()
    this.#locks += 1
  }

  #poolOf(account: StoredAccount): Pool & { readonly identityPoolId: string } {
    const pool = this.#deps.pools.get(account.userPoolId, account.clientId)
    if (pool === undefined)
      throw new AppError(
        'pool/unknown',
        `The pool ${account.userPoolId} of this account is not there any more: add it.`,
      )
    const { identityPoolId } = pool
    if (identityPoolId !== undefined) return { ...pool, identityPoolId }
    throw new AppError(
      'aws/no-identity-pool',
      `The pool ${pool.name} has no identity pool: remove it with \`signet pools remove\` and add it again with \`signet pools add --identity-pool ID\`.`,
    )
  }

  /** What came while AWS was asked counts for more. @throws `lock/locked`, `session/none` after a sign-out. */
  #demandStill({ id, label, signedInAtMs }: StoredAccount): void {
    const { accounts, lock } = this.#deps
    lock.demandUnlocked()
    if (!this.#isSignedIn(id) || accounts.get(id)?.signedInAtMs !== signedInAtMs)
      throw new AppError('session/none', `${label} was signed out meanwhile.`)
  }

  #idToken(accountId: string) {
    return this.#deps.sessions.token(accountId, { use: 'id', minimumTtlSeconds: idTokenTtlSeconds })
  }

  #serves({ life }: Remembered, { minimumTtlSeconds }: AwsWish): boolean {
    return outlives(life, remainingMs(life, this.#deps.clock), minimumTtlSeconds)
  }

  #live({ credentials, life }: Remembered): LiveCredentials {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials
    return { accessKeyId, secretAccessKey, sessionToken, leftMs: remainingMs(life, this.#deps.clock) }
  }

  #renewed(key: string, asked: Asked): Promise<Remembered> {
    const underWay = this.#underWay.get(key)
    if (underWay !== undefined) return underWay
    const renewing = this.#renew(key, asked).finally(() => {
      if (this.#underWay.get(key) === renewing) this.#underWay.delete(key)
    })
    this.#underWay.set(key, renewing)
    return renewing
  }

  async #renew(key: string, asked: Asked): Promise<Remembered> {
    const { account } = asked
    const locks = this.#locks
    const standing = this.#backOff.standing(account.id)
    if (standing !== undefined) throw standing
    try {
      const credentials = await this.#withFreshToken(asked)
      this.#backOff.reset(account.id)
      const life = startLife(this.#deps.clock, credentials.expiresInSeconds)
      const found = { credentials, life }
      if (locks === this.#locks && this.#isSignedIn(account.id)) this.#remember(key, found)
      return found
    } catch (error) {
      const failure = toAppError(error)
      // A no is told anew each time: another role, or an administrator, may have changed it.
      if (failure.code.startsWith('network/')) this.#backOff.failed(account.id, failure)
      throw failure
    }
  }

  /** A token that AWS holds for expired is replaced once: the clocks of two computers differ. */
  async #withFreshToken(asked: Asked): Promise<AwsCredentials> {
    const { sessions } = this.#deps
    const { id } = asked.account
    try {
      return await this.#withIdentity(asked)
    } catch (error) {
      if (toAppError(error).code !== 'aws/token-refused') throw error
      const { token } = await sessions.token(id, { use: 'access', minimumTtlSeconds: 0 })
      await sessions.accessTokenInPlaceOf(id, token)
      const { token: idToken } = await this.#idToken(id)
      return this.#withIdentity({ ...asked, idToken })
    }
  }

  /** An identity that is gone, or is another's now, costs one GetId. */
  async #withIdentity({ account, pool, roleArn, idToken }: Asked): Promise<AwsCredentials> {
    const identities = this.#deps.identityPoolOf(pool)
    const ask = (identityId: string) => identities.getCredentials({ identityId, idToken, roleArn })
    const known = identityOf(this.#deps.accounts.get(account.id) ?? account, pool.identityPoolId)
    if (known !== undefined) {
      try {
        return await ask(known)
      } catch (error) {
        if (toAppError(error).code !== 'aws/identity-refused') throw error
      }
    }
    const identityId = await identities.getId(idToken)
    const { identityPoolId } = pool
    await this.#deps.accounts
      .change(account.id, (now) => ({ ...now, identity: { identityPoolId, identityId } }))
      // A disk that takes nothing costs a GetId the next time, and nobody their credentials.
      .catch(() => undefined)
    return ask(identityId)
  }

  #remember(key: string, found: Remembered): void {
    this.#remembered.delete(key)
    this.#remembered.set(key, found)
    const [oldest] = this.#remembered.keys()
    if (this.#remembered.size > mostRemembered && oldest !== undefined) this.#remembered.delete(oldest)
  }

  /** Of an account that has signed out, or is gone. */
  #forgetEnded(): void {
    for (const key of this.#remembered.keys()) {
      const [accountId = ''] = key.split(' ')
      if (!this.#isSignedIn(accountId)) this.#remembered.delete(key)
    }
  }

  #isSignedIn(accountId: string): boolean {
    return this.#deps.accounts.get(accountId)?.status === 'signed-in'
  }
}

interface Asked {
  readonly account: StoredAccount
  readonly pool: Pool & { readonly identityPoolId: string }
  readonly roleArn: string | undefined
  readonly idToken: string
}

function identityOf({ identity }: StoredAccount, identityPoolId: string): string | undefined {
  return identity?.identityPoolId === identityPoolId ? identity.identityId : undefined
}
