// How a command line asks for a token: the flags that `signet token` and `signet exec` share.
import type { TokenRequest } from '../../shared/broker/requests'
import type { Arguments } from './arguments'

const maxTtlSeconds = 86_400
const maxWaitSeconds = 600

/** @throws UsageError */
export function tokenRequest(args: Arguments, use: TokenRequest['use']): Partial<TokenRequest> {
  const minimumTtl = args.number('minimum-ttl', maxTtlSeconds)
  const wait = args.number('wait', maxWaitSeconds)
  const reason = args.value('reason')
  return {
    use,
    interactive: !args.has('no-interactive'),
    ...(minimumTtl === undefined ? {} : { minimumTtl }),
    ...(wait === undefined ? {} : { wait }),
    ...(reason === undefined ? {} : { reason }),
  }
}
