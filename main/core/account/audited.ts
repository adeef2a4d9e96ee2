// A line in the audit log for every change, and never a value: the window and the broker say who asked.
import type { OwnAccount } from './own-account'

/** What the audit log has of a change. */
export interface AccountChange {
  readonly what: 'account' | 'device'
  readonly decision: string
  readonly account: string
  /** An attribute's name, a method's, a device's key. */
  readonly subject?: string
}

/** As `own`; each change that went through is recorded. */
export function auditedAccount(own: OwnAccount, record: (change: AccountChange) => void): OwnAccount {
  return { ...own, ...auditedFactors(own, record), ...auditedDevices(own, record) }
}

type Part<Name extends keyof OwnAccount> = Pick<OwnAccount, Name>

function auditedFactors(
  own: OwnAccount,
  record: (change: AccountChange) => void,
): Part<'changePassword' | 'confirmTotp' | 'setMfa' | 'changeAttribute' | 'verifyAttribute'> {
  return {
    changePassword: async (account, passwords) => {
      await own.changePassword(account, passwords)
      record({ what: 'account', decision: 'password-changed', account })
    },
    confirmTotp: async (account, proof) => {
      await own.confirmTotp(account, proof)
      record({ what: 'account', decision: 'mfa-added', account, subject: 'SOFTWARE_TOKEN_MFA' })
    },
    setMfa: async (account, method) => {
      await own.setMfa(account, method)
      const decision = method.isOn ? (method.isPreferred === true ? 'mfa-preferred' : 'mfa-on') : 'mfa-off'
      record({ what: 'account', decision, account, subject: method.type })
    },
    changeAttribute: async (account, change) => {
      const destination = await own.changeAttribute(account, change)
      record({ what: 'account', decision: 'attribute-changed', account, subject: change.name })
      return destination
    },
    verifyAttribute: async (account, proof) => {
      await own.verifyAttribute(account, proof)
      record({ what: 'account', decision: 'attribute-verified', account, subject: proof.name })
    },
  }
}

function auditedDevices(
  own: OwnAccount,
  record: (change: AccountChange) => void,
): Part<'renameDevice' | 'rememberDevice' | 'forgetDevice' | 'forgetOtherDevices'> {
  return {
    renameDevice: async (account, rename) => {
      await own.renameDevice(account, rename)
      record({ what: 'device', decision: 'renamed', account, subject: rename.deviceKey })
    },
    rememberDevice: async (account, wish) => {
      await own.rememberDevice(account, wish)
      const decision = wish.remembered ? 'remembered' : 'not-remembered'
      record({ what: 'device', decision, account, subject: wish.deviceKey })
    },
    forgetDevice: async (account, deviceKey) => {
      await own.forgetDevice(account, deviceKey)
      record({ what: 'device', decision: 'forgotten', account, subject: deviceKey })
    },
    forgetOtherDevices: async (account) => {
      const forgotten = await own.forgetOtherDevices(account)
      record({ what: 'device', decision: 'others-forgotten', account, subject: String(forgotten.forgotten) })
      return forgotten
    },
  }
}
