// `signet accounts rename` and `signet accounts remove`: an account of this computer itself. The host asks a person.
import { cliAccounts as words } from '../../shared/text/cli-accounts'
import { neutral } from '../../shared/text/neutral'
import { removeAccount, renameAccount } from '../client/account-edits'
import type { Verb } from './verb'

export const accountsRename: Verb = {
  name: 'accounts rename',
  operands: ['ACCOUNT', 'LABEL'],
  flags: { 'no-interactive': {} },
  async run(call) {
    const [account = '', label = ''] = [call.args.operand(0), call.args.operand(1)]
    const interactive = !call.args.has('no-interactive')
    const reply = await renameAccount(call.client(), account, { label, interactive })
    call.say(words.renamed(neutral(account), neutral(label)))
    call.result(reply)
    return 0
  },
}

export const accountsRemove: Verb = {
  name: 'accounts remove',
  operands: ['ACCOUNT'],
  flags: { 'no-interactive': {} },
  async run(call) {
    const account = call.args.operand(0) ?? ''
    const interactive = !call.args.has('no-interactive')
    const reply = await removeAccount(call.client(), account, { interactive })
    call.say(words.removed(neutral(account)))
    for (const warning of reply.warnings) call.say(neutral(warning, 300))
    call.result(reply)
    return 0
  },
}
