// What a signed-in person sees and changes of the account: the window, the local API and the command ask here.
import type {
  AccountDetails,
  CodeDestination,
  DeviceView,
  ForgottenDevices,
  MfaWish,
  TotpSetUp,
} from '../../../shared/model/account-details'
import type { AccountDeps } from './as-person'
import { changeAttribute, sendAttributeCode, verifyAttribute } from './attributes'
import { accountDetails } from './details'
import { listedDevices } from './device-list'
import { forgetDevice, forgetOtherDevices, rememberDevice, renameDevice } from './devices'
import { SecondFactors } from './second-factors'
import { changePassword } from './password'

/**
 * Each takes the id of an account. Beside what stands there, each throws `account/unknown`, `session/*` where the
 * sign-in is over, `network/*`, `account/scope-missing` where it may not ask, `account/limit-reached` where the pool's
 * hourly quota is used up, `account/refused` with the server's words, and `lock/locked`.
 */
export interface OwnAccount {
  /** A part that cannot be had is a problem in it; it throws only where there is no token to ask with. */
  details(accountId: string): Promise<AccountDetails>
  /** @throws `account/devices-not-tracked`. */
  devices(accountId: string): Promise<readonly DeviceView[]>
  /** Signet stays signed in. @throws `account/wrong-password`, `account/new-password-refused`, `account/password-not-encodable`. */
  changePassword(
    accountId: string,
    passwords: {
      /** Undefined for a person who has none yet. */
      readonly previousPassword?: string | undefined
      readonly proposedPassword: string
    },
  ): Promise<void>
  /** The secret of a new authenticator app; a former one that was not confirmed is worth nothing from now on. */
  setUpTotp(accountId: string): Promise<TotpSetUp>
  /** Proves the authenticator app and turns it on. @throws `account/code-mismatch`: another code may follow. */
  confirmTotp(
    accountId: string,
    proof: { readonly code: string; readonly friendlyDeviceName?: string | undefined },
  ): Promise<void>
  /** @throws `account/mfa-refused`. */
  setMfa(accountId: string, method: MfaWish): Promise<void>
  /** @returns where a code went that proves the value, if the pool wants one. @throws `account/attribute-refused`, `account/name-taken`. */
  changeAttribute(
    accountId: string,
    change: { readonly name: string; readonly value: string },
  ): Promise<CodeDestination>
  sendAttributeCode(accountId: string, name: string): Promise<CodeDestination>
  /** @throws `account/code-mismatch`, `account/code-expired`. */
  verifyAttribute(accountId: string, proof: { readonly name: string; readonly code: string }): Promise<void>
  /** On this computer alone; an empty name gives the server's back. @throws `request/invalid`, `storage/*`. */
  renameDevice(
    accountId: string,
    rename: { readonly deviceKey: string; readonly name: string },
  ): Promise<void>
  /** Whether the device may stand in for a code from now on. @throws `account/device-unknown`, `keychain/*`. */
  rememberDevice(
    accountId: string,
    wish: { readonly deviceKey: string; readonly remembered: boolean },
  ): Promise<void>
  /** @throws `account/device-in-use` for this device, whose sign-in would end with it; `account/device-unknown`. */
  forgetDevice(accountId: string, deviceKey: string): Promise<void>
  /** Every device but this one. @throws where not even one could be forgotten. */
  forgetOtherDevices(accountId: string): Promise<ForgottenDevices>
}

/** The accounts of one host. */
export function createOwnAccount(deps: AccountDeps): OwnAccount {
  const factors = new SecondFactors(deps)
  // Async, so that an account that is not there is a rejection.
  const of = async (accountId: string) => Promise.resolve(deps.accounts.demand(accountId))
  // Somebody may lock while Cognito is asked: what it says is told to nobody then. A change that went through is no less done.
  const unlessLocked = async <T>(asked: Promise<T>): Promise<T> => {
    const told = await asked
    deps.lock.demandUnlocked()
    return told
  }
  return {
    details: async (id) => unlessLocked(accountDetails(deps, await of(id))),
    devices: async (id) => (await unlessLocked(listedDevices(deps, await of(id)))).devices,
    changePassword: async (id, passwords) => changePassword(deps, await of(id), passwords),
    setUpTotp: async (id) => unlessLocked(factors.setUpTotp(await of(id))),
    confirmTotp: async (id, proof) => factors.confirmTotp(await of(id), proof),
    setMfa: async (id, method) => factors.set(await of(id), method),
    changeAttribute: async (id, change) => changeAttribute(deps, await of(id), change),
    sendAttributeCode: async (id, name) => sendAttributeCode(deps, await of(id), name),
    verifyAttribute: async (id, proof) => verifyAttribute(deps, await of(id), proof),
    renameDevice: async (id, rename) => renameDevice(deps, await of(id), rename),
    rememberDevice: async (id, wish) => rememberDevice(deps, await of(id), wish),
    forgetDevice: async (id, deviceKey) => forgetDevice(deps, await of(id), deviceKey),
    forgetOtherDevices: async (id) => forgetOtherDevices(deps, await of(id)),
  }
}
