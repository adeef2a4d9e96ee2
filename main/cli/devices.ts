// `signet devices`: what the pool keeps of this person's computers and telephones.
import type { DeviceView } from '../../shared/model/account-details'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import { localTime } from './local-time'
import { accountFlags, ownAccount } from './own-account'
import { table } from './table'
import { UsageError } from './usage-error'
import type { Verb } from './verb'

const words = cli.devices

export const devices: Verb = {
  name: 'devices',
  operands: [],
  flags: accountFlags,
  async run(call) {
    const reply = await ownAccount(call).devices()
    if (reply.devices.length === 0) call.say(words.empty)
    call.result(reply, reply.devices.length === 0 ? undefined : deviceTable(reply.devices))
    return 0
  },
}

export const devicesList: Verb = { ...devices, name: 'devices list' }

export const devicesRename: Verb = {
  name: 'devices rename',
  operands: ['KEY', '[NAME]'],
  flags: accountFlags,
  async run(call) {
    const [key = '', name = ''] = [call.args.operand(0), call.args.operand(1)]
    const reply = await ownAccount(call).changeDevice(key, { name })
    const shown = reply.name === undefined ? undefined : neutral(reply.name)
    call.say(
      name === '' ? words.unnamed(neutral(key), shown) : words.renamed(neutral(key), shown ?? neutral(name)),
    )
    call.result(reply)
    return 0
  },
}

export const devicesRemember: Verb = {
  name: 'devices remember',
  operands: ['KEY'],
  flags: { ...accountFlags, 'no-remember': {} },
  async run(call) {
    const key = call.args.operand(0) ?? ''
    const remembered = !call.args.has('no-remember')
    const reply = await ownAccount(call).changeDevice(key, { remembered })
    call.say(words.remembered[remembered ? 'yes' : 'no'](neutral(reply.name ?? key)))
    call.result(reply)
    return 0
  },
}

export const devicesForget: Verb = {
  name: 'devices forget',
  operands: ['[KEY]'],
  flags: { ...accountFlags, others: {} },
  async run(call) {
    const key = call.args.operand(0)
    if ((key === undefined) !== call.args.has('others')) throw new UsageError(words.keyOrOthers)
    const own = ownAccount(call)
    if (key !== undefined) {
      const reply = await own.forgetDevice(key)
      call.say(words.forgotten(neutral(reply.name ?? key)))
      call.result(reply)
      return 0
    }
    const reply = await own.forgetOtherDevices()
    call.say(words.othersForgotten(reply.forgotten))
    for (const warning of reply.warnings) call.say(neutral(warning, 300))
    call.result(reply)
    return 0
  },
}

/** This device carries a star. */
export function deviceTable(list: readonly DeviceView[]): string {
  const rows = list.map(({ isThisDevice, name, remembered, lastUsedAt, lastIpAddress, deviceKey }) => [
    isThisDevice ? '*' : '',
    name,
    remembered === undefined ? '' : words.states[remembered ? 'yes' : 'no'],
    lastUsedAt === undefined ? '' : localTime(lastUsedAt),
    lastIpAddress ?? '',
    deviceKey,
  ])
  return table(words.headings, rows)
}
