// `signet aws-credentials`: what the line `credential_process` of an AWS configuration runs.
import { AwsClient } from '../client/aws'
import { accountOf } from './account-choice'
import { awsFlags, awsRequest } from './aws-request'
import type { Verb } from './verb'

export const awsCredentials: Verb = {
  name: 'aws-credentials',
  operands: [],
  flags: { ...awsFlags, 'minimum-ttl': { value: 'SECONDS' } },
  async run(call) {
    const reply = await new AwsClient(call.client()).credentials(accountOf(call), awsRequest(call.args))
    // The same with and without --json: its reader is an SDK.
    call.result(reply, JSON.stringify(reply))
    return 0
  },
}
