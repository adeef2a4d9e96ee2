import { regionOf } from '../../../shared/model/pool'

/**
 * Where a pool lives: its own endpoint, else the regional one. Always said in full, so that the SDK never looks for
 * one in the environment or in ~/.aws (`AWS_ENDPOINT_URL` would send passwords elsewhere).
 */
export function endpointOf(userPoolId: string, endpoint: string | undefined): URL {
  if (endpoint !== undefined) return new URL(endpoint)
  const region = regionOf(userPoolId)
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  return new URL(`https://cognito-idp.${region}.${domain}`)
}
