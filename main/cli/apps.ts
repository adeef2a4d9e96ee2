// `signet apps`: which programs may have which tokens. Allowing one asks a person at Signet's own surface.
import { resolve } from 'node:path'
import type { GrantView } from '../../shared/model/consent'
import { cli } from '../../shared/text/cli'
import { accountOf } from './account-choice'
import { table } from './table'
import type { Verb } from './verb'

const words = cli.apps

export const appsList: Verb = {
  name: 'apps list',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await call.client().apps()
    if (reply.apps.length === 0) call.say(words.empty)
    call.result(reply, reply.apps.length === 0 ? undefined : table(words.headings, reply.apps.map(rowOf)))
    return 0
  },
}

export const appsAllow: Verb = {
  name: 'apps allow',
  operands: ['PATH'],
  flags: {
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id', 'aws'] },
    'no-interactive': {},
  },
  async run(call) {
    const path = resolve(call.world.cwd, call.args.operand(0) ?? '')
    const asked = call.args.value('use')
    const use = asked === 'id' || asked === 'aws' ? asked : 'access'
    const reply = await call.client().allowApp({
      path,
      account: accountOf(call),
      use,
      interactive: !call.args.has('no-interactive'),
    })
    call.say(words.allowed(path))
    call.result(reply)
    return 0
  },
}

export const appsRevoke: Verb = {
  name: 'apps revoke',
  operands: ['ID'],
  flags: {},
  async run(call) {
    const id = call.args.operand(0) ?? ''
    const reply = await call.client().revokeApp(id)
    call.say(words.revoked(id))
    call.result(reply)
    return 0
  },
}

function rowOf({ app, accountLabel, use, end, useCount }: GrantView): readonly string[] {
  return [app.id, app.script ?? app.executable, accountLabel, use, words.ends[end], String(useCount)]
}
