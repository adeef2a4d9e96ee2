// The bodies of `/v1` about AWS credentials: by an identity pool, for whoever speaks `credential_process`.
import { z } from 'zod'
import { common } from './requests'

/** As IAM has it: a role of any partition, with its path. */
const RoleArn = z
  .string()
  .max(2048)
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\x21-\x7e]+$/,
    'an ARN of a role, as in arn:aws:iam::123456789012:role/name',
  )

/** Which credentials are meant. */
const which = {
  /** One of the roles that the id token names; without it the identity pool decides. */
  roleArn: RoleArn.optional(),
  /**
   * Seconds the credentials must still live; clamped to half their life. The SDKs of AWS renew a quarter of an hour
   * before the end: what is served later than that, they would ask for again and again.
   */
  minimumTtl: z.number().min(0).max(43_200).default(900),
}

export const AwsCredentialsRequest = z.strictObject({ ...which, ...common })
export type AwsCredentialsRequest = z.infer<typeof AwsCredentialsRequest>

/** What `credential_process` prints: the one object of the local API that AWS has named. */
export const AwsCredentialsReply = z.strictObject({
  Version: z.literal(1),
  AccessKeyId: z.string(),
  SecretAccessKey: z.string(),
  SessionToken: z.string(),
  Expiration: z.iso.datetime(),
})
export type AwsCredentialsReply = z.infer<typeof AwsCredentialsReply>
