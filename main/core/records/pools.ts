// pools.json: the user pools that a person has added. No secret; a client secret rests in the keychain.
import { z } from 'zod'
import { AppError } from '../../../shared/errors'
import { NewPool, Pool } from '../../../shared/model/pool'
import type { Log, RecordStore } from '../ports'
import { JsonRecord } from './json-record'

const PoolsContent = z.strictObject({ pools: z.array(Pool) })

/** State: the pools, as pools.json has them. Names are unique, and so is each pair of pool and client. */
export class Pools {
  readonly #record: JsonRecord<z.infer<typeof PoolsContent>>

  constructor({ store, log }: { readonly store: RecordStore; readonly log: Log }) {
    const empty = { pools: [] }
    this.#record = new JsonRecord({ store, log, name: 'pools.json', version: 1, schema: PoolsContent, empty })
  }

  /** The name that a damaged file was given; undefined when it was sound. */
  get setAside(): string | undefined {
    return this.#record.setAside
  }

  /** @throws `storage/newer-version`; a damaged file is set aside and reported. */
  load(): Promise<void> {
    return this.#record.load()
  }

  list(): readonly Pool[] {
    return this.#record.get().pools
  }

  byName(name: string): Pool | undefined {
    return this.list().find((pool) => pool.name === name)
  }

  get(userPoolId: string, clientId: string): Pool | undefined {
    return this.list().find((pool) => pool.userPoolId === userPoolId && pool.clientId === clientId)
  }

  /**
   * The pool that a person means: its name, or its user pool id where one client of it was added.
   * @throws `pool/none` when no pool was added, `pool/unknown` with those there are.
   */
  resolve(ref: string): Pool {
    const pools = this.list()
    if (pools.length === 0) throw new AppError('pool/none', 'No pool was added yet: signet pools add')
    const named = this.byName(ref)
    if (named !== undefined) return named
    const [pool, ...others] = pools.filter(({ userPoolId }) => userPoolId === ref)
    if (pool === undefined) throw unknownPool(ref, pools)
    if (others.length > 0)
      throw new AppError(
        'pool/unknown',
        `${ref} was added more than once; say which: ${names([pool, ...others])}`,
      )
    return pool
  }

  /**
   * Whether this one could be added, before anybody is asked about it.
   * @throws `pool/exists` naming the field.
   */
  refuseKnown(pool: PoolIdentity): void {
    refuseDuplicate(pool, this.list())
  }

  /**
   * Adds a pool; its client secret is for the vault to keep.
   * @throws `pool/invalid` naming the field, `pool/exists`, `storage/write-failed`.
   */
  async add(newPool: NewPool): Promise<Pool> {
    const { clientSecret, ...rest } = parsed(newPool)
    const pool: Pool = { ...rest, hasClientSecret: clientSecret !== undefined }
    await this.#record.update(({ pools }) => {
      refuseDuplicate(pool, pools)
      return { pools: [...pools, pool] }
    })
    return pool
  }

  /**
   * Sets how long a sign-in of this pool lasts, in seconds, or that it is not known.
   * @throws `pool/unknown`, `pool/invalid` naming the field, `storage/write-failed`.
   */
  async setLife(name: string, refreshTokenLifeSeconds: number | undefined): Promise<void> {
    const life = Pool.shape.refreshTokenLifeSeconds.safeParse(refreshTokenLifeSeconds)
    if (!life.success)
      throw new AppError(
        'pool/invalid',
        'refreshTokenLifeSeconds: a whole number of seconds, from an hour to ten years.',
      )
    await this.#record.update(({ pools }) => {
      if (!pools.some((pool) => pool.name === name)) throw unknownPool(name, pools)
      return { pools: pools.map((pool) => (pool.name === name ? withLife(pool, life.data) : pool)) }
    })
  }

  /** @throws `pool/unknown`, `storage/write-failed`. */
  remove(name: string): Promise<void> {
    return this.#record.update(({ pools }) => {
      const left = pools.filter((pool) => pool.name !== name)
      if (left.length === pools.length) throw unknownPool(name, pools)
      return { pools: left }
    })
  }

  /** Calls `listener` after each change. @returns the function that ends that. */
  onChange(listener: () => void): () => void {
    return this.#record.onChange(listener)
  }
}

function parsed(newPool: NewPool): NewPool {
  const result = NewPool.safeParse(newPool)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new AppError(
    'pool/invalid',
    `${issue?.path.map(String).join('.') ?? 'pool'}: ${issue?.message ?? 'invalid'}`,
  )
}

type PoolIdentity = Pick<Pool, 'name' | 'userPoolId' | 'clientId'>

/** Names differ in more than capitals: a person who says one must not mean the other. */
function refuseDuplicate(pool: PoolIdentity, pools: readonly Pool[]): void {
  const folded = pool.name.toLowerCase()
  const namesake = pools.find(({ name }) => name.toLowerCase() === folded)
  if (namesake !== undefined)
    throw new AppError('pool/exists', `name: a pool called "${namesake.name}" was added already`)
  const same = pools.find(
    ({ userPoolId, clientId }) => userPoolId === pool.userPoolId && clientId === pool.clientId,
  )
  if (same !== undefined)
    throw new AppError(
      'pool/exists',
      `clientId: this client of ${pool.userPoolId} was added already as "${same.name}"`,
    )
}

function withLife({ refreshTokenLifeSeconds: _former, ...pool }: Pool, seconds: number | undefined): Pool {
  return seconds === undefined ? pool : { ...pool, refreshTokenLifeSeconds: seconds }
}

function unknownPool(name: string, pools: readonly Pool[]): AppError {
  return new AppError('pool/unknown', `No pool is called "${name}". There are: ${names(pools)}`)
}

const names = (pools: readonly Pool[]): string => pools.map(({ name }) => name).join(', ') || 'none'
