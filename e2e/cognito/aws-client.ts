// AWS's own SDK, for tests of what an administrator does.
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider'
import type { EmbeddedCognito } from './embedded-cognito'

/** With credentials that nobody checks. */
export function awsClient(server: EmbeddedCognito): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    region: 'eu-central-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'nobody-checks-it' },
    maxAttempts: 1,
  })
}
