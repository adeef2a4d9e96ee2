// The second entry of the client library: a credential provider for the SDKs of AWS, version 3. No SDK is needed.
import type { AwsCredentials, AwsOptions, SignetOptions } from './public-types'
import { Signet } from './signet'

export { SignetError } from './signet-error'

/** What an SDK's client takes as `credentials`; it calls it again when they are about to end. */
export type CredentialProvider = () => Promise<AwsCredentials>

/**
 * Credentials of the person at this computer, by Signet.
 * @example new S3Client({ credentials: fromSignet({ account: 'work' }) })
 */
export function fromSignet(options: AwsOptions & SignetOptions = {}): CredentialProvider {
  const { socket, autostart, programs, ...request } = options
  const signet = new Signet({
    ...(socket === undefined ? {} : { socket }),
    ...(autostart === undefined ? {} : { autostart }),
    ...(programs === undefined ? {} : { programs }),
  })
  return () => signet.awsCredentials(request)
}
