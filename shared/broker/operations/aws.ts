// AWS credentials, and endpoints that give them to the SDKs of AWS. An endpoint belongs to the process that opened it.
import { AwsEndpointReply, AwsEndpointState, NewAwsEndpoint } from '../aws'
import { asksPerson, namesAccount, needsSession, operation, raisesSignIn, whoAsks } from '../operation'
import { CommonRequest } from '../requests'

export const awsOperations = {
  openAwsEndpoint: operation('openAwsEndpoint', {
    summary:
      'Opens an endpoint on loopback that gives AWS credentials to the SDKs of AWS, as container credentials.',
    body: NewAwsEndpoint,
    reply: AwsEndpointReply,
    problems: [
      ...namesAccount,
      ...asksPerson,
      ...raisesSignIn,
      ...needsSession,
      'no_identity_pool',
      'refused',
    ],
  }),
  waitForAwsEndpoint: operation('waitForAwsEndpoint', {
    summary: 'Waits a while for the end of the endpoint, which whoever hangs up brings about.',
    body: CommonRequest,
    reply: AwsEndpointState,
    whileLocked: true,
    problems: whoAsks,
  }),
  closeAwsEndpoint: operation('closeAwsEndpoint', {
    summary: 'Ends the endpoint.',
    body: CommonRequest,
    reply: AwsEndpointState,
    whileLocked: true,
    problems: whoAsks,
  }),
} as const
