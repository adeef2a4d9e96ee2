// `signet status`: whether a host runs, and how it is. It never starts one: that would change the answer.
import type { StatusReply } from '../../shared/broker/requests'
import { cli } from '../../shared/text/cli'
import { openShares } from '../../shared/text/cli-share'
import { neutral } from '../../shared/text/neutral'
import { accountTable } from './accounts'
import { endLines } from './end-lines'
import type { Verb } from './verb'

const words = cli.status

export const status: Verb = {
  name: 'status',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await call.client({ start: 'never' }).status()
    call.result(reply, describe(reply))
    return 0
  },
}

function describe(reply: StatusReply): string {
  const { keychain, accounts } = reply
  const detail = keychain.detail === undefined ? '' : ` (${keychain.detail})`
  const rows: readonly (readonly [string, string])[] = [
    [words.rows.keychain, `${words.keychain[keychain.state]}, ${keychain.backend}${detail}`],
    [words.rows.socket, reply.socket],
    [words.rows.state, reply.stateFolder],
    ...(reply.proxy === undefined ? [] : [[words.rows.proxy, reply.proxy] as const]),
    [words.rows.pools, String(reply.pools)],
    [words.rows.accounts, String(accounts.length)],
    ...(reply.shares > 0 ? [[openShares.row, openShares.count(reply.shares)] as const] : []),
    ...reply.setAside.map((name) => [words.rows.setAside, name] as const),
  ]
  const widest = Math.max(...rows.map(([name]) => name.length))
  return [
    neutral(words.line(words.host[reply.host], reply.version, reply.pid)),
    ...(reply.locked ? [words.locked] : []),
    ...rows.map(([name, value]) => `  ${name.padEnd(widest)}  ${neutral(value)}`),
    ...(accounts.length === 0 ? [] : ['', accountTable(accounts), ...endLines(accounts, Date.now())]),
  ].join('\n')
}
