// KeychainFork under plain Node.
import { fork } from 'node:child_process'
import type { KeychainFork, KeychainProcess } from './keychain-port'

/** GLib's switches that would move secrets out of the keyring into a file, and Node's that would load other code. */
const kept = (name: string): boolean =>
  !/^(?:SECRET_BACKEND|SECRET_FILE_.*|NODE_OPTIONS|NODE_CHANNEL_FD)$/.test(name)

/** The environment of the keychain process: the host's, without what would lead secrets elsewhere. */
export function keychainEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && kept(entry[0]),
  )
  return Object.fromEntries(entries)
}

/** Forks the built `keychain-child.cjs`. `execArgv` only where the program is not plain JavaScript. */
export function nodeFork(options: {
  readonly program: string
  readonly env: NodeJS.ProcessEnv
  readonly execArgv?: readonly string[]
}): KeychainFork {
  return (): KeychainProcess => {
    const child = fork(options.program, [], {
      env: keychainEnvironment(options.env),
      // Not the host's: an inspector or a loader of the host is no business of this process.
      execArgv: [...(options.execArgv ?? [])],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    let hasEnded = false
    const listeners = new Set<() => void>()
    const end = () => {
      if (hasEnded) return
      hasEnded = true
      for (const listener of listeners) listener()
    }
    child.once('exit', end)
    // It could not be started, or not be reached: either way nobody answers any more.
    child.on('error', () => {
      child.kill('SIGKILL')
      end()
    })
    return {
      // The callback takes the failure; `exit` follows it.
      send: (message) => void child.send(message, () => undefined),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void listeners.add(listener),
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
