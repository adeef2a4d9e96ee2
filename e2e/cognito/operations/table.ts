// Which function answers which operation.
import type { Operation } from '../embedded-cognito'
import type { World } from '../world'
import { getCredentialsForIdentity, getId } from '../identity/operations'
import { createUserPool, createUserPoolClient, setUserPoolMfaConfig } from './admin-pools'
import { adminInitiateAuth, adminRespondToAuthChallenge } from './admin-sign-in'
import {
  adminConfirmSignUp,
  adminCreateUser,
  adminForgetDevice,
  adminGetUser,
  adminSetUserPassword,
  adminUserGlobalSignOut,
} from './admin-users'
import { confirmForgotPassword, forgotPassword } from './forgot-password'
import { initiateAuth } from './initiate-auth'
import { listUsers } from './list-users'
import {
  associateSoftwareToken,
  getUserAuthFactors,
  setUserMfaPreference,
  verifySoftwareToken,
} from './mfa-settings'
import {
  changePassword,
  deleteUser,
  getUserAttributeVerificationCode,
  updateUserAttributes,
  verifyUserAttribute,
} from './own-account'
import {
  completeWebAuthnRegistration,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
  startWebAuthnRegistration,
} from './passkeys'
import { getTokensFromRefreshToken } from './refresh'
import { respondToAuthChallenge } from './respond-to-auth-challenge'
import { revokeToken } from './revoke-token'
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up'
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
  StartWebAuthnRegistration: startWebAuthnRegistration,
  CompleteWebAuthnRegistration: completeWebAuthnRegistration,
  ListWebAuthnCredentials: listWebAuthnCredentials,
  DeleteWebAuthnCredential: deleteWebAuthnCredential,
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
  GlobalSignOut: globalSignOut,
  SignUp: signUp,
  ConfirmSignUp: confirmSignUp,
  ResendConfirmationCode: resendConfirmationCode,
  ForgotPassword: forgotPassword,
  ConfirmForgotPassword: confirmForgotPassword,
  ChangePassword: changePassword,
  UpdateUserAttributes: updateUserAttributes,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  VerifyUserAttribute: verifyUserAttribute,
  DeleteUser: deleteUser,
  CreateUserPool: createUserPool,
  CreateUserPoolClient: createUserPoolClient,
  SetUserPoolMfaConfig: setUserPoolMfaConfig,
  AdminCreateUser: adminCreateUser,
  AdminSetUserPassword: adminSetUserPassword,
  AdminGetUser: adminGetUser,
  AdminConfirmSignUp: adminConfirmSignUp,
  AdminForgetDevice: adminForgetDevice,
  AdminUserGlobalSignOut: adminUserGlobalSignOut,
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
  ListUsers: listUsers,
  GetId: getId,
  GetCredentialsForIdentity: getCredentialsForIdentity,
}
