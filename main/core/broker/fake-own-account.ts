// An account's own page at a Cognito that does as asked, for tests alone.
import type { AppError } from '../../../shared/errors'
import type { DeviceView } from '../../../shared/model/account-details'
import type { OwnAccount } from '../account/own-account'

export interface FakeOwnAccount {
  readonly ownAccount: OwnAccount
  /** What was asked of it, `operation input`, in order. */
  readonly asked: string[]
  /** The next calls of it end so. */
  willFail(error: AppError | undefined): void
  readonly devices: DeviceView[]
}

/** A person with two devices at a Cognito that does as asked. */
export function fakeOwnAccount(): FakeOwnAccount {
  const asked: string[] = []
  let failure: AppError | undefined
  const devices: DeviceView[] = [
    { deviceKey: 'eu-central-1_aaaa1111-0000', name: 'here', isThisDevice: true, remembered: true },
    { deviceKey: 'eu-central-1_aaaa2222-0000', name: 'telephone', isThisDevice: false, remembered: false },
  ]
  const does =
    <Output>(name: string, output: Output) =>
    (_accountId: string, ...input: readonly unknown[]): Promise<Output> => {
      asked.push([name, ...input.map((part) => JSON.stringify(part))].join(' '))
      return failure === undefined ? Promise.resolve(output) : Promise.reject(failure)
    }
  const ownAccount: OwnAccount = {
    details: (accountId) =>
      does('details', {
        accountId,
        attributes: [{ name: 'email', value: 'ada@example.com', verified: true, isReadOnly: false }],
        mfa: { methods: [] },
        devices,
        problems: [],
      })(accountId),
    devices: does('devices', devices),
    changePassword: does('changePassword', undefined),
    setUpTotp: does('setUpTotp', { secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x', codeLength: 6 }),
    confirmTotp: does('confirmTotp', undefined),
    setMfa: does('setMfa', undefined),
    changeAttribute: does('changeAttribute', {}),
    sendAttributeCode: does('sendAttributeCode', {}),
    verifyAttribute: does('verifyAttribute', undefined),
    renameDevice: does('renameDevice', undefined),
    rememberDevice: does('rememberDevice', undefined),
    forgetDevice: does('forgetDevice', undefined),
    forgetOtherDevices: does('forgetOtherDevices', { forgotten: 1, warnings: [] }),
  }
  return {
    ownAccount,
    asked,
    devices,
    willFail: (error) => {
      failure = error
    },
  }
}
