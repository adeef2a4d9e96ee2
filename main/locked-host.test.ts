// T62: a locked host reads no keychain and asks Cognito nothing, whatever a program asks and whatever happens.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from '../e2e/cognito/builders'
import type { EmbeddedCognito } from '../e2e/cognito/embedded-cognito'
import { startCognito } from '../e2e/cognito/server'
import type { Host } from './core/host'
import { aCaller } from './core/fakes'
import type { SystemEvent } from './core/ports'
import { aComputer, aHost } from './fixtures'

let server: EmbeddedCognito
beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

/** Bob is signed in, his token is about to end, and a crash has left a note of a sign-in. */
async function aLockedHost() {
  const before = aComputer()
  const first = await aHost(before)
  await first.host.addPool({
    ...{ name: 'Work', userPoolId, clientId: publicClientId, method: 'USER_SRP_AUTH' },
    endpoint: server.url,
  })
  const [pool] = first.host.pools.list()
  const run = first.host.signIns.start({ pool: pool!, owner: 'window' })
  await run.answer({ kind: 'credentials', username: 'bob', password: passwords.bob })
  const id = first.host.accounts.list()[0]?.id ?? ''
  await first.host.lock()
  await first.host.close()
  before.state.files.set(`refresh/${id}.json`, '{}')
  const running = await aHost(before, { person: { consent: () => 'always', confirm: () => true } })
  expect(running.host.isLocked()).toBe(true)
  before.keychain.journal.splice(0)
  before.keychain.failWhen((operation, name) => {
    throw new Error(`a locked host touched its keychain: ${operation} ${name}`)
  })
  return { ...running, id }
}

/** Every request that there is, but for those that open the lock or take everything away. */
const requests = (id: string): readonly (readonly [string, object?])[] => [
  ['GET /v1'],
  ['GET /v1/status'],
  ['GET /v1/accounts'],
  ['GET /v1/pools'],
  ['GET /v1/apps'],
  ['GET /v1/audit'],
  ['GET /v1/audit/verify'],
  [`POST /v1/accounts/${id}/token`],
  [`POST /v1/accounts/${id}/sign-in`],
  [`POST /v1/accounts/${id}/sign-out`, { everywhere: true, forgetDevice: true }],
  [`GET /v1/accounts/${id}/details`],
  [`GET /v1/accounts/${id}/devices`],
  [`POST /v1/accounts/${id}/password`, { previousPassword: 'a', proposedPassword: 'b' }],
  [`PATCH /v1/accounts/${id}`, { default: true }],
  [`DELETE /v1/accounts/${id}`],
  ['POST /v1/sign-ins', { account: id }],
  ['POST /v1/pools', { name: 'Other', userPoolId: 'eu-central-1_Other', clientId: 'c9', clientSecret: 'x' }],
  ['DELETE /v1/pools/Work'],
  ['POST /v1/apps', { path: '/usr/bin/app', account: id }],
  ['DELETE /v1/apps/0123456789abcdef0123456789abcdef'],
  ['POST /v1/lock'],
]

async function ask(host: Host, line: string, body: object = {}): Promise<number> {
  const [method = '', path = ''] = line.split(' ')
  const caller = aCaller()
  const identify = () => Promise.resolve(caller)
  const request = { method, path, query: '', body, peer: { pid: caller.pid, uid: 1000 }, identify }
  return (await host.broker.handle(request, AbortSignal.timeout(5000))).status
}

const everyEvent: readonly SystemEvent[] = [
  'suspending',
  'resumed',
  'screen-locked',
  'screen-unlocked',
  'user-switched',
  'network-back',
]

it('no request reads the keychain of a locked host or asks Cognito', async () => {
  const { host, keychain, transport, id } = await aLockedHost()
  for (const [line, body] of requests(id)) {
    const status = await ask(host, line, body)
    expect([line, status < 500, keychain.journal, transport.requests]).toEqual([line, true, [], []])
  }
})

it('nothing that happens, and no time that passes, has a locked host read it', async () => {
  const { host, keychain, transport, events, clock, id } = await aLockedHost()
  for (const event of everyEvent) events.happen(event)
  for (let hours = 0; hours < 48; hours += 1) {
    clock.advance(3_600_000)
    await new Promise(setImmediate)
  }
  await host.sessions.check(id)
  await expect(host.removeAccount(id)).rejects.toMatchObject({ code: 'lock/locked' })
  await expect(host.removePool('Work')).rejects.toMatchObject({ code: 'lock/locked' })
  await expect(host.signOut(id, { everywhere: true, forgetDevice: true })).rejects.toMatchObject({
    code: 'lock/locked',
  })
  await expect(host.ownAccount.details(id)).rejects.toMatchObject({ code: 'lock/locked' })
  await host.close()
  expect([keychain.journal, transport.requests]).toEqual([[], []])
})

it('unlocked by a password, it has read nothing before Cognito has said that it is right', async () => {
  const { host, keychain, transport, id } = await aLockedHost()
  await host.settings.set({ unlockWith: 'password' })
  await expect(host.unlock({ accountId: id, password: 'no' })).rejects.toMatchObject({
    code: 'lock/wrong-password',
  })
  expect([keychain.journal, transport.requests.map(({ operation }) => operation)]).toEqual([
    [],
    ['InitiateAuth', 'RespondToAuthChallenge'],
  ])
})
