// `electron.utilityProcess`: a real child process of Node with Electron's parent port.
import { fork, type ChildProcess, type Serializable } from 'node:child_process'
import { EventEmitter } from 'node:events'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { ForkOptions, UtilityProcess } from 'electron'

const childEntry = fileURLToPath(new URL('./utility-child.mjs', import.meta.url))

/** State: the child. */
export class StandInUtilityProcess
  extends EventEmitter
  implements Pick<UtilityProcess, 'kill' | 'postMessage' | 'pid'>
{
  pid: number | undefined
  readonly stdout: Readable | null
  readonly stderr: Readable | null
  private readonly child: ChildProcess

  constructor(modulePath: string, args: readonly string[], options: ForkOptions) {
    super()
    const output = options.stdio === 'pipe' ? 'pipe' : options.stdio === 'ignore' ? 'ignore' : 'inherit'
    this.child = fork(childEntry, [modulePath, ...args], {
      env: { ...(options.env ?? process.env) },
      execArgv: options.execArgv ?? [],
      serialization: 'advanced',
      stdio: ['ignore', output, output, 'ipc'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    })
    this.stdout = this.child.stdout
    this.stderr = this.child.stderr
    this.child.once('spawn', () => {
      this.pid = this.child.pid
      this.emit('spawn')
    })
    this.child.on('message', (message) => this.emit('message', message))
    this.child.once('exit', (code, signal) => {
      this.pid = undefined
      this.emit('exit', code ?? (signal === 'SIGTERM' ? 15 : 9))
    })
  }

  postMessage(message: unknown): void {
    // Serialised as Electron does; what cannot be cloned throws here.
    if (this.child.connected) this.child.send(message as Serializable)
  }

  kill(): boolean {
    return this.child.kill('SIGTERM')
  }
}

/** `utilityProcess.fork`. */
export function standInUtilityProcess(isReady: () => boolean) {
  return {
    fork: (modulePath: string, args: readonly string[] = [], options: ForkOptions = {}) => {
      if (!isReady()) throw new Error('utilityProcess cannot be created before app is ready.')
      return new StandInUtilityProcess(modulePath, args, options)
    },
  }
}
