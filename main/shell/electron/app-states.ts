// The whole view of the window: made anew whenever something has changed, and pushed.
import { toAppError, type ErrorCode } from '../../../shared/errors'
import type { AppState } from '../../../shared/ipc/contract'
import type { Locale } from '../../../shared/text/text'
import type { Host } from '../../core/host'
import type { KeychainStatus, Log } from '../../core/ports'

export interface AppStatesOptions {
  readonly host: () => Host
  readonly version: string
  /** What the setting `system` comes to. */
  readonly systemLocale: Locale
  readonly localApi: () => { readonly address: string; readonly problem: ErrorCode | undefined }
  readonly push: (state: AppState) => void
  readonly log: Log
}

/** State: whether the keychain waits for a person, whether the window shows the lock, and whether a push is under way. */
export class AppStates {
  readonly #options: AppStatesOptions
  #keychain: KeychainStatus | undefined
  #isKeychainWaiting = false
  #isShownLocked = false
  #isPushing = false
  #isStale = false

  constructor(options: AppStatesOptions) {
    this.#options = options
  }

  async current(): Promise<AppState> {
    this.#keychain = await this.#options.host().keychainStatus()
    return this.#view(this.#keychain)
  }

  /** The OS asks the person for the keychain's password, or no longer does. */
  keychainWaits(isWaiting: boolean): void {
    this.#isKeychainWaiting = isWaiting
    // Its status cannot be asked now: it stands behind the call that waits.
    if (this.#keychain !== undefined) this.#options.push(this.#view(this.#keychain))
  }

  /** Something was changed: the newest view goes out, once however many changes come together. */
  changed(): void {
    // What is on the screen must not stay there until a keychain has answered.
    if (this.#keychain !== undefined && this.#options.host().isLocked() !== this.#isShownLocked)
      this.#options.push(this.#view(this.#keychain))
    this.#isStale = true
    if (!this.#isPushing) void this.#pushAll()
  }

  async #pushAll(): Promise<void> {
    this.#isPushing = true
    try {
      while (this.#isStale) {
        this.#isStale = false
        this.#options.push(await this.current())
      }
    } catch (error) {
      this.#options.log.write('error', 'window', `no view: ${toAppError(error).code}`)
    } finally {
      this.#isPushing = false
    }
  }

  #view(keychain: KeychainStatus): AppState {
    const { host, version, systemLocale, localApi } = this.#options
    const { pools, settings, accountViews, grantViews, shareViews, setAside, isLocked, unlockView } = host()
    const { address, problem } = localApi()
    this.#isShownLocked = isLocked()
    return {
      version,
      locale: settings.locale(systemLocale),
      settings: settings.get(),
      locked: this.#isShownLocked,
      unlock: unlockView(),
      pools: [...pools.list()],
      accounts: accountViews(),
      apps: grantViews(),
      shares: shareViews(),
      keychain: { backend: keychain.backend, state: this.#isKeychainWaiting ? 'waiting' : keychain.state },
      localApi: { serving: problem === undefined, address, ...(problem === undefined ? {} : { problem }) },
      setAside: [...setAside],
    }
  }
}
