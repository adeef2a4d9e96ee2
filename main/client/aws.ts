// The part of the local API that is about AWS. Apart from client.ts: a token needs none of it.
import type {
  AwsCredentialsReply,
  AwsCredentialsRequest,
  AwsEndpointReply,
  AwsEndpointState,
} from '../../shared/broker/aws'
import type { CommonOptions, SignetClient } from './client'
import { shaped } from './shaped'

/** A person's answer, a sign-in before it, and a keychain's own prompt. */
const personMs = 300_000
const plainMs = 30_000

export interface NewAwsEndpoint extends CommonOptions {
  readonly account: string
  readonly roleArn?: string
  readonly tokenInReply?: boolean
}

/** AWS credentials of an account, and endpoints that give them to SDKs. */
export class AwsClient {
  readonly #client: SignetClient

  constructor(client: SignetClient) {
    this.#client = client
  }

  /** @param account id, label, username or `default`. */
  async credentials(account: string, request: Partial<AwsCredentialsRequest>): Promise<AwsCredentialsReply> {
    const reply = await this.#client.request({
      method: 'POST',
      path: `/v1/accounts/${encodeURIComponent(account)}/aws-credentials`,
      body: request,
      timeoutMs: personMs + (request.wait ?? 0) * 1000,
      isRepeatable: true,
    })
    return shaped<AwsCredentialsReply>(reply, {
      AccessKeyId: 'string',
      SecretAccessKey: 'string',
      SessionToken: 'string',
      Expiration: 'string',
    })
  }

  /** It ends with the process that opened it. */
  async openEndpoint(request: NewAwsEndpoint): Promise<AwsEndpointReply> {
    const reply = await this.#client.request({
      method: 'POST',
      path: '/v1/aws-endpoints',
      body: request,
      timeoutMs: personMs + (request.wait ?? 0) * 1000,
    })
    return shaped<AwsEndpointReply>(reply, { id: 'string', url: 'string' })
  }

  /** Waits for the end of an endpoint, a while. Hanging up ends it. */
  async waitForEndpoint(id: string, seconds: number): Promise<AwsEndpointState> {
    const reply = await this.#client.request({
      method: 'POST',
      path: `/v1/aws-endpoints/${encodeURIComponent(id)}/wait`,
      body: { wait: seconds },
      timeoutMs: plainMs + seconds * 1000,
    })
    return shaped<AwsEndpointState>(reply, { status: 'string' })
  }
}
