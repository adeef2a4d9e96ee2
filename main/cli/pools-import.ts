// `signet pools import`: the pools that a file describes, added one by one as `pools add` adds them.
import type { ManagedLogin, NewPool, Pool } from '../../shared/model/pool'
import { poolFault } from '../../shared/model/pool-check'
import { type FoundPool, freeName } from '../../shared/pool-file/found-pool'
import { readPoolFile } from '../../shared/pool-file/pool-file'
import { cli, poolFaults } from '../../shared/text/cli'
import { readSource, textOf } from './pool-source'
import { table } from './table'
import { UsageError } from './usage-error'
import type { Call, Verb } from './verb'

const words = cli.poolImport

export const poolsImport: Verb = {
  name: 'pools import',
  operands: ['FILE|URL'],
  flags: { sha256: { value: 'HEX' }, name: { value: 'NAME' }, 'no-interactive': {} },
  async run(call) {
    const wanted = checksumFlag(call)
    const { bytes, isRemote } = await readSource(call.args.operand(0) ?? '', call.world)
    // Loaded here: `signet token` must not pay for it.
    const { createHash } = await import('node:crypto')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (wanted !== undefined && wanted !== sha256) throw new UsageError(words.otherChecksum(sha256))
    const found = renamed(readPoolFile(textOf(bytes)), call.args.value('name'))
    call.say(`${words.found}\n${table(words.headings, found.map(rowOf))}`)
    if (isRemote && wanted === undefined) {
      call.say(words.unpinned(sha256))
      call.result({ sha256, found })
      return 2
    }
    return addAll(call, found)
  },
}

async function addAll(call: Call, found: readonly FoundPool[]): Promise<number> {
  const { pools: there } = await call.client().pools()
  const added: Pool[] = []
  const known: FoundPool[] = []
  const left: FoundPool[] = []
  for (const pool of found) {
    const same = there.find((other) => isSame(other, pool))
    if (same !== undefined) {
      call.say(words.known(pool.userPoolId, same.name))
      known.push(pool)
    } else if (pool.hasClientSecret) {
      call.say(words.secretLeft(pool.name, addCommand(pool)))
      left.push(pool)
    } else {
      added.push(await add(call, pool, [...there, ...added]))
    }
  }
  call.result({ pools: added, known, left })
  return left.length === 0 ? 0 : 2
}

async function add(call: Call, pool: FoundPool, there: readonly Pool[]): Promise<Pool> {
  const { hasClientSecret: _secret, leftOutRedirects, method = 'USER_SRP_AUTH', ...fields } = pool
  const isNamed = call.args.has('name')
  // A name that a person gave is theirs: the host says so where it is taken.
  const name = isNamed
    ? pool.name
    : freeName(
        pool.name,
        there.map((other) => other.name),
      )
  const newPool: NewPool = { ...fields, method, name }
  if (leftOutRedirects !== undefined) call.say(words.redirectsLeftOut(leftOutRedirects))
  const interactive = !call.args.has('no-interactive')
  const reply = await call.client().addPool({ ...newPool, interactive })
  if (reply.check === 'unreachable') call.say(cli.pools.unreachable)
  call.say(cli.pools.added(reply.pool.name))
  return reply.pool
}

function checksumFlag(call: Call): string | undefined {
  const wanted = call.args.value('sha256')?.toLowerCase()
  if (wanted !== undefined && !/^[\da-f]{64}$/.test(wanted)) throw new UsageError(words.noChecksum)
  return wanted
}

function renamed(found: readonly FoundPool[], name: string | undefined): readonly FoundPool[] {
  if (name === undefined) return found
  const fault = poolFault('name', name)
  if (fault !== undefined) throw new UsageError(`--name ${poolFaults[fault]}.`)
  const [pool, ...others] = found
  if (pool === undefined || others.length > 0) throw new UsageError(words.nameForOne(found.length))
  return [{ ...pool, name: name.trim() }]
}

function isSame(one: Pool, other: FoundPool): boolean {
  return one.userPoolId === other.userPoolId && one.clientId === other.clientId
}

function rowOf(pool: FoundPool): readonly string[] {
  const secret = pool.hasClientSecret ? words.secret.yes : words.secret.no
  return [pool.name, pool.userPoolId, pool.clientId, secret, pool.endpoint ?? '']
}

/** The command that adds the pool with its secret, to be copied into a shell. */
function addCommand({ name, userPoolId, clientId, endpoint, method, ...rest }: FoundPool): string {
  const { managedLogin: pages, identityPoolId } = rest
  return [
    `signet pools add --name ${quoted(name)} --user-pool-id ${userPoolId} --client-id ${clientId}`,
    ...(endpoint === undefined ? [] : [`--endpoint ${quoted(endpoint)}`]),
    ...(method === undefined ? [] : [`--method ${method}`]),
    ...(pages === undefined ? [] : pagesFlags(pages)),
    ...(identityPoolId === undefined ? [] : [`--identity-pool ${identityPoolId}`]),
    '--client-secret-stdin',
  ].join(' ')
}

function pagesFlags({ domain, redirectUris, scopes, identityProvider }: ManagedLogin): readonly string[] {
  return [
    `--login-domain ${quoted(domain)}`,
    ...(redirectUris === undefined ? [] : [`--redirect-uri ${quoted(redirectUris.join(','))}`]),
    ...(scopes === undefined ? [] : [`--scopes ${quoted(scopes.join(','))}`]),
    ...(identityProvider === undefined ? [] : [`--identity-provider ${quoted(identityProvider)}`]),
  ]
}

function quoted(text: string): string {
  return /^[\w.@:/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
