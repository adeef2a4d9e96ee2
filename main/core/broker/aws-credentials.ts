// POST /v1/accounts/{account}/aws-credentials: as a token, by a grant of its own kind; what `credential_process` prints.
import type { AwsCredentialsReply } from '../../../shared/broker/aws'
import { operations } from '../../../shared/broker/operations/operations'
import { appOf } from '../grants/app-key'
import type { AwsCredentialsStore } from '../identity-pool/aws-credentials'
import type { Clock } from '../ports'
import type { Accounts } from '../records/accounts'
import type { Pools } from '../records/pools'
import { accountNamed } from './account-named'
import { askingOf } from './asking'
import { type PermittedDeps, permitted } from './permitted'
import { type Route, route } from './route'

export interface AwsDeps extends PermittedDeps {
  readonly clock: Clock
  readonly accounts: Accounts
  readonly pools: Pools
  readonly aws: Pick<AwsCredentialsStore, 'credentials' | 'demandIdentityPool'>
}

export function awsCredentialsRoute(deps: AwsDeps): Route {
  return route(operations.awsCredentials, async (call): Promise<AwsCredentialsReply> => {
    const { roleArn, minimumTtl } = call.body
    const account = accountNamed(deps, call.name)
    deps.aws.demandIdentityPool(account)
    const caller = await call.request.identify()
    const { leftMs, ...keys } = await permitted(deps, {
      what: 'aws',
      wish: { app: appOf(caller), account, use: 'aws', roleArn, terminal: caller.terminal },
      asking: askingOf(call),
      subject: roleArn,
      give: () => deps.aws.credentials(account.id, { roleArn, minimumTtlSeconds: minimumTtl }),
    })
    return {
      Version: 1,
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      SessionToken: keys.sessionToken,
      Expiration: secondOf(deps.clock.wallMs() + leftMs),
    }
  })
}

/** Whole seconds, rounded down: not every SDK reads a fraction. */
export function secondOf(timeMs: number): string {
  return new Date(Math.floor(timeMs / 1000) * 1000).toISOString().replace('.000Z', 'Z')
}
