// USER_PASSWORD_AUTH: the password itself goes to Cognito, as in AWS's own examples and in pools that migrate users.
import type { AuthReply } from '../../cognito/cognito'
import type { Exchange } from '../exchange'
import { encodable } from '../responses'

/**
 * The one request. The device key must ride in it: there is no later chance (COGNITO.md §7.2).
 * @throws `auth/password-not-encodable`.
 */
export async function beginUserPasswordAuth(exchange: Exchange, password: string): Promise<AuthReply> {
  return exchange.initiate('USER_PASSWORD_AUTH', { PASSWORD: encodable(password) })
}
