// What flags say of a pool's own sign-in pages, and of its identity pool.
import type { NewPool } from '../../shared/model/pool'
import { poolFields } from '../../shared/model/pool-fields'
import { cli, poolFaults } from '../../shared/text/cli'
import type { Arguments } from './arguments'
import { checkFlag } from './check-flag'
import { UsageError } from './usage-error'

/** @throws UsageError for a flag that cannot be right, or that needs the domain. */
export function pagesOf(args: Arguments): Pick<NewPool, 'managedLogin' | 'identityPoolId'> {
  const managedLogin = managedLoginOf(args)
  const identityPoolId = args.value('identity-pool')
  return {
    ...(managedLogin === undefined ? {} : { managedLogin }),
    ...(identityPoolId === undefined ? {} : { identityPoolId: checkFlag('identity-pool', identityPoolId) }),
  }
}

function managedLoginOf(args: Arguments): NewPool['managedLogin'] {
  const domain = args.value('login-domain')
  if (domain === undefined) {
    refuseWithoutDomain(args)
    return undefined
  }
  const provider = args.value('identity-provider')
  return {
    domain: checkFlag('login-domain', domain),
    ...redirectUrisOf(args),
    ...scopesOf(args),
    ...(provider === undefined ? {} : { identityProvider: checkFlag('identity-provider', provider) }),
  }
}

function refuseWithoutDomain(args: Arguments): void {
  const flag = ['redirect-uri', 'scopes', 'identity-provider'].find((name) => args.has(name))
  if (flag !== undefined) throw new UsageError(cli.pools.goesWithLoginDomain(flag))
}

function redirectUrisOf(args: Arguments): { redirectUris?: string[] } {
  const redirectUris = listOf(args.value('redirect-uri'))
  if (redirectUris === undefined) return {}
  for (const uri of redirectUris) checkFlag('redirect-uri', uri)
  if (redirectUris.length <= poolFields.redirectUris.max) return { redirectUris }
  throw new UsageError(`--redirect-uri ${poolFaults['pool.redirectUrisTooMany']}.`)
}

function scopesOf(args: Arguments): { scopes?: string[] } {
  const scopes = listOf(args.value('scopes'))
  if (scopes === undefined) return {}
  for (const scope of scopes) checkFlag('scopes', scope)
  if (scopes.length > poolFields.scopes.max)
    throw new UsageError(`--scopes ${poolFaults['pool.scopesTooMany']}.`)
  if (!scopes.includes('openid')) throw new UsageError(`--scopes ${poolFaults['pool.scopesNoOpenid']}.`)
  return { scopes }
}

const listOf = (text: string | undefined): string[] | undefined => text?.split(',').map((word) => word.trim())
