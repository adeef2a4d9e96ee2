// One attempt at the pool's own pages, from the open browser to the stored session (flows/authorization-code.ts).
import { AppError, toAppError } from '../../../shared/errors'
import type { Locale } from '../../../shared/text/text'
import type { TokenSet } from '../cognito/cognito'
import type { Browser, RedirectListener, RedirectOutcome, Redirects, Transport } from '../ports'
import type { StoredAccount } from '../records/accounts'
import { type Authorization, newAuthorization, type PoolWithPages, redeem } from './flows/authorization-code'
import { withoutDevice } from './which-device'
import type { Draft } from './keep-session'
import type { DeviceShelf } from './known-device'
import { type Opened, openPool, type OpenPoolDeps } from './open-pool'
import { belongsTo, queryOf } from './redirect-query'
import type { BrowserWish, Effect, SignInEvent } from './sign-in-state'
import { problemOf } from './sign-in-view'
import { defaultRedirectUris } from '../../../shared/model/pool-fields'

export interface BrowserAttemptDeps extends OpenPoolDeps {
  readonly browser: Browser
  readonly redirects: Redirects
  readonly transport: Transport
  /** The language of the pages. */
  readonly locale: () => Locale
  /** Accounts in whose place the browser has signed in somebody else: its pages are to ask anew. */
  readonly othersSignedIn: Set<string>
}

export interface BrowserAttemptOptions {
  readonly pool: PoolWithPages
  /** The account that this sign-in is for, where it was said beforehand. */
  readonly account: StoredAccount | undefined
  readonly shelf: DeviceShelf
  /** The browser came back to this attempt. */
  readonly onReturn: (query: string) => void
  /** Called with the account that the browser has signed in. @throws `auth/in-progress`. */
  readonly claim: (accountId: string) => void
  readonly isOver: () => boolean
}

/** State: the listener, the attempt's secrets until they were used, and the browser's page that waits for its word. */
export class BrowserAttempt {
  readonly #deps: BrowserAttemptDeps
  readonly #options: BrowserAttemptOptions
  #opened: Opened | undefined
  #listener: RedirectListener | undefined
  #authorization: Authorization | undefined
  #hasReturned = false
  #outcome: RedirectOutcome = { kind: 'late' }
  #isStoring = false
  #tell: (outcome: RedirectOutcome) => void = () => undefined

  constructor(options: BrowserAttemptOptions, deps: BrowserAttemptDeps) {
    this.#options = options
    this.#deps = deps
  }

  /** Whether the session goes into the keychain at this moment: too late to cancel. */
  get isStoring(): boolean {
    return this.#isStoring
  }

  /** @returns the one event in which the effect ends. @throws AppError for what becomes `refused`. */
  async perform(effect: Effect): Promise<SignInEvent> {
    try {
      return await this.#perform(effect)
    } catch (error) {
      const { code, detail } = problemOf(toAppError(error))
      this.#outcome = { kind: 'refused', code, ...(detail === undefined ? {} : { detail }) }
      throw error
    }
  }

  /** The return that a person has copied from another computer's browser. @throws `auth/redirect-invalid`. */
  queryIn(url: string): string {
    const authorization = this.#authorization
    const query = authorization === undefined ? undefined : queryOf(url, authorization.redirectUri)
    if (authorization !== undefined && query !== undefined && belongsTo(authorization.state, query)) {
      this.#hasReturned = true
      return query
    }
    throw new AppError('auth/redirect-invalid', 'url: is not where this sign-in ends.')
  }

  /** The attempt is over: nobody listens any more, and a page that waits is told how it ended. */
  abandon(): void {
    this.#tell(this.#outcome)
    this.#listener?.close()
    this.#authorization = undefined
  }

  /** Nobody will use these tokens: Cognito is told, as far as it can be reached. */
  takeBack(tokens: TokenSet): void {
    this.#opened?.keeper.discard(tokens)
  }

