// Pools, their clients and their users as the running server holds them.
import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import type { WhichUser } from './embedded-cognito'
import { CognitoError, unknownClient } from './errors'
import { userMfa, type UserMfa } from './mfa'
import { UserSpec, type ClientSpec, type PoolSpec } from './pool-file'
import { integerOf, verifierOf } from './srp'
import type { Passkey } from './webauthn/passkey'

/** A device key that the server gave out; `verifier` is there from ConfirmDevice on. */
export interface Device {
  readonly deviceKey: string
  readonly deviceGroupKey: string
  readonly createdMs: number
  salt: bigint
  verifier: bigint | undefined
  name: string | undefined
  remembered: boolean
  modifiedMs: number
  authenticatedMs: number
}

/** A user's state; `salt` and `verifier` are all that is kept of the password. */
export interface User {
  readonly username: string
  readonly sub: string
  readonly mfa: UserMfa
  readonly createdMs: number
  readonly attributes: Map<string, string>
  readonly devices: Map<string, Device>
  /** By credential id. */
  readonly passkeys: Map<string, Passkey>
  /** Names of groups. */
  readonly groups: readonly string[]
  /** EXTERNAL_PROVIDER: came by an identity provider and has no password here. */
  state: UserSpec['state'] | 'EXTERNAL_PROVIDER'
  enabled: boolean
  deleted: boolean
  salt: bigint
  verifier: bigint
  /** False: signs in by other means only, and `verifier` is of a password that nobody knows. */
  hasPassword: boolean
  /** Newest first; as many as the pool's policy looks at. */
  formerPasswords: readonly { readonly salt: bigint; readonly verifier: bigint }[]
  /** When a password that an administrator gave out ends. */
  temporaryUntilMs: number | undefined
  modifiedMs: number
}

export interface RunningPool {
  readonly spec: PoolSpec
  readonly userPoolId: string
  /** The part of the id after the first underscore: SRP's namespace. */
  readonly poolName: string
  readonly region: string
  readonly issuer: string
  readonly users: Map<string, User>
}

export interface RunningClient {
  readonly spec: ClientSpec
  readonly pool: RunningPool
}

/** State: the pools. */
export class Directory {
  readonly pools = new Map<string, RunningPool>()
  readonly #clients = new Map<string, RunningClient>()

  constructor(specs: readonly PoolSpec[], nowMs: number) {
    for (const spec of specs) {
      const pool = this.addPool(spec, nowMs)
      for (const client of spec.clients) this.addClient(pool, client)
    }
  }

  addPool(spec: PoolSpec, nowMs: number): RunningPool {
    const pool = runningPool(spec, nowMs)
    this.pools.set(pool.userPoolId, pool)
    return pool
  }

  addClient(pool: RunningPool, spec: ClientSpec): void {
    this.#clients.set(spec.clientId, { spec, pool })
  }

  /** @throws ResourceNotFoundException. */
  pool(userPoolId: string): RunningPool {
    const pool = this.pools.get(userPoolId)
    if (pool !== undefined) return pool
    throw new CognitoError('ResourceNotFoundException', `User pool ${userPoolId} does not exist.`)
  }

  /** The app clients of a pool. */
  clientsOf(pool: RunningPool): readonly RunningClient[] {
    return [...this.#clients.values()].filter((client) => client.pool === pool)
  }

  /** @throws ResourceNotFoundException. */
  client(clientId: string): RunningClient {
    const client = this.#clients.get(clientId)
    if (client === undefined) throw unknownClient(clientId)
    return client
  }

  /** A user named by a test. @throws Error when there is none. */
  named(which: WhichUser): { readonly pool: RunningPool; readonly user: User } {
    for (const pool of this.pools.values()) {
      if (which.userPoolId !== undefined && which.userPoolId !== pool.userPoolId) continue
      const user = findUser(pool, which.username)
      if (user !== undefined) return { pool, user }
    }
    throw new Error(`no pool has a user ${which.username}`)
  }
}

/**
 * By username or, where the pool has aliases, by a verified e-mail address or telephone number; where it has
 * usernameAttributes, by an unverified one too. A `sub` is no name.
 */
export function findUser(pool: RunningPool, typed: string): User | undefined {
  const name = foldName(pool.spec, typed)
  return (
    pool.users.get(name) ??
    [...pool.users.values()].find(
      (user) =>
        pool.spec.aliases.some(
          (alias) =>
            foldName(pool.spec, user.attributes.get(alias) ?? '') === name &&
            (alias === 'preferred_username' || user.attributes.get(`${alias}_verified`) === 'true'),
        ) ||
        pool.spec.usernameAttributes.some(
          (attribute) => foldName(pool.spec, user.attributes.get(attribute) ?? '') === name,
        ),
    )
  )
}

/** Adds a user whose name is free. */
export function addUser(pool: RunningPool, input: z.input<typeof UserSpec>, nowMs: number): User {
  const spec = UserSpec.parse(input)
  const user = runningUser(pool.userPoolId, spec, nowMs)
  setPassword(pool, user, spec.password)
  pool.users.set(foldName(pool.spec, user.username), user)
  return user
}

/** The user's tokens end with it. */
export function removeUser(pool: RunningPool, user: User): void {
  pool.users.delete(foldName(pool.spec, user.username))
  user.deleted = true
}

/** Keeps a verifier of `password` and nothing else of it. */
export function setPassword(pool: RunningPool, user: User, password: string): void {
  user.salt = integerOf(randomBytes(16))
  user.verifier = passwordVerifier(pool, user, password)
  user.hasPassword = true
  user.temporaryUntilMs = undefined
}

export function isPasswordOf(pool: RunningPool, user: User, password: string): boolean {
  return passwordVerifier(pool, user, password) === user.verifier
}

/** A pool's name for comparing usernames and counting attempts. */
export function foldName(spec: PoolSpec, typed: string): string {
  return spec.caseSensitiveUsernames ? typed : typed.toLowerCase()
}

function passwordVerifier(pool: RunningPool, user: User, password: string): bigint {
  return verifierOf({ namespace: pool.poolName, identity: user.username }, password, user.salt)
}

function runningPool(spec: PoolSpec, nowMs: number): RunningPool {
  const underscore = spec.userPoolId.indexOf('_')
  const region = spec.userPoolId.slice(0, underscore)
  const pool: RunningPool = {
    spec,
    userPoolId: spec.userPoolId,
    poolName: spec.userPoolId.slice(underscore + 1),
    region,
    issuer: spec.issuer ?? `https://cognito-idp.${region}.amazonaws.com/${spec.userPoolId}`,
    users: new Map(),
  }
  for (const userSpec of spec.users) {
    addUser(pool, userSpec, nowMs)
  }
  return pool
}

function runningUser(userPoolId: string, spec: UserSpec, nowMs: number): User {
  return {
    username: spec.username,
    sub: spec.sub ?? derivedSub(`${userPoolId}\n${spec.username}`),
    mfa: userMfa(spec),
    createdMs: nowMs,
    attributes: new Map(Object.entries(spec.attributes)),
    devices: new Map(),
    passkeys: new Map(),
    groups: spec.groups,
    state: spec.state,
    enabled: spec.enabled,
    deleted: false,
    salt: 0n,
    verifier: 0n,
    hasPassword: true,
    formerPasswords: [],
    temporaryUntilMs: undefined,
    modifiedMs: nowMs,
  }
}

/** A UUID in form; the same for the same user at every start. */
function derivedSub(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
