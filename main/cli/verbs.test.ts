import { describe, expect, it, vi } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply, problemReply } from '../client/fakes'
import { signet } from './fakes'

const anAccount = {
  id: '0123456789abcdef',
  label: 'work',
  username: 'ada',
  poolName: 'acme',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Ab12Cd34E',
  clientId: 'client1',
  status: 'signed-in',
  default: true,
  signedInSince: '2026-11-22T12:00:00.000Z',
  device: 'remembered',
}
const aPool = {
  name: 'acme',
  userPoolId: 'eu-west-1_Ab12Cd34E',
  clientId: 'client1',
  hasClientSecret: false,
  method: 'USER_SRP_AUTH',
}
const aToken = {
  token: 'a.b.c',
  tokenType: 'Bearer',
  use: 'access',
  expiresAt: '2030-01-01T00:00:00Z',
  expiresIn: 60,
  account: 'x',
}
const aStatus = {
  name: 'signet',
  version: '1.2.3',
  apiVersions: ['v1'],
  host: 'agent',
  pid: 7,
  locked: true,
  socket: '/s.sock',
  stateFolder: '/state',
  proxy: 'proxy.test:8080 (HTTPS_PROXY)',
  accounts: [anAccount],
  pools: 1,
  setAside: ['pools.json.damaged-1'],
  keychain: { backend: 'Secret Service', state: 'ready' },
}

describe('signet token', () => {
  it('prints the token and one line end, and nothing else', async () => {
    const host = await aHost(() => jsonReply(200, aToken))
    expect(await signet(['token'], { host })).toEqual({ out: 'a.b.c\n', err: '', exit: 0, asked: [] })
    expect(host.seen[0]).toMatchObject({
      path: '/v1/accounts/default/token',
      body: { use: 'access', interactive: true },
    })
  })

  it('prints a header, or the object, where asked to', async () => {
    const host = await aHost(() => jsonReply(200, aToken))
    expect((await signet(['token', '--header'], { host })).out).toBe('Authorization: Bearer a.b.c\n')
    expect(JSON.parse((await signet(['token', '--json'], { host })).out)).toEqual(aToken)
  })

  it('passes on what was asked for', async () => {
    const host = await aHost(() => jsonReply(200, aToken))
    const words = 'token --account me --use id --minimum-ttl 30 --no-interactive --wait 5 --reason deploy'
    await signet(words.split(' '), { host })
    expect(host.seen[0]).toMatchObject({
      path: '/v1/accounts/me/token',
      body: { use: 'id', minimumTtl: 30, interactive: false, wait: 5, reason: 'deploy' },
    })
  })

  it('takes the account of SIGNET_ACCOUNT, and a flag before it', async () => {
    const host = await aHost(() => jsonReply(200, aToken))
    await signet(['token'], { host, env: { SIGNET_ACCOUNT: 'mine' } })
    await signet(['token', '--account', 'yours'], { host, env: { SIGNET_ACCOUNT: 'mine' } })
    expect(host.seen.map(({ path }) => path)).toEqual(['/v1/accounts/mine/token', '/v1/accounts/yours/token'])
  })

  it('leaves standard output empty when it fails, and says why', async () => {
    const host = await aHost(() => problemReply(401, 'sign_in_required', 'The session ended.'))
    const { out, err, exit } = await signet(['token'], { host })
    expect([out, exit]).toEqual(['', 4])
    expect(err).toContain('The session ended.')
  })

  it('prints a problem as one JSON object under --json', async () => {
    const host = await aHost(() => problemReply(423, 'locked', 'Signet is locked.'))
    const { out, err, exit } = await signet(['token', '--json'], { host })
    expect([out, exit]).toEqual(['', 6])
    expect(JSON.parse(err)).toMatchObject({ code: 'locked', status: 423, detail: 'Signet is locked.' })
  })

  it('exits with 4 where there is no account, with 2 where the one named is unknown', async () => {
    const host = await aHost(() => problemReply(404, 'account_not_found', 'None.'))
    expect((await signet(['token'], { host })).exit).toBe(4)
    expect((await signet(['token', '--account', 'x'], { host })).exit).toBe(2)
    expect((await signet(['accounts', 'default', 'x'], { host })).exit).toBe(2)
  })

  it('exits with 3 where nothing runs', async () => {
    expect((await signet(['token'])).exit).toBe(3)
  })
})

