// `signet reset`: everything away, and an honest list of what stayed.
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import type { Verb } from './verb'

const words = cli.reset

export const reset: Verb = {
  name: 'reset',
  operands: [],
  flags: { 'no-interactive': {} },
  async run(call) {
    const reply = await call.client().reset({ interactive: !call.args.has('no-interactive') })
    const list = (heading: string, items: readonly string[]): readonly string[] =>
      items.length === 0 ? [] : [heading, ...items.map((item) => `  ${neutral(item)}`)]
    const lines = [...list(words.removed, reply.removed), ...list(words.left, reply.left)]
    call.result(reply, lines.length === 0 ? words.nothing : lines.join('\n'))
    return reply.left.length === 0 ? 0 : 1
  },
}
