import { describe, expect, it } from 'vitest'
import { PoolReply, PoolsReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aBroker, codeOf, detailOf, workPool } from './fakes'

const home = { name: 'home', userPoolId: 'eu-west-1_Home', clientId: 'client2' }
const clientSecret = 'a'.repeat(48)

/** A host whose person agrees to everything. */
async function agreed(...given: Parameters<typeof aBroker>) {
  const host = await aBroker(...given)
  host.asker.willAnswer({ confirm: () => true })
  return host
}

describe('the pools', () => {
  it('are listed without a question and without a secret', async () => {
    const { ask, asker } = await agreed({ pools: [{ clientSecret }] })
    const { body } = await ask('GET /v1/pools')
    expect(PoolsReply.parse(body).pools).toEqual([{ ...workPool, hasClientSecret: true }])
    expect(asker.confirmations).toEqual([])
    expect(JSON.stringify(body)).not.toContain(clientSecret)
  })

  it('take one more when a person agrees; its secret goes to the keychain', async () => {
    const { ask, asker, pools, vault } = await agreed()
    const { status, body } = await ask('POST /v1/pools', { body: { ...home, clientSecret } })
    expect(status).toBe(200)
    expect(PoolReply.parse(body)).toMatchObject({
      pool: { name: 'home', hasClientSecret: true },
      check: 'found',
    })
    expect(asker.confirmations).toEqual([
      { kind: 'add-pool', name: 'home', userPoolId: 'eu-west-1_Home', app: '/usr/bin/app' },
    ])
    expect(pools.byName('home')).toBeDefined()
    expect(await vault.readClientSecret(home.userPoolId, home.clientId)).toBe(clientSecret)
  })

  it('take none when the person says no', async () => {
    const { ask, pools, keychain } = await aBroker()
    expect(codeOf(await ask('POST /v1/pools', { body: { ...home, clientSecret } }))).toBe('consent_denied')
    expect(pools.list()).toHaveLength(1)
    expect(keychain.items.size).toBe(0)
  })

  it.each([
    [{ ...home, userPoolId: 'Home' }, 'userPoolId', 'eu-west-1_AbCd12345'],
    [{ ...home, clientId: 'not an id' }, 'clientId', 'letters and digits'],
    [{ ...home, endpoint: 'http://example.org' }, 'endpoint', 'https://'],
    [{ ...home, clientSecret: 'short' }, 'clientSecret', '24 to 64'],
    [{ ...home, name: '' }, 'name', 'Give the pool a name'],
    [{ ...home, region: 'eu-west-1' }, 'region', 'no field'],
    [{ ...home, userPoolId: 'eu-west-1_Missing' }, 'userPoolId', 'knows no pool'],
    [{ ...home, name: 'work' }, 'name', 'already'],
    [{ ...home, name: 'WORK' }, 'name', 'already'],
    [{ ...workPool, name: 'again' }, 'clientId', 'already'],
  ])('refuse %j, naming %s and the fix', async (body, field, fix) => {
    const { ask, asker, pools } = await agreed()
    const reply = await ask('POST /v1/pools', { body })
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(detailOf(reply)).toContain(field)
    expect(detailOf(reply)).toContain(fix)
    expect(asker.confirmations).toEqual([])
    expect(pools.list()).toHaveLength(1)
  })

  it('take one that cannot be reached now, and say so', async () => {
    const { ask } = await agreed()
    const { body } = await ask('POST /v1/pools', { body: { ...home, userPoolId: 'eu-west-1_Away' } })
    expect(PoolReply.parse(body).check).toBe('unreachable')
  })

  it('keep neither the pool nor its secret when the keychain takes none', async () => {
    const { ask, pools, keychain } = await agreed()
    keychain.failWhen(() => new AppError('keychain/locked', 'Locked.'))
    expect(codeOf(await ask('POST /v1/pools', { body: { ...home, clientSecret } }))).toBe('keychain_locked')
    expect(pools.list()).toHaveLength(1)
    expect(keychain.items.size).toBe(0)
  })

  it('are as before when the disk is full', async () => {
    const { ask, config, pools } = await agreed()
    const before = config.files.get('pools.json')
    config.setFull(true)
    expect(codeOf(await ask('POST /v1/pools', { body: home }))).toBe('storage_failed')
    expect(config.files.get('pools.json')).toBe(before)
    expect(pools.list()).toHaveLength(1)
  })

  it('lose one with its accounts and its secret when a person agrees', async () => {
    const { ask, asker, pools, accounts, sessions, keychain } = await agreed()
    await ask('POST /v1/pools', { body: { ...home, clientSecret } })
    expect((await ask('DELETE /v1/pools/home')).status).toBe(200)
    expect(keychain.items.size).toBe(0)
    expect(sessions.signedOut).toEqual([])
    expect((await ask('DELETE /v1/pools/work')).status).toBe(200)
    expect(asker.confirmations.map(({ kind }) => kind)).toEqual(['add-pool', 'remove-pool', 'remove-pool'])
    expect([pools.list(), accounts.list()]).toEqual([[], []])
    expect(sessions.signedOut).toMatchObject([{ forgetDevice: true }])
  })

  it('lose none that is not there, or that the person keeps', async () => {
    const { ask, pools } = await aBroker()
    expect(codeOf(await ask('DELETE /v1/pools/eve'))).toBe('not_found')
    expect(codeOf(await ask('DELETE /v1/pools/work'))).toBe('consent_denied')
    expect(pools.list()).toHaveLength(1)
  })

  it('are changed by nobody who may not ask', async () => {
    const { ask, asker } = await agreed()
    const reply = await ask('POST /v1/pools', { body: { ...home, interactive: false } })
    expect(codeOf(reply)).toBe('consent_required')
    expect(detailOf(reply)).toContain('signet pools add')
    expect(asker.confirmations).toEqual([])
  })

  it('leave a line of each change in the audit log', async () => {
    const { ask, auditLines } = await agreed()
    await ask('POST /v1/pools', { body: home })
    await ask('DELETE /v1/pools/home')
    expect((await auditLines()).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { what: 'pool', decision: 'added', subject: 'home', app: { executable: '/usr/bin/app' } },
      { what: 'pool', decision: 'removed', subject: 'home' },
    ])
  })
})
