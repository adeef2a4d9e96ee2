// Names only: all that the preload script needs. The schemas stand in contract.ts.

/** Request/reply, renderer → main. */
export const calls = [
  'app.state',
  'pools.check',
  'pools.add',
  'pools.setLife',
  'pools.remove',
  'signIn.start',
  'signIn.answer',
  'signIn.cancel',
  'accounts.signOut',
  'accounts.setDefault',
  'accounts.remove',
  'account.details',
  'account.changePassword',
  'account.setUpTotp',
  'account.confirmTotp',
  'account.setMfa',
  'account.changeAttribute',
  'account.sendAttributeCode',
  'account.verifyAttribute',
  'account.renameDevice',
  'account.rememberDevice',
  'account.forgetDevice',
  'account.forgetOtherDevices',
  'apps.revoke',
  'shares.end',
  'lock.lock',
  'lock.unlock',
  'consent.current',
  'consent.answer',
  'keychain.cancel',
  'host.startSessionOnly',
  'settings.set',
  'autostart.view',
  'autostart.set',
] as const
export type CallName = (typeof calls)[number]

/** Pushed views, main → renderer: whole states, never a change to merge. */
export const events = ['app.changed', 'signIn.changed', 'consent.changed'] as const
export type EventName = (typeof events)[number]

/** How a call ends on the wire: Electron does not carry error classes across. */
export type CallReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly detail: string }

/** What the preload script puts on `window.bridge`. Values are `unknown` until contract.ts has parsed them. */
export interface Bridge {
  readonly call: (name: CallName, input: unknown) => Promise<CallReply>
  /** @returns the function that ends the subscription. */
  readonly on: (name: EventName, listener: (view: unknown) => void) => () => void
}
