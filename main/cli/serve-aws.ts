// `signet serve-aws`: opens the container endpoint of the SDKs of AWS, tells where it is, and keeps it until Ctrl-C.
import type { AwsEndpointReply } from '../../shared/broker/aws'
import { cliAws } from '../../shared/text/cli-aws'
import { shellWord } from '../../shared/text/shell-word'
import { toAppError } from '../../shared/errors'
import { AwsClient } from '../client/aws'
import { ProblemError } from '../client/problem-error'
import { accountOf } from './account-choice'
import { awsCommon, awsFlags } from './aws-request'
import { CommandFailure } from './command-failure'
import type { Verb } from './verb'

/** One wait of the host; the next follows at once. */
const waitSeconds = 300

export const serveAws: Verb = {
  name: 'serve-aws',
  operands: [],
  flags: { ...awsFlags, 'env-token': {} },
  async run(call) {
    const { args } = call
    const aws = new AwsClient(call.client())
    const tokenInReply = args.has('env-token')
    const endpoint = await aws.openEndpoint({ ...awsCommon(args), account: accountOf(call), tokenInReply })
    call.result(endpoint, exports(endpoint))
    call.say(cliAws.serves)
    if (tokenInReply) call.say(cliAws.tokenSeen)
    // The host ends the endpoint when this process goes, by a signal or otherwise: the wait hangs up.
    while (await isOpenAfterWait(aws, endpoint.id));
    throw new CommandFailure(cliAws.ended, 3)
  },
}

/** An endpoint that ended between two waits is unknown to the host, and to the host that came in its place. */
async function isOpenAfterWait(aws: AwsClient, id: string): Promise<boolean> {
  try {
    return (await aws.waitForEndpoint(id, waitSeconds)).status === 'open'
  } catch (error) {
    if (endCodes.has(error instanceof ProblemError ? error.problem.code : toAppError(error).code))
      return false
    throw error
  }
}

/** By the host, and by whoever found none. */
const endCodes: ReadonlySet<string> = new Set(['not_found', 'not_running', 'host/not-running'])

/** As a shell takes them; a path may hold anything. */
function exports({ url, tokenFile, token }: AwsEndpointReply): string {
  const [name, value] =
    token === undefined
      ? (['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', tokenFile ?? ''] as const)
      : (['AWS_CONTAINER_AUTHORIZATION_TOKEN', token] as const)
  return [
    cliAws.export('AWS_CONTAINER_CREDENTIALS_FULL_URI', shellWord(url)),
    cliAws.export(name, shellWord(value)),
  ].join('\n')
}
