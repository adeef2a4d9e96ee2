// `signet accounts`: who is signed in, and who is meant where nobody is named.
import type { AccountView } from '../../shared/model/account'
import { cli } from '../../shared/text/cli'
import { endLines } from './end-lines'
import { localTime } from './local-time'
import { table } from './table'
import type { Verb } from './verb'

const words = cli.accounts

export const accounts: Verb = {
  name: 'accounts',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await call.client().accounts()
    if (reply.accounts.length === 0) call.say(words.empty)
    call.result(reply, reply.accounts.length === 0 ? undefined : accountTable(reply.accounts))
    for (const line of endLines(reply.accounts, Date.now())) call.say(line)
    return 0
  },
}

export const accountsDefault: Verb = {
  name: 'accounts default',
  operands: ['ACCOUNT'],
  flags: {},
  async run(call) {
    const reply = await call.client().setDefaultAccount(call.args.operand(0) ?? '')
    const chosen = reply.accounts.find((account) => account.default)
    if (chosen !== undefined) call.say(words.default(chosen.label))
    call.result(reply)
    return 0
  },
}

/** The default account carries a star. */
export function accountTable(list: readonly AccountView[]): string {
  const rows = list.map((account) => [
    account.default ? '*' : '',
    account.label,
    account.username,
    account.poolName,
    stateOf(account),
    account.device,
  ])
  return table(words.headings, rows)
}

function stateOf({ status, signedInUntil, signedInSince }: AccountView): string {
  const state = words.states[status]
  if (status !== 'signed-in') return state
  if (signedInUntil !== undefined) return `${state} ${words.until(localTime(signedInUntil))}`
  return signedInSince === undefined ? state : `${state} ${words.since(localTime(signedInSince))}`
}
