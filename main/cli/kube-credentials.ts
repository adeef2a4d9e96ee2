// `signet kube-credentials`: what a user of a kubeconfig names under `exec`. Who asks Signet is then kubectl itself.
import { accountOf } from './account-choice'
import { execCredential, execInfo } from './exec-credential'
import { tokenRequest } from './token-request'
import type { Verb } from './verb'

export const kubeCredentials: Verb = {
  name: 'kube-credentials',
  operands: [],
  flags: {
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id'] },
    'minimum-ttl': { value: 'SECONDS' },
    reason: { value: 'TEXT' },
  },
  async run(call) {
    const { args, world } = call
    const info = execInfo(world.facts.env['KUBERNETES_EXEC_INFO'])
    // An API server checks who somebody is: that is what an id token says.
    const use = args.value('use') === 'access' ? 'access' : 'id'
    const client = call.client({ mayAsk: info.isInteractive })
    const reply = await client.token(accountOf(call), {
      ...tokenRequest(args, use),
      interactive: info.isInteractive,
    })
    const credential = execCredential(info, reply)
    call.result(credential, JSON.stringify(credential))
    return 0
  },
}
