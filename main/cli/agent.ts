// `signet agent`: the headless host in the foreground. It gets a session of its own without a controlling terminal,
// so that it may ask on any terminal without being stopped as a background reader; signals are handed on to it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../shared/errors'
import { cli } from '../../shared/text/cli'
import type { Verb } from './verb'

const handedOn: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']

export const agent: Verb = {
  name: 'agent',
  operands: [],
  flags: { 'session-only': {} },
  run({ args, world }) {
    const path = join(world.programs, 'main/agent.js')
    if (!existsSync(path)) throw new AppError('host/not-running', cli.agent.notBuilt(path))
    const words = args.has('session-only') ? [path, '--session-only'] : [path]
    const child = spawn(world.node, words, { stdio: 'inherit', detached: true })
    for (const signal of handedOn) process.on(signal, () => child.kill(signal))
    return new Promise((resolve, reject) => {
      child.on('error', (cause) => reject(new AppError('host/not-running', cli.agent.notStarted, { cause })))
      child.on('exit', (code, signal) => {
        for (const name of handedOn) process.removeAllListeners(name)
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
      })
    })
  },
}
