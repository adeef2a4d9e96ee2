// `signet agent`: the headless host in the foreground. It gets a session of its own without a controlling terminal,
// so that it may ask on any terminal without being stopped as a background reader; signals are handed on to it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors'
import { cli } from '../../shared/text/cli'
import { runChild } from './child'
import type { Verb } from './verb'

export const agent: Verb = {
  name: 'agent',
  operands: [],
  flags: { 'session-only': {} },
  async run({ args, world }) {
    const path = join(world.programs, 'agent/agent.js')
    if (!existsSync(path)) throw new AppError('host/not-running', cli.agent.notBuilt(path))
    try {
      return await runChild({
        command: world.node,
        args: args.has('session-only') ? [path, '--session-only'] : [path],
        isDetached: true,
        handedOn: ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'],
      })
    } catch (cause) {
      throw new AppError('host/not-running', cli.agent.notStarted, { cause })
    }
  },
}
