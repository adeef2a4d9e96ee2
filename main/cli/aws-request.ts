// How a command line asks for AWS credentials: the flags that three verbs share.
import type { AwsCredentialsRequest } from '../../shared/broker/aws'
import type { Arguments, Flags } from './arguments'

export const awsFlags = {
  account: { value: 'A' },
  role: { value: 'ARN' },
  'no-interactive': {},
  wait: { value: 'SECONDS' },
  reason: { value: 'TEXT' },
} as const satisfies Flags

const maxTtlSeconds = 43_200
const maxWaitSeconds = 600

/** @throws UsageError */
export function awsRequest(args: Arguments): Partial<AwsCredentialsRequest> {
  const minimumTtl = args.number('minimum-ttl', maxTtlSeconds)
  return { ...awsCommon(args), ...(minimumTtl === undefined ? {} : { minimumTtl }) }
}

/** What opening an endpoint carries as well. @throws UsageError */
export function awsCommon(args: Arguments) {
  const roleArn = args.value('role')
  const wait = args.number('wait', maxWaitSeconds)
  const reason = args.value('reason')
  return {
    interactive: !args.has('no-interactive'),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(wait === undefined ? {} : { wait }),
    ...(reason === undefined ? {} : { reason }),
  }
}
