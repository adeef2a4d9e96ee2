// `signet pools list` and `remove`.
import type { Pool } from '../../shared/model/pool'
import { cli } from '../../shared/text/cli'
import { table } from './table'
import type { Verb } from './verb'

const words = cli.pools

export const poolsList: Verb = {
  name: 'pools list',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await call.client().pools()
    if (reply.pools.length === 0) call.say(words.empty)
    call.result(reply, reply.pools.length === 0 ? undefined : table(words.headings, reply.pools.map(rowOf)))
    return 0
  },
}

export const poolsRemove: Verb = {
  name: 'pools remove',
  operands: ['NAME'],
  flags: { 'no-interactive': {} },
  async run(call) {
    const name = call.args.operand(0) ?? ''
    const reply = await call.client().removePool(name, { interactive: !call.args.has('no-interactive') })
    call.say(words.removed(name))
    call.result(reply)
    return 0
  },
}

function rowOf(pool: Pool): readonly string[] {
  const secret = pool.hasClientSecret ? words.secret.yes : words.secret.no
  return [pool.name, pool.userPoolId, pool.clientId, secret, pool.method, pool.managedLogin?.domain ?? '']
}
