// How a sign-in may begin, in Cognito's words and in short ones.
import type { SignInMethod } from '../../shared/model/pool'
import { signInMethods } from '../../shared/model/sign-in-methods'

export const methods: Readonly<Record<string, SignInMethod>> = {
  srp: 'USER_SRP_AUTH',
  password: 'USER_PASSWORD_AUTH',
  choose: 'USER_AUTH',
  custom: 'CUSTOM_AUTH',
  'custom-srp': 'CUSTOM_AUTH_WITH_SRP',
  browser: 'MANAGED_LOGIN',
  ...Object.fromEntries(signInMethods.map((method) => [method, method])),
}
