// `signet lock` and `signet unlock`. Anybody may lock; the host asks a person before it unlocks.
import { cli } from '../../shared/text/cli'
import type { Verb } from './verb'

const words = cli.lock

export const lock: Verb = {
  name: 'lock',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await call.client().lock()
    call.say(words.locked)
    call.result(reply)
    return 0
  },
}

export const unlock: Verb = {
  name: 'unlock',
  operands: [],
  flags: { account: { value: 'A' }, 'no-interactive': {} },
  async run(call) {
    const account = call.args.value('account')
    const reply = await call.client().unlock({
      interactive: !call.args.has('no-interactive'),
      ...(account === undefined ? {} : { account }),
    })
    call.say(words.unlocked)
    call.result(reply)
    return 0
  },
}