describe('signet accounts', () => {
  it('lists them with their state, made harmless', async () => {
    const evil = { ...anAccount, label: 'a\u001B[2J\nb', default: false, status: 'expired' }
    const host = await aHost(() => jsonReply(200, { accounts: [anAccount, evil] }))
    const { out } = await signet(['accounts'], { host })
    expect(out).toContain('signed in since 2026-11-22 ')
    expect(out.trimEnd().split('\n')).toHaveLength(3)
    expect(out.replaceAll('\n', '')).not.toMatch(/\p{C}/u)
  })

  it.each([['accounts'], ['status']])(
    'tells times by the clock of this computer, but to programs (%s)',
    async (verb) => {
      vi.stubEnv('TZ', 'Asia/Tokyo')
      const ends = { ...anAccount, label: 'ends', signedInUntil: '2026-11-30T18:30:00.000Z' }
      const host = await aHost(() => jsonReply(200, { ...aStatus, accounts: [anAccount, ends] }))
      const { out } = await signet([verb], { host })
      expect(out).toContain('signed in since 2026-11-22 21:00 ')
      expect(out).toContain('signed in until 2026-12-01 03:30 ')
      const json = await signet([verb, '--json'], { host })
      expect(JSON.parse(json.out)).toMatchObject({ accounts: [anAccount, ends] })
    },
  )

  it('chooses the default one', async () => {
    const host = await aHost(() => jsonReply(200, { accounts: [anAccount] }))
    expect(await signet(['accounts', 'default', 'work'], { host })).toMatchObject({ out: '', exit: 0 })
    expect(host.seen[0]).toMatchObject({ method: 'POST', path: '/v1/accounts/work/default' })
  })

  it('says how to begin where there is none, on standard error', async () => {
    const host = await aHost(() => jsonReply(200, { accounts: [] }))
    const { out, err } = await signet(['accounts'], { host })
    expect(out).toBe('')
    expect(err).toContain('signet login')
  })
})

