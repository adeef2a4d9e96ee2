// Outputs of CDK and CloudFormation: names that somebody made up, among which pools and their clients are to be found.
import { poolFields } from '../model/pool-fields'
import type { Description } from './found-pool'
import { invalid } from './found-pool'
import { type Fields, isFields, isList, type Literal } from './literal'

/** One output that may matter, of one stack. */
interface Output {
  readonly stack: string | undefined
  readonly key: string
  readonly value: string
}

/** Pairing compares each client with each pool. */
const maxOfAKind = 100
/** CloudFormation's own limit. */
const maxKeyLength = 255

/** @returns what the outputs say of pools; undefined where these are no outputs. @throws `pool/invalid` */
export function stackPools(root: Literal): readonly Description[] | undefined {
  const outputs = described(root) ?? (isFields(root) ? cdk(root) : undefined)
  if (outputs === undefined) return undefined
  const pools = outputs.filter(isPool)
  const clients = firstOfEach(outputs.filter(isClient))
  if (Math.max(pools.length, clients.length) > maxOfAKind)
    throw invalid('the file', `holds more than ${maxOfAKind} pools or clients`)
  if (pools.length === 0 && clients.length === 0) return undefined
  const [onlyPool] = pools
  if (onlyPool !== undefined && clients.length === 0)
    throw invalid('ClientId', `is missing: no output named so stands beside ${onlyPool.key}`)
  const secrets = outputs.filter(({ key, value }) => plain(key).includes('clientsecret') && value !== '')
  return clients.map((client) => {
    const pool = poolOf(client, pools)
    const isAlone = clients.filter(({ stack }) => stack === client.stack).length === 1
    return {
      name: isAlone && client.stack !== undefined ? client.stack : nameOf(client, clients.length),
      userPoolId: { path: pool.key, value: pool.value },
      clientId: { path: client.key, value: client.value },
      clientSecret: { path: client.key, value: secrets.some(({ stack }) => stack === client.stack) },
      pages: pagesBeside(client, outputs),
      identityPool: onlyOne(outputs, client, isIdentityPool),
    }
  })
}

/** The answer of describe-stacks, one stack of it, or its list of outputs alone. */
function described(root: Literal): readonly Output[] | undefined {
  if (isList(root)) return listed(root, undefined)
  if (!isFields(root)) return undefined
  const stacks = root.get('Stacks')
  if (isList(stacks)) return stacks.flatMap((stack) => (isFields(stack) ? (described(stack) ?? []) : []))
  const outputs = root.get('Outputs') ?? root.get('outputs')
  const name = root.get('StackName')
  return isList(outputs) ? listed(outputs, typeof name === 'string' ? name : undefined) : undefined
}

function listed(outputs: readonly Literal[], stack: string | undefined): readonly Output[] {
  return outputs.flatMap((output) => {
    const key = isFields(output) ? output.get('OutputKey') : undefined
    const value = isFields(output) ? output.get('OutputValue') : undefined
    return typeof key === 'string' && typeof value === 'string' ? [{ stack, key, value }] : []
  })
}

/** `cdk deploy --outputs-file`: stacks by name, then outputs by name. */
function cdk(root: Fields): readonly Output[] {
  return [...root].flatMap(([stack, outputs]) =>
    isFields(outputs)
      ? [...outputs].flatMap(([key, value]) => (typeof value === 'string' ? [{ stack, key, value }] : []))
      : [],
  )
}

/** A user pool id is like nothing else, so its output may be called anything. */
function isPool({ value }: Output): boolean {
  return value.length <= poolFields.userPoolId.max && poolFields.userPoolId.pattern.test(value)
}

/** A client id could be any word, so its output has to say what it is. Clients of other providers have dots. */
function isClient({ key, value }: Output): boolean {
  const name = plain(key)
  const isNamedSo = name.includes('clientid') || name.endsWith('client')
  return isNamedSo && value.length <= poolFields.clientId.max && poolFields.clientId.pattern.test(value)
}

/** Cognito's own domains are like nothing else; one of the owner's could be anything. */
const hostedDomain = /^(https:\/\/)?[a-z0-9-]{1,63}\.auth(-fips)?\.[a-z0-9-]{1,30}\.amazoncognito\.com\/?$/

function pagesBeside(client: Output, outputs: readonly Output[]): Description['pages'] {
  const domain = onlyOne(outputs, client, ({ value }) => hostedDomain.test(value))
  return domain === undefined ? undefined : { domain }
}

function isIdentityPool({ value }: Output): boolean {
  const { max, pattern } = poolFields.identityPoolId
  return value.length <= max && pattern.test(value)
}

/** The one output of the client's stack that is of the kind: where there are several, nothing says which. */
function onlyOne(
  outputs: readonly Output[],
  { stack }: Output,
  isOfKind: (output: Output) => boolean,
): { path: string; value: string } | undefined {
  const found = outputs.filter((output) => output.stack === stack && isOfKind(output))
  const [first] = found
  if (first === undefined || found.some(({ value }) => value !== first.value)) return undefined
  return { path: first.key, value: first.value }
}

/** Letters and digits of a key, without the hashes that CDK appends: one of a name, one more of an export. */
function plain(key: string): string {
  return key
    .slice(0, maxKeyLength)
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}

/** One output is often exported under a second name. */
function firstOfEach(clients: readonly Output[]): readonly Output[] {
  return [...new Map(clients.toReversed().map((client) => [client.value, client])).values()].toReversed()
}

function nameOf({ stack, key }: Output, count: number): string | undefined {
  if (count === 1) return undefined
  return stack === undefined ? key : `${stack} ${key}`
}

/** The pool of a client: of the same stack before any other, then the one whose output is named most alike. */
function poolOf(client: Output, pools: readonly Output[]): Output {
  const [some] = pools
  if (some === undefined) throw invalid('UserPoolId', `is missing: no user pool stands beside ${client.key}`)
  const near = pools.filter(({ stack }) => stack === client.stack)
  const candidates = near.length > 0 ? near : pools
  const likeness = candidates.map(({ key }) => likenessOf(plain(key), plain(client.key)))
  const most = Math.max(...likeness)
  const best = candidates.filter((_, index) => likeness[index] === most)
  const [pool = some] = best
  if (best.some(({ value }) => value !== pool.value))
    throw invalid(client.key, `could be a client of ${best.map(({ key }) => key).join(' or ')}`)
  return pool
}

/** How many letters two names share at their beginning and at their end. */
function likenessOf(one: string, other: string): number {
  const limit = Math.min(one.length, other.length)
  let start = 0
  while (start < limit && one[start] === other[start]) start += 1
  let end = 0
  while (end < limit - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  return start + end
}
