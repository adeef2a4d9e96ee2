// `signet token`: the one verb in a hurry. What it imports is read at every call of every script.
import { accountOf } from './account-choice'
import { tokenRequest } from './token-request'
import type { Verb } from './verb'

export const token: Verb = {
  name: 'token',
  operands: [],
  flags: {
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id'] },
    'minimum-ttl': { value: 'SECONDS' },
    header: {},
    'no-interactive': {},
    wait: { value: 'SECONDS' },
    reason: { value: 'TEXT' },
  },
  async run(call) {
    const { args } = call
    const use = args.value('use') === 'id' ? 'id' : 'access'
    const reply = await call.client().token(accountOf(call), tokenRequest(args, use))
    call.result(reply, args.has('header') ? `Authorization: Bearer ${reply.token}` : reply.token)
    return 0
  },
}