describe('signet pools', () => {
  const flags = ['--name', 'acme', '--user-pool-id', 'eu-west-1_Ab12Cd34E', '--client-id', 'client1']

  it('adds one by flags', async () => {
    const host = await aHost(() => jsonReply(200, { pool: aPool, check: 'found' }))
    const words = ['pools', 'add', ...flags, '--method', 'password', '--endpoint', 'http://127.0.0.1:9229']
    expect(await signet(words, { host })).toMatchObject({ exit: 0, asked: [] })
    expect(host.seen[0]).toMatchObject({
      method: 'POST',
      path: '/v1/pools',
      body: {
        name: 'acme',
        userPoolId: 'eu-west-1_Ab12Cd34E',
        clientId: 'client1',
        method: 'USER_PASSWORD_AUTH',
        endpoint: 'http://127.0.0.1:9229',
      },
    })
  })

  it('reads the client secret from standard input', async () => {
    const host = await aHost(() => jsonReply(200, { pool: aPool }))
    const answers = ['s'.repeat(30)]
    await signet(['pools', 'add', ...flags, '--client-secret-stdin'], { host, answers })
    expect(host.seen[0]?.body).toMatchObject({ clientSecret: 's'.repeat(30) })
  })

  it('asks on a terminal for what is missing, until it can be right', async () => {
    const host = await aHost(() => jsonReply(200, { pool: aPool }))
    const answers = ['acme', 'nonsense', 'eu-west-1_Ab12Cd34E', 'client1', '']
    const { asked, err, exit } = await signet(['pools', 'add'], { host, answers, isTerminal: true })
    expect(exit).toBe(0)
    expect(asked).toEqual([
      'Your name for the pool (shown)',
      'User pool id (shown)',
      'User pool id (shown)',
      'App client id (shown)',
      'App client secret (Enter: it has none) (hidden)',
      'closed',
    ])
    expect(err).toContain('is no user pool id')
    expect(host.seen[0]?.body).not.toHaveProperty('clientSecret')
  })

  it.each([
    ['--user-pool-id', 'eu-west-1', 'no user pool id'],
    ['--user-pool-id', `eu-west-1_${'a'.repeat(60)}`, 'longer than 55'],
    ['--client-id', 'no spaces', 'no app client id'],
    ['--name', 'a\u202Eb', 'cannot be shown'],
    ['--endpoint', 'http://example.invalid', 'no address that Signet trusts'],
    ['--endpoint', 'https://user@example.invalid/x', 'no address that Signet trusts'],
  ])('sends nothing when %s is %j, and names it', async (flag, value, said) => {
    const host = await aHost(() => jsonReply(200, {}))
    const words = [...flags]
    const at = words.indexOf(flag)
    if (at === -1) words.push(flag, value)
    else words[at + 1] = value
    const { err, exit } = await signet(['pools', 'add', ...words], { host })
    expect(exit).toBe(2)
    expect(err).toContain(flag)
    expect(err).toContain(said)
    expect(host.receivedBytes()).toBe(0)
  })

  it('never shows a client secret that cannot be right', async () => {
    const host = await aHost(() => jsonReply(200, {}))
    const { err, exit } = await signet(['pools', 'add', ...flags, '--client-secret-stdin'], {
      host,
      answers: ['hunter2!'],
    })
    expect(exit).toBe(2)
    expect(err).not.toContain('hunter2')
  })

  it('names the missing flag where there is no terminal', async () => {
    const { err, exit } = await signet(['pools', 'add', '--name', 'x'])
    expect(exit).toBe(2)
    expect(err).toContain('--user-pool-id')
  })

  it('lists and removes', async () => {
    const host = await aHost(({ method }) =>
      jsonReply(200, method === 'GET' ? { pools: [aPool] } : { pool: aPool }),
    )
    expect((await signet(['pools', 'list'], { host })).out).toContain('eu-west-1_Ab12Cd34E')
    expect((await signet(['pools', 'remove', 'my pool'], { host })).exit).toBe(0)
    expect(host.seen[1]).toMatchObject({ method: 'DELETE', path: '/v1/pools/my%20pool' })
  })
})

describe('signet lock', () => {
  it('locks, and unlock asks for a person unless it may not', async () => {
    const host = await aHost(({ path }) => jsonReply(200, { locked: path.endsWith('/lock') }))
    expect(await signet(['lock'], { host })).toMatchObject({ exit: 0, out: '' })
    expect(await signet(['unlock'], { host })).toMatchObject({ exit: 0, err: 'Unlocked.\n' })
    await signet(['unlock', '--no-interactive', '--json'], { host })
    expect(host.seen.map(({ path, body }) => [path, body])).toEqual([
      ['/v1/lock', {}],
      ['/v1/unlock', { interactive: true }],
      ['/v1/unlock', { interactive: false }],
    ])
  })

  it('makes every token end with 6, and names the way out', async () => {
    const host = await aHost(() => problemReply(423, 'locked', 'Run `signet unlock`.'))
    const { exit, err, out } = await signet(['token'], { host })
    expect([exit, out]).toEqual([6, ''])
    expect(err).toContain('signet unlock')
  })
})

