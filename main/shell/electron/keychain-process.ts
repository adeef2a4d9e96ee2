// KeychainFork in Electron: a utility process, because the packaged binary does not run as plain Node (fuse RunAsNode).
import { utilityProcess, type UtilityProcess } from 'electron'
import { keychainEnvironment } from '../keychain/node-fork'
import type { KeychainFork, KeychainProcess } from '../keychain/keychain-port'

/** Forks the built `keychain-child.cjs` (absolute path). Its processes can be started after `ready` only. */
export function keychainProcess(options: {
  readonly program: string
  readonly env: NodeJS.ProcessEnv
}): KeychainFork {
  return (): KeychainProcess => {
    const child = utilityProcess.fork(options.program, [], {
      env: keychainEnvironment(options.env),
      serviceName: 'Signet keychain',
      stdio: 'ignore',
    })
    return {
      send: (message) => child.postMessage(message),
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', () => listener()),
      kill: () => endNow(child),
    }
  }
}

/** SIGKILL: the threads of a keychain call that hangs answer nothing else. Electron's own `kill` is a SIGTERM. */
function endNow(child: UtilityProcess): void {
  const { pid } = child
  if (pid === undefined) {
    // Not started yet, or already gone: then this never fires.
    child.once('spawn', () => endNow(child))
    return
  }
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself a moment ago.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
