// `signet token`: the one verb in a hurry. What it imports is read at every call of every script.
import { accountOf } from './account-choice'
import type { Verb } from './verb'

const maxTtlSeconds = 86_400
const maxWaitSeconds = 600

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
    const minimumTtl = args.number('minimum-ttl', maxTtlSeconds)
    const wait = args.number('wait', maxWaitSeconds)
    const reason = args.value('reason')
    const reply = await call.client().token(accountOf(call), {
      use: args.value('use') === 'id' ? 'id' : 'access',
      interactive: !args.has('no-interactive'),
      ...(minimumTtl === undefined ? {} : { minimumTtl }),
      ...(wait === undefined ? {} : { wait }),
      ...(reason === undefined ? {} : { reason }),
    })
    call.result(reply, args.has('header') ? `Authorization: Bearer ${reply.token}` : reply.token)
    return 0
  },
}
