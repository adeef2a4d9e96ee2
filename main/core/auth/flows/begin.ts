// The first request of each way in.
import { assertNever } from '../../../../shared/assert-never'
import { AppError } from '../../../../shared/errors'
import type { FirstFactor } from '../../../../shared/model/sign-in-methods'
import type { AuthReply } from '../../cognito/cognito'
import type { EphemeralAhead } from '../ephemeral-ahead'
import type { Exchange } from '../exchange'
import type { HeldPassword } from '../held-password'
import type { Credentials } from '../sign-in-state'
import { beginCustomAuth } from './custom-auth'
import { beginUserAuth } from './user-auth'
import { beginUserPasswordAuth } from './user-password-auth'
import { beginUserSrpAuth } from './user-srp-auth'

/** What a sign-in begins with. */
export interface Beginning {
  readonly method: Credentials['method']
  readonly password: HeldPassword
  readonly ephemerals: EphemeralAhead
  /** The first factor that the person chose before. */
  readonly factor: FirstFactor | undefined
}

/** InitiateAuth. @throws `auth/challenge-expired` when the password is not held any more. */
export async function begin(
  exchange: Exchange,
  { method, password, ephemerals, factor }: Beginning,
): Promise<AuthReply> {
  switch (method) {
    case 'USER_SRP_AUTH':
      return beginUserSrpAuth(exchange, await ephemerals.take())
    case 'USER_PASSWORD_AUTH':
      return beginUserPasswordAuth(exchange, password.read())
    case 'USER_AUTH': {
      const ephemeral = password.isMeant ? await ephemerals.take() : undefined
      return beginUserAuth(exchange, { ephemeral, factor })
    }
    case 'CUSTOM_AUTH':
      return beginCustomAuth(exchange, undefined)
    case 'CUSTOM_AUTH_WITH_SRP':
      return beginCustomAuth(exchange, await ephemerals.take())
    case 'MANAGED_LOGIN':
      // Its one request comes after the browser: authorization-code.ts.
      throw new AppError('internal', 'A managed login begins in a browser.')
    default:
      return assertNever(method)
  }
}
