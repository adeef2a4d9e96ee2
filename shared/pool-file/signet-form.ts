// Signet's own form, for administrators to hand out: { "signet": 1, "pools": [ … ] }. Strict, like everything of ours.
import type { SignInMethod } from '../model/pool'
import { poolFields } from '../model/pool-fields'
import { signInMethods } from '../model/sign-in-methods'
import { type Description, type Entry, invalid } from './found-pool'
import { type Fields, isFields, isList, type Literal } from './literal'

const rootKeys: ReadonlySet<string> = new Set(['signet', 'pools'])
const poolKeys: ReadonlySet<string> = new Set([
  'name',
  'userPoolId',
  'clientId',
  'endpoint',
  'method',
  'refreshTokenLifeSeconds',
  'managedLogin',
  'identityPoolId',
  // Not taken, and said so.
  'clientSecret',
  'hasClientSecret',
])

/** @returns what the file says of its pools; undefined where it is not Signet's. @throws `pool/invalid` */
export function signetPools(root: Fields): readonly Description[] | undefined {
  const version = root.get('signet')
  if (version === undefined) return undefined
  if (version !== 1) throw invalid('signet', 'is another form than 1, the one that this Signet reads')
  refuseUnknown(root, rootKeys, '')
  const pools = root.get('pools')
  if (!isList(pools) || pools.length === 0) throw invalid('pools', 'is no list of pools')
  return pools.map((pool, index) => described(pool, `pools[${index}]`))
}

function described(pool: Literal, path: string): Description {
  if (!isFields(pool)) throw invalid(path, 'is no pool')
  refuseUnknown(pool, poolKeys, `${path}.`)
  const at = (key: string): Entry => ({ path: `${path}.${key}`, value: pool.get(key) })
  const name = pool.get('name')
  if (name !== undefined && typeof name !== 'string') throw invalid(`${path}.name`, 'is no text')
  const method = methodOf(at('method'))
  const life = lifeOf(at('refreshTokenLifeSeconds'))
  return {
    name,
    userPoolId: at('userPoolId'),
    clientId: at('clientId'),
    endpoint: at('endpoint'),
    clientSecret: at(pool.has('clientSecret') ? 'clientSecret' : 'hasClientSecret'),
    pages: pagesOf(pool.get('managedLogin'), `${path}.managedLogin`),
    identityPool: at('identityPoolId'),
    extras: {
      ...(method === undefined ? {} : { method }),
      ...(life === undefined ? {} : { refreshTokenLifeSeconds: life }),
    },
  }
}

const pageKeys: ReadonlySet<string> = new Set(['domain', 'redirectUris', 'scopes', 'identityProvider'])

function pagesOf(pages: Literal | undefined, path: string): Description['pages'] {
  if (pages === undefined) return undefined
  if (!isFields(pages)) throw invalid(path, 'is no description of sign-in pages')
  refuseUnknown(pages, pageKeys, `${path}.`)
  const at = (key: string): Entry => ({ path: `${path}.${key}`, value: pages.get(key) })
  return {
    domain: at('domain'),
    redirectUris: at('redirectUris'),
    scopes: at('scopes'),
    identityProvider: at('identityProvider'),
  }
}

function refuseUnknown(fields: Fields, known: ReadonlySet<string>, path: string): void {
  for (const key of fields.keys())
    if (!known.has(key)) throw invalid(`${path}${key}`, 'is no field of this form')
}

function methodOf({ path, value }: Entry): SignInMethod | undefined {
  if (value === undefined) return undefined
  const method = signInMethods.find((known) => known === value)
  if (method === undefined) throw invalid(path, `is none of ${signInMethods.join(', ')}`)
  return method
}

function lifeOf({ path, value }: Entry): number | undefined {
  if (value === undefined) return undefined
  const { min, max } = poolFields.refreshTokenLifeSeconds
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw invalid(path, `is no whole number of seconds from ${min} to ${max}`)
}
