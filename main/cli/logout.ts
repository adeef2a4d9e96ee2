// `signet logout`. The remembered device stays unless it is to be forgotten.
import { cli } from '../../shared/text/cli'
import { accountOf, namedAccount } from './account-choice'
import type { Verb } from './verb'

const words = cli.signOut

export const logout: Verb = {
  name: 'logout',
  operands: [],
  flags: { account: { value: 'A' }, everywhere: {}, 'forget-device': {}, 'no-interactive': {} },
  async run(call) {
    const { args, world } = call
    const reply = await call.client().signOut(accountOf(call), {
      everywhere: args.has('everywhere'),
      forgetDevice: args.has('forget-device'),
      interactive: !args.has('no-interactive'),
    })
    call.say(words.done(namedAccount(args, world) ?? words.everyAccount))
    for (const warning of reply.warnings) call.say(warning)
    call.result(reply)
    return 0
  },
}
