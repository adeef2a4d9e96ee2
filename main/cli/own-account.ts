// The account that a command line means, as the local API shows and changes it.
import { OwnAccountClient } from '../client/own-account'
import { accountOf } from './account-choice'
import type { Flags } from './arguments'
import type { Call, ClientWish } from './verb'

/** Flags of every verb about one account. */
export const accountFlags = { account: { value: 'A' }, 'no-interactive': {} } as const satisfies Flags

export function ownAccount(call: Call, wish: ClientWish = {}): OwnAccountClient {
  const interactive = !call.args.has('no-interactive')
  return new OwnAccountClient(call.client(wish), { account: accountOf(call), interactive })
}
