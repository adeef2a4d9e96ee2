// How a sign-in may begin, in Cognito's words and in short ones.
import type { SignInMethod } from '../../shared/model/pool'

export const methods: Readonly<Record<string, SignInMethod>> = {
  srp: 'USER_SRP_AUTH',
  password: 'USER_PASSWORD_AUTH',
  USER_SRP_AUTH: 'USER_SRP_AUTH',
  USER_PASSWORD_AUTH: 'USER_PASSWORD_AUTH',
}
