// Whether a pool's fields can be right, before anything is sent.
import type { PoolFault } from '../text/cli'
import { isEndpoint, isRedirectUri, loginOrigin, poolFields } from './pool-fields'

export type PoolField =
  | 'name'
  | 'user-pool-id'
  | 'client-id'
  | 'client-secret'
  | 'endpoint'
  | 'login-domain'
  | 'redirect-uri'
  | 'scopes'
  | 'identity-provider'
  | 'identity-pool'

interface Form {
  readonly min?: number
  readonly max: number
  readonly pattern: RegExp
}

/** @returns what is wrong with the value; undefined when nothing is. */
export function poolFault(field: PoolField, value: string): PoolFault | undefined {
  return judges[field](value)
}

const judges: Readonly<Record<PoolField, (value: string) => PoolFault | undefined>> = {
  name: (value) =>
    value.trim() === ''
      ? 'pool.nameEmpty'
      : faultOf(value.trim(), poolFields.name, ['pool.nameTooLong', 'pool.nameForm']),
  'user-pool-id': (value) =>
    faultOf(value, poolFields.userPoolId, ['pool.userPoolIdTooLong', 'pool.userPoolIdForm']),
  'client-id': (value) => faultOf(value, poolFields.clientId, ['pool.clientIdTooLong', 'pool.clientIdForm']),
  'client-secret': (value) => faultOf(value, poolFields.clientSecret, twice('pool.clientSecretForm')),
  endpoint: (value) =>
    isShort(value, poolFields.endpoint) && isEndpoint(value) ? undefined : 'pool.endpointForm',
  'login-domain': (value) =>
    isShort(value, poolFields.loginDomain) && loginOrigin(value) !== undefined
      ? undefined
      : 'pool.loginDomainForm',
  'redirect-uri': (value) =>
    isShort(value, poolFields.redirectUri) && isRedirectUri(value) ? undefined : 'pool.redirectUriForm',
  // One of them; openid, which must be among them, is for whoever has all.
  scopes: (value) => faultOf(value, poolFields.scope, twice('pool.scopesForm')),
  'identity-provider': (value) =>
    faultOf(value, poolFields.identityProvider, twice('pool.identityProviderForm')),
  'identity-pool': (value) => faultOf(value, poolFields.identityPoolId, twice('pool.identityPoolIdForm')),
}

const isShort = ({ length }: string, { max }: { readonly max: number }): boolean => length <= max
const twice = (fault: PoolFault): readonly [PoolFault, PoolFault] => [fault, fault]

function faultOf(
  value: string,
  form: Form,
  [length, shape]: readonly [PoolFault, PoolFault],
): PoolFault | undefined {
  if (value.length > form.max || value.length < (form.min ?? 1))
    return value.length > form.max ? length : shape
  return form.pattern.test(value) ? undefined : shape
}
