// The operations of own-account.ts, each as one call.
import type { Caller } from './caller'
import type { Asked } from './exceptions'
import type { OwnAccountCalls } from './own-account'
import {
  devicesPerPage,
  GetDeviceAnswer,
  GetUserAnswer,
  GetUserAuthFactorsAnswer,
  ListDevicesAnswer,
  OwnSoftwareTokenAnswer,
  OwnVerifiedTokenAnswer,
  UpdateUserAttributesAnswer,
} from './own-account-replies'
import { CodeDeliveryAnswer, EmptyAnswer } from './reply-schemas'

/** The operations over one caller. */
export function ownAccountCalls(caller: Caller): OwnAccountCalls {
  return { ...userCalls(caller), ...attributeCalls(caller), ...factorCalls(caller), ...deviceCalls(caller) }
}

type Part<Name extends keyof OwnAccountCalls> = Pick<OwnAccountCalls, Name>

const about = (subject: Extract<Asked, { kind: 'own-account' }>['about']): Asked => ({
  kind: 'own-account',
  about: subject,
})

function userCalls(caller: Caller): Part<'getUser' | 'getUserAuthFactors' | 'changePassword'> {
  return {
    getUser: ({ accessToken }) =>
      caller.call(about('user'), GetUserAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.GetUserCommand({ AccessToken: accessToken }), { abortSignal }),
      ),
    getUserAuthFactors: ({ accessToken }) =>
      caller.call(about('user'), GetUserAuthFactorsAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.GetUserAuthFactorsCommand({ AccessToken: accessToken }), { abortSignal }),
      ),
    changePassword: ({ accessToken, previousPassword, proposedPassword }) => {
      const input = {
        AccessToken: accessToken,
        PreviousPassword: previousPassword,
        ProposedPassword: proposedPassword,
      }
      return caller.call(about('password'), EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ChangePasswordCommand(input), { abortSignal }),
      )
    },
  }
}

function attributeCalls(
  caller: Caller,
): Part<'updateUserAttribute' | 'getUserAttributeVerificationCode' | 'verifyUserAttribute'> {
  return {
    updateUserAttribute: ({ accessToken, name, value }) => {
      const input = { AccessToken: accessToken, UserAttributes: [{ Name: name, Value: value }] }
      return caller.call(about('attributes'), UpdateUserAttributesAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.UpdateUserAttributesCommand(input), { abortSignal }),
      )
    },
    getUserAttributeVerificationCode: ({ accessToken, name }) => {
      const input = { AccessToken: accessToken, AttributeName: name }
      return caller.call(about('attributes'), CodeDeliveryAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.GetUserAttributeVerificationCodeCommand(input), { abortSignal }),
      )
    },
    verifyUserAttribute: ({ accessToken, name, code }) => {
      const input = { AccessToken: accessToken, AttributeName: name, Code: code }
      return caller.call(about('code'), EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.VerifyUserAttributeCommand(input), { abortSignal }),
      )
    },
  }
}

/** The member of SetUserMFAPreference for each method. */
const settingsOf = {
  SOFTWARE_TOKEN_MFA: 'SoftwareTokenMfaSettings',
  SMS_MFA: 'SMSMfaSettings',
  EMAIL_OTP: 'EmailMfaSettings',
} as const

function factorCalls(
  caller: Caller,
): Part<'associateSoftwareToken' | 'verifySoftwareToken' | 'setUserMfaPreference'> {
  return {
    associateSoftwareToken: ({ accessToken }) =>
      caller.call(about('mfa'), OwnSoftwareTokenAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.AssociateSoftwareTokenCommand({ AccessToken: accessToken }), { abortSignal }),
      ),
    verifySoftwareToken: ({ accessToken, code, friendlyDeviceName }) => {
      const input = { AccessToken: accessToken, UserCode: code, FriendlyDeviceName: friendlyDeviceName }
      return caller.call(about('code'), OwnVerifiedTokenAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.VerifySoftwareTokenCommand(input), { abortSignal }),
      )
    },
    setUserMfaPreference: ({ accessToken, type, enabled, preferred }) => {
      const settings = { [settingsOf[type]]: { Enabled: enabled, PreferredMfa: preferred } }
      const input = { AccessToken: accessToken, ...settings }
      return caller.call(about('mfa'), EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.SetUserMFAPreferenceCommand(input), { abortSignal }),
      )
    },
  }
}

function deviceCalls(caller: Caller): Part<'listDevices' | 'getDevice'> {
  return {
    listDevices: ({ accessToken, paginationToken }) => {
      const input = { AccessToken: accessToken, Limit: devicesPerPage, PaginationToken: paginationToken }
      return caller.call(about('devices'), ListDevicesAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ListDevicesCommand(input), { abortSignal }),
      )
    },
    getDevice: ({ accessToken, deviceKey }) => {
      const input = { AccessToken: accessToken, DeviceKey: deviceKey }
      return caller.call(about('devices'), GetDeviceAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.GetDeviceCommand(input), { abortSignal }),
      )
    },
  }
}
