// `signet events`: a line for each thing that happens, until Ctrl-C. It starts no host: that would be what happens.
import type { EventData, SignetEvent } from '../../shared/broker/events'
import { assertNever } from '../../shared/assert-never'
import { eventWords as words } from '../../shared/text/cli-events'
import { neutral } from '../../shared/text/neutral'
import { eventsOf } from '../client/events'
import { localTime } from './local-time'
import type { Verb } from './verb'

export const events: Verb = {
  name: 'events',
  operands: [],
  flags: {},
  async run(call) {
    const signal = await call.world.interruption()
    for await (const told of eventsOf(call.client({ start: 'never', signal })))
      call.result(told, `${localTime(new Date().toISOString())}  ${neutral(lineOf(told))}`)
    return 0
  },
}

function lineOf(told: SignetEvent): string {
  switch (told.event) {
    case 'account':
      return accountLine(told.data)
    case 'token':
      return words.token(told.data.account, localTime(told.data.expiresAt))
    case 'locked':
      return words.locked
    case 'unlocked':
      return words.unlocked
    case 'apps':
      return appsLine(told.data)
    case 'closed':
      return words.closed[told.data.reason]
    default:
      return assertNever(told)
  }
}

function accountLine({ change, account }: EventData<'account'>): string {
  return words.account[change](account.label, account.status)
}

function appsLine({ change, grant }: EventData<'apps'>): string {
  const { app, accountLabel, end } = grant
  const holds = typeof end === 'string' ? words.ends[end] : words.until(localTime(end.until))
  return words.apps[change](app.script ?? app.executable, accountLabel, holds)
}
