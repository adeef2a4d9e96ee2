// The SDK, loaded at the first call: importing it costs tens of milliseconds that a start-up can do without.
import { regionOf } from '../../../shared/model/pool'
import type { Transport } from '../ports'
import type { ServerClock } from './server-clock'

export interface SdkOptions {
  readonly userPoolId: string
  readonly endpoint: URL
  readonly transport: Transport
  readonly serverClock: ServerClock
}

/**
 * The SDK and a client for one endpoint. Every setting that the SDK would look up in the environment or in ~/.aws is
 * given here, so that neither is read: another tool's AWS settings must not redirect or sign a sign-in.
 */
export async function openSdk({ userPoolId, endpoint, transport, serverClock }: SdkOptions) {
  const [sdk, handler] = await Promise.all([
    import('@aws-sdk/client-cognito-identity-provider'),
    transport.load(),
  ])
  const client = new sdk.CognitoIdentityProviderClient({
    region: regionOf(userPoolId),
    endpoint: endpoint.href,
    requestHandler: serverClock.watch(handler),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    userAgentAppId: 'Signet',
    authSchemePreference: [],
    // Every operation here is unsigned: asking for credentials would be a fault, not a reason to search for some.
    credentials: () => Promise.reject(new Error('Signet signs no request')),
  })
  return { sdk, client }
}
