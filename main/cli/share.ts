// `signet share`: a socket of its own that gives one token until a time. Opening one asks a person at Signet's own surface.
import { resolve } from 'node:path'
import { longestShareSeconds, mostShareUses } from '../../shared/model/grant-times'
import type { ShareView } from '../../shared/model/share'
import { shareWords as words } from '../../shared/text/cli-share'
import { neutral } from '../../shared/text/neutral'
import { SharesClient } from '../client/shares'
import { accountOf } from './account-choice'
import type { Arguments } from './arguments'
import { secondsOf } from './length-of-time'
import { localTime } from './local-time'
import { table } from './table'
import { UsageError } from './usage-error'
import type { Verb } from './verb'

export const share: Verb = {
  name: 'share',
  operands: [],
  flags: {
    for: { value: 'TIME' },
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id'] },
    max: { value: 'USES' },
    reason: { value: 'TEXT' },
    socket: { value: 'PATH' },
    'no-interactive': {},
  },
  async run(call) {
    const { args, world } = call
    const use = args.value('use') === 'id' ? 'id' : 'access'
    const maxUses = maxUsesOf(args)
    const reason = args.value('reason')
    const socket = args.value('socket')
    const reply = await new SharesClient(call.client()).open({
      account: accountOf(call),
      use,
      for: secondsAsked(args),
      interactive: !args.has('no-interactive'),
      ...(maxUses === undefined ? {} : { maxUses }),
      ...(reason === undefined ? {} : { reason }),
      ...(socket === undefined ? {} : { socket: resolve(world.cwd, socket) }),
    })
    call.result(reply, reply.share.socket)
    for (const line of openedLines(reply.share)) call.say(line)
    return 0
  },
}

export const shareList: Verb = {
  name: 'share list',
  operands: [],
  flags: {},
  async run(call) {
    const reply = await new SharesClient(call.client()).list()
    if (reply.shares.length === 0) call.say(words.empty)
    call.result(reply, reply.shares.length === 0 ? undefined : table(words.headings, reply.shares.map(rowOf)))
    return 0
  },
}

export const shareEnd: Verb = {
  name: 'share end',
  operands: ['ID'],
  flags: {},
  async run(call) {
    const id = call.args.operand(0) ?? ''
    const reply = await new SharesClient(call.client()).end(id)
    call.say(words.ended(id))
    call.result(reply)
    return 0
  },
}

function secondsAsked(args: Arguments): number {
  const text = args.value('for')
  if (text === undefined) throw new UsageError(words.missing)
  return secondsOf(text, { most: longestShareSeconds, usage: words.usage })
}

function maxUsesOf(args: Arguments): number | undefined {
  const maxUses = args.number('max', mostShareUses, 'uses')
  if (maxUses === 0) throw new UsageError(words.max)
  return maxUses
}

/** What to do with it, in lines to paste. */
function openedLines({ id, accountLabel, use, until, maxUses, socket }: ShareView): readonly string[] {
  return words.opened({
    id: neutral(id, 40),
    account: neutral(accountLabel, 60),
    use,
    until: localTime(until),
    maxUses,
    socket: shellWord(neutral(socket, 200)),
  })
}

function shellWord(path: string): string {
  return /^[\w/.+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}

function rowOf(open: ShareView): readonly string[] {
  const { id, accountLabel, use, until, useCount, maxUses, openedBy, socket } = open
  return [id, accountLabel, use, localTime(until), words.uses(useCount, maxUses), openedBy, socket]
}
