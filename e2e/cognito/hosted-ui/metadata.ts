// What the discovery document says of the hosted UI.
import type { RunningClient } from '../directory'

/** Nothing where no client of the pool has callback URLs: such a pool has no domain (OpenID Connect Discovery §3). */
export function hostedMetadata(clients: readonly RunningClient[], origin: string): object {
  if (clients.every(({ spec }) => spec.callbackUrls.length === 0)) return {}
  return {
    authorization_endpoint: `${origin}/oauth2/authorize`,
    token_endpoint: `${origin}/oauth2/token`,
    userinfo_endpoint: `${origin}/oauth2/userInfo`,
    revocation_endpoint: `${origin}/oauth2/revoke`,
    end_session_endpoint: `${origin}/logout`,
    response_types_supported: ['code'],
    scopes_supported: ['openid', 'email', 'phone', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  }
}