  #perform(effect: Effect): Promise<SignInEvent> {
    switch (effect.kind) {
      case 'openBrowser':
        return this.#begin(effect)
      case 'reopenBrowser':
        return this.#reopen()
      case 'redeem':
        return this.#redeem(effect.query)
      case 'keep':
        return this.#keep(effect.tokens)
      default:
        throw new AppError('internal', 'A browser does not do this.')
    }
  }

  /** The keychain is read and the port taken before a browser opens: what fails must not cost a sign-in there. */
  async #begin({ username, identityProvider }: BrowserWish): Promise<SignInEvent> {
    const { pool, shelf, account } = this.#options
    const { redirects, random } = this.#deps
    const { redirectUris = defaultRedirectUris } = pool.managedLogin
    this.#opened = await openPool(pool, shelf, this.#deps)
    const locale = this.#deps.locale()
    const receive = (query: string) => this.#receive(query)
    this.#listener = await redirects.listen(redirectUris, { locale, receive })
    if (this.#options.isOver()) this.#listener.close()
    this.#demandOpen()
    const { uri } = this.#listener
    const isAskedAnew = account !== undefined && this.#deps.othersSignedIn.has(account.id)
    const wish = { redirectUri: uri, locale, loginHint: username, identityProvider, isAskedAnew }
    this.#authorization = newAuthorization(pool, wish, random)
    const { url } = this.#authorization
    return { kind: 'browserOpened', url, opened: (await this.#open(url)) === undefined }
  }

  async #reopen(): Promise<SignInEvent> {
    const url = this.#authorization?.url
    if (url === undefined) throw new AppError('auth/cancelled', 'This attempt is over.')
    const fault = await this.#open(url)
    if (fault === undefined) return { kind: 'browserOpened', url, opened: true }
    return { kind: 'browserOpened', url, opened: false, problem: problemOf(fault) }
  }

  /** @returns why no browser was opened: the address can be opened by hand. */
  async #open(url: string): Promise<AppError | undefined> {
    try {
      await this.#deps.browser.open(url)
      return undefined
    } catch (error) {
      const fault = toAppError(error)
      this.#deps.log.write('info', 'auth', `no browser was opened: ${fault.code}`)
      return fault
    }
  }

  /** A request of whoever knows the port: without the state it changes nothing. */
  #receive(query: string): Promise<RedirectOutcome> {
    const state = this.#authorization?.state
    if (state === undefined || !belongsTo(state, query)) return Promise.resolve({ kind: 'foreign' })
    if (this.#hasReturned) return Promise.resolve({ kind: 'late' })
    this.#hasReturned = true
    return new Promise((resolve) => {
      this.#tell = resolve
      this.#options.onReturn(query)
    })
  }

  async #redeem(query: string): Promise<SignInEvent> {
    const authorization = this.#authorization
    if (authorization === undefined) throw new AppError('auth/cancelled', 'This attempt is over.')
    const { clientSecret } = this.#known()
    const { transport } = this.#deps
    const tokens = await redeem(this.#options.pool, { authorization, query, clientSecret, transport })
    return { kind: 'tokensCame', tokens, newDevice: undefined }
  }

  async #keep(tokens: TokenSet): Promise<SignInEvent> {
    const { account, claim } = this.#options
    const { keeper } = this.#known()
    let draft: Draft | undefined
    try {
      draft = await keeper.prepare({
        tokens,
        newDevice: undefined,
        exchange: withoutDevice,
        typedName: undefined,
        way: { method: 'MANAGED_LOGIN' },
        account,
      })
      this.#demandOpen()
      claim(draft.accountId)
      this.#isStoring = true
      const kept = await keeper.store(draft)
      this.#deps.othersSignedIn.delete(kept.accountId)
      this.#outcome = { kind: 'signedIn', username: kept.username }
      return { kind: 'kept', ...kept }
    } catch (error) {
      const isAnother = toAppError(error).code === 'auth/other-account'
      if (isAnother && account !== undefined) this.#deps.othersSignedIn.add(account.id)
      if (draft === undefined) this.takeBack(tokens)
      else await keeper.giveUp(draft)
      throw error
    } finally {
      this.#isStoring = false
    }
  }

  #demandOpen(): void {
    if (this.#options.isOver()) throw new AppError('auth/cancelled', 'The sign-in was cancelled.')
  }

  #known(): Opened {
    if (this.#opened === undefined) throw new AppError('internal', 'This attempt has not begun.')
    return this.#opened
  }
}
