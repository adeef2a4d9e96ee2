// What a signed-in person has at Cognito: attributes, password, second factors, devices.
import { asksPerson, namesAccount, needsSession, operation } from '../operation'
import {
  AccountDetailsReply,
  ChangedDeviceReply,
  ChangeDeviceRequest,
  ChangePasswordRequest,
  CommonRequest,
  ConfirmTotpRequest,
  DevicesReply,
  DoneReply,
  ForgottenDevicesReply,
  SetMfaRequest,
  TotpSetUpReply,
} from '../requests'

/** By a grant of an access token, or by a person: either way Cognito may say no. */
const problems = [...namesAccount, ...asksPerson, ...needsSession, 'refused'] as const

export const ownAccountOperations = {
  accountDetails: operation('accountDetails', {
    summary: 'Gives what the pool knows of the person, by the grant of an access token.',
    body: CommonRequest,
    reply: AccountDetailsReply,
    problems,
  }),
  changePassword: operation('changePassword', {
    summary: "Changes the account's password; asks the person.",
    body: ChangePasswordRequest,
    reply: DoneReply,
    problems,
  }),
  setMfa: operation('setMfa', {
    summary: 'Switches a second factor on or off, or prefers it; asks the person.',
    body: SetMfaRequest,
    reply: DoneReply,
    problems,
  }),
  setUpTotp: operation('setUpTotp', {
    summary: 'Gives a new secret for an authenticator app; asks the person.',
    body: CommonRequest,
    reply: TotpSetUpReply,
    problems,
  }),
  confirmTotp: operation('confirmTotp', {
    summary: 'Proves with its first code that an authenticator app has the secret.',
    body: ConfirmTotpRequest,
    reply: DoneReply,
    problems: [...problems, 'wrong_code'],
  }),
  devices: operation('devices', {
    summary: 'Lists the devices that Cognito keeps for the person, by the grant of an access token.',
    body: CommonRequest,
    reply: DevicesReply,
    problems,
  }),
  changeDevice: operation('changeDevice', {
    summary: 'Names a device here, or says whether it may stand in for a code; the second asks the person.',
    body: ChangeDeviceRequest,
    reply: ChangedDeviceReply,
    problems,
  }),
  forgetDevice: operation('forgetDevice', {
    summary: 'Has Cognito forget a device; asks the person.',
    body: CommonRequest,
    reply: ChangedDeviceReply,
    problems,
  }),
  forgetOtherDevices: operation('forgetOtherDevices', {
    summary: 'Has Cognito forget every device but this one; asks the person.',
    body: CommonRequest,
    reply: ForgottenDevicesReply,
    problems,
  }),
} as const
