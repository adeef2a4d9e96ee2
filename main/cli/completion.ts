// `signet completion`: a script for a shell, which asks `signet completion words` at each Tab. So a new verb, a new flag, a
// new account is known at once, and no script has to be made anew.
import { completionScripts, type Shell } from './completion-scripts'
import { candidatesFor } from './completion-words'
import type { Verb } from './verb'

function scriptFor(shell: Shell): Verb {
  return {
    name: `completion ${shell}`,
    operands: [],
    flags: {},
    run: (call) => {
      const script = completionScripts[shell]
      call.result({ shell, script }, script)
      return Promise.resolve(0)
    },
  }
}

export const completionBash = scriptFor('bash')
export const completionZsh = scriptFor('zsh')
export const completionFish = scriptFor('fish')

export const completionWords: Verb = {
  name: 'completion words',
  operands: [],
  flags: {},
  commandForm: 'Say what was typed: completion words -- signet WORD …',
  async run(call) {
    const words = await candidatesFor(call.args.command.slice(1), call)
    const lines = words.map(({ word, about }) => (about === undefined ? word : `${word}\t${about}`))
    call.result({ words }, lines.join('\n'))
    return 0
  },
}