describe('signet apps', () => {
  const app = {
    id: 'app1',
    kind: 'script',
    executable: '/usr/bin/node',
    script: '/x.mjs',
    parents: [],
    verifiable: true,
    warnings: [],
  }
  const grant = {
    app,
    accountId: 'x',
    accountLabel: 'work',
    use: 'access',
    end: 'always',
    grantedAt: '2026-11-22T12:00:00Z',
    useCount: 3,
  }

  it('lists who may have what', async () => {
    const host = await aHost(() => jsonReply(200, { apps: [grant] }))
    expect((await signet(['apps', 'list'], { host })).out).toMatch(/app1 +\/x\.mjs +work +access +always +3/)
  })

  it('allows a path from where it is called', async () => {
    const host = await aHost(() => jsonReply(200, { app }))
    await signet(['apps', 'allow', 'bin/tool', '--use', 'id', '--account', 'me'], { host })
    expect(host.seen[0]).toMatchObject({
      path: '/v1/apps',
      body: { path: '/somewhere/bin/tool', account: 'me', use: 'id' },
    })
  })

  it('allows for a time, in seconds for the host, and refuses what is none', async () => {
    const host = await aHost(() => jsonReply(200, { app }))
    await signet(['apps', 'allow', '/x', '--for', '8h'], { host })
    expect(host.seen[0]).toMatchObject({ body: { path: '/x', for: 28_800 } })
    for (const wrong of ['8', '0h', '31d', 'h', '1h30m', '-1h', '30s'])
      expect(await signet(['apps', 'allow', '/x', '--for', wrong], { host })).toMatchObject({
        exit: 2,
        err: expect.stringContaining('at most 30 days') as unknown,
      })
    expect(host.seen).toHaveLength(1)
  })

  it('lists until when, by the clock on the wall', async () => {
    const host = await aHost(() =>
      jsonReply(200, { apps: [{ ...grant, end: { until: '2026-11-22T20:00:00.000Z' } }] }),
    )
    expect((await signet(['apps', 'list'], { host })).out).toMatch(/until 2026-11-\d\d \d\d:00 +3/)
  })

  it('takes a permission back', async () => {
    const host = await aHost(() => jsonReply(200, { app }))
    expect((await signet(['apps', 'revoke', 'app1'], { host })).exit).toBe(0)
    expect(host.seen[0]).toMatchObject({ method: 'DELETE', path: '/v1/apps/app1' })
  })
})

describe('signet logout, status and reset', () => {
  it('signs out as far as asked, and says what the server did not do', async () => {
    const host = await aHost(() =>
      jsonReply(200, { status: 'signed-out', warnings: ['The server was offline.'] }),
    )
    const { out, err, exit } = await signet(['logout', '--everywhere', '--forget-device'], { host })
    expect([out, exit]).toEqual(['', 0])
    expect(err).toContain('The server was offline.')
    expect(host.seen[0]).toMatchObject({
      path: '/v1/accounts/default/sign-out',
      body: { everywhere: true, forgetDevice: true, interactive: true },
    })
  })

  it('describes the host', async () => {
    const host = await aHost(() => jsonReply(200, aStatus))
    const { out } = await signet(['status'], { host })
    for (const fact of [
      '1.2.3',
      'the agent',
      'process 7',
      'Locked',
      '/s.sock',
      'proxy.test:8080 (HTTPS_PROXY)',
      'Secret Service',
      'ada',
      'pools.json.damaged-1',
    ])
      expect(out).toContain(fact)
    expect(JSON.parse((await signet(['status', '--json'], { host })).out)).toEqual(aStatus)
  })

  it('lists what a reset removed and what it could not', async () => {
    let left: string[] = []
    const host = await aHost(() => jsonReply(200, { removed: ['accounts.json'], left }))
    expect(await signet(['reset'], { host })).toMatchObject({ out: 'Removed:\n  accounts.json\n', exit: 0 })
    left = ['keychain item x']
    const { out, exit } = await signet(['reset'], { host })
    expect(out).toContain('Could not be removed:\n  keychain item x')
    expect(exit).toBe(1)
  })
})
