// Which function answers which operation.
import type { Operation } from '../embedded-cognito'
import type { World } from '../world'
import { initiateAuth } from './initiate-auth'
import {
  associateSoftwareToken,
  getUserAuthFactors,
  setUserMfaPreference,
  verifySoftwareToken,
} from './mfa-settings'
import { getTokensFromRefreshToken } from './refresh'
import { respondToAuthChallenge } from './respond-to-auth-challenge'
import { revokeToken } from './revoke-token'
import {
  confirmDevice,
  forgetDevice,
  getDevice,
  getUser,
  globalSignOut,
  listDevices,
  updateDeviceStatus,
} from './with-access-token'

export const operationTable: Readonly<
  Record<Operation, (world: World, body: unknown) => object | Promise<object>>
> = {
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  ConfirmDevice: confirmDevice,
  UpdateDeviceStatus: updateDeviceStatus,
  ForgetDevice: forgetDevice,
  ListDevices: listDevices,
  GetDevice: getDevice,
  GetUser: getUser,
  GetUserAuthFactors: getUserAuthFactors,
  AssociateSoftwareToken: associateSoftwareToken,
  VerifySoftwareToken: verifySoftwareToken,
  SetUserMFAPreference: setUserMfaPreference,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
  GlobalSignOut: globalSignOut,
}
