// The keychain of this platform, for either host; how its process is started is the host's own.
import type { Clock, Log } from '../../core/ports'
import type { KeychainFork } from './keychain-port'
import { type KeychainStore, keychainStore } from './keychain-store'
import { nativeLockCheck } from './lock-check'
import { secretService } from './secret-service'

export interface OsKeychainOptions {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  readonly clock: Clock
  readonly log: Log
  readonly fork: KeychainFork
  readonly onWaiting: (isWaiting: boolean) => void
}

/** No process is started and nothing is asked before the first call. */
export function osKeychain({ env, platform, clock, ...rest }: OsKeychainOptions): KeychainStore {
  const isNative = platform === 'darwin' || platform === 'win32'
  const lockCheck = isNative ? nativeLockCheck(platform) : secretService({ env, clock })
  return keychainStore({ ...rest, clock, lockCheck })
}
