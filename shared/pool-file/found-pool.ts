// From what a file says of one pool to a pool that can be added: every field checked, named as the file names it.
import { AppError } from '../errors'
import { type PoolField, poolFault } from '../model/pool-check'
import { isRedirectUri, loginOrigin, poolFields } from '../model/pool-fields'
import type { ManagedLogin, SignInMethod } from '../model/pool'
import { poolFaults } from '../text/cli'
import { neutral } from '../text/neutral'
import { isList, type Literal } from './literal'

/** One app client of one pool, as a file describes it. */
export interface FoundPool {
  /** A suggestion: unique among those of the file, harmless to show. */
  readonly name: string
  readonly userPoolId: string
  readonly clientId: string
  readonly endpoint?: string
  readonly method?: SignInMethod
  readonly refreshTokenLifeSeconds?: number
  readonly managedLogin?: ManagedLogin
  readonly identityPoolId?: string
  /** Callback addresses of the file that lead a browser away from this computer: they cannot serve a desktop app. */
  readonly leftOutRedirects?: readonly string[]
  /** The file tells that the client has a secret. It is never taken from a file: a person gives it. */
  readonly hasClientSecret: boolean
}

/** What stands at one place of the file. */
export interface Entry {
  /** The place, in the file's own words. */
  readonly path: string
  readonly value: Literal | undefined
}

/** What a file says of one pool, not yet looked at. */
export interface Description {
  /** What the pool may be called, where the file has a word for it. */
  readonly name?: string | undefined
  readonly userPoolId: Entry
  readonly clientId: Entry
  readonly region?: Entry
  readonly endpoint?: Entry
  readonly clientSecret?: Entry
  readonly pages?: PagesDescription | undefined
  readonly identityPool?: Entry | undefined
  readonly extras?: Pick<FoundPool, 'method' | 'refreshTokenLifeSeconds'>
}

/** What a file says of a pool's own sign-in pages. Lists may be texts with commas. */
export interface PagesDescription {
  readonly domain: Entry
  readonly redirectUris?: Entry
  readonly scopes?: Entry
  readonly identityProvider?: Entry
}

/** A pool whose name may still be missing, or be another's. */
export type UnnamedPool = Omit<FoundPool, 'name'> & { readonly name: string | undefined }

/** @throws `pool/invalid` naming what is missing or has the wrong form. */
export function describedPool(description: Description): UnnamedPool {
  const { name, userPoolId, clientId, clientSecret, extras = {} } = description
  const poolId = required(userPoolId, { field: 'user-pool-id', lack: 'it would name the user pool' })
  const client = required(clientId, { field: 'client-id', lack: 'it would name the app client' })
  refuseOtherRegion(poolId, description.region)
  const endpoint = endpointOf(description.endpoint)
  return {
    name: name === undefined ? undefined : shownName(name),
    userPoolId: poolId,
    clientId: client,
    hasClientSecret: isGiven(clientSecret?.value) && clientSecret?.value !== false,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...foundPages(description.pages),
    ...identityPoolOf(description.identityPool),
    ...extras,
  }
}

/** A fault of a file, at a place of it. The place is the file's own word. */
export function invalid(path: string, fault: string): AppError {
  return new AppError('pool/invalid', `${neutral(path, 100)} ${fault}.`)
}

/** Text that is there and not empty: generators leave an empty one where nothing was set up. */
export function isGiven(value: Literal | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** The suggestion, or the next like it that is free. Names differ in more than capitals. */
export function freeName(name: string, taken: readonly string[]): string {
  const folded = new Set(taken.map((other) => other.toLowerCase()))
  let free = name
  for (let count = 2; folded.has(free.toLowerCase()); count += 1) {
    const ending = ` ${count}`
    free = `${neutral(name, poolFields.name.max - ending.length)}${ending}`
  }
  return free
}

/** What the file calls it, fit to be a pool's name; undefined where nothing is left. */
function shownName(text: string): string | undefined {
  const { max } = poolFields.name
  const whole = neutral(text, max).trim()
  // A letter beyond the first plane counts twice.
  const fitting = whole.length > max ? neutral(text, max / 2).trim() : whole
  return poolFault('name', fitting) === undefined ? fitting : undefined
}

function required(entry: Entry, { field, lack }: { field: PoolField; lack: string }): string {
  if (!isGiven(entry.value)) throw invalid(entry.path, `is missing: ${lack}`)
  return checked(entry, field)
}

function checked({ path, value }: Entry, field: PoolField): string {
  if (typeof value !== 'string') throw invalid(path, 'is no text')
  const fault = poolFault(field, value)
  if (fault !== undefined) throw invalid(path, poolFaults[fault])
  return value
}

/** A region that contradicts the id is a sign that the file was put together from two. */
function refuseOtherRegion(userPoolId: string, region: Entry | undefined): void {
  if (region === undefined || !isGiven(region.value)) return
  const own = userPoolId.slice(0, userPoolId.indexOf('_'))
  if (region.value !== own) throw invalid(region.path, `is another region than ${own} of the user pool id`)
}

/** Only what a desktop app can use: callbacks on this computer, and scopes with which there is an id token. */
function foundPages(
  pages: PagesDescription | undefined,
): Pick<FoundPool, 'managedLogin' | 'leftOutRedirects'> {
  if (pages === undefined || !isGiven(pages.domain.value)) return {}
  const given = wordsOf(pages.redirectUris)
  const redirectUris = given.filter(isRedirectUri).slice(0, poolFields.redirectUris.max)
  const leftOut = given.filter((uri) => !isRedirectUri(uri))
  const scopes = wordsOf(pages.scopes)
  const { identityProvider: provider } = pages
  const domain = checked(pages.domain, 'login-domain')
  return {
    managedLogin: {
      domain: loginOrigin(domain) ?? domain,
      ...(redirectUris.length === 0 ? {} : { redirectUris }),
      ...(scopes.includes('openid') && scopes.every(isScope) ? { scopes } : {}),
      ...(provider === undefined || !isGiven(provider.value)
        ? {}
        : { identityProvider: checked(provider, 'identity-provider') }),
    },
    ...(leftOut.length === 0 ? {} : { leftOutRedirects: leftOut.map((uri) => neutral(uri, 300)) }),
  }
}

const isScope = (scope: string): boolean =>
  scope.length <= poolFields.scope.max && poolFields.scope.pattern.test(scope)

function wordsOf(entry: Entry | undefined): string[] {
  const value = entry?.value
  const words = isList(value) ? value : typeof value === 'string' ? value.split(',') : []
  return words
    .filter((word) => typeof word === 'string')
    .map((word) => word.trim())
    .filter(Boolean)
}

function identityPoolOf(entry: Entry | undefined): Pick<FoundPool, 'identityPoolId'> {
  if (entry === undefined || !isGiven(entry.value)) return {}
  return { identityPoolId: checked(entry, 'identity-pool') }
}

/** Mobile configurations leave the scheme out. */
function endpointOf(entry: Entry | undefined): string | undefined {
  if (entry === undefined || !isGiven(entry.value)) return undefined
  const { path, value } = entry
  const isBare = typeof value === 'string' && !value.includes('://')
  return checked({ path, value: isBare ? `https://${value}` : value }, 'endpoint')
}
