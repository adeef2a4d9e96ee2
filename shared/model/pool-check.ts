// Whether a pool's fields can be right, before anything is sent.
import type { PoolFault } from '../text/cli'
import { isEndpoint, poolFields } from './pool-fields'

export type PoolField = 'name' | 'user-pool-id' | 'client-id' | 'client-secret' | 'endpoint'

interface Form {
  readonly min?: number
  readonly max: number
  readonly pattern: RegExp
}

/** @returns what is wrong with the value; undefined when nothing is. */
export function poolFault(field: PoolField, value: string): PoolFault | undefined {
  switch (field) {
    case 'name':
      if (value.trim() === '') return 'pool.nameEmpty'
      return faultOf(value.trim(), poolFields.name, ['pool.nameTooLong', 'pool.nameForm'])
    case 'user-pool-id':
      return faultOf(value, poolFields.userPoolId, ['pool.userPoolIdTooLong', 'pool.userPoolIdForm'])
    case 'client-id':
      return faultOf(value, poolFields.clientId, ['pool.clientIdTooLong', 'pool.clientIdForm'])
    case 'client-secret':
      return faultOf(value, poolFields.clientSecret, ['pool.clientSecretForm', 'pool.clientSecretForm'])
    case 'endpoint':
      return value.length <= poolFields.endpoint.max && isEndpoint(value) ? undefined : 'pool.endpointForm'
  }
}

function faultOf(
  value: string,
  form: Form,
  [length, shape]: readonly [PoolFault, PoolFault],
): PoolFault | undefined {
  if (value.length > form.max || value.length < (form.min ?? 1))
    return value.length > form.max ? length : shape
  return form.pattern.test(value) ? undefined : shape
}
