import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chmodSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { version } from '../../package.json'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { type Answer, jsonReply } from '../client/fakes'
import type { Finding } from './doctor-finding'
import { nodeFinding } from './doctor-here'
import { signet } from './fakes'

const anAccount = {
  id: '0123456789abcdef',
  label: 'ada@example.com',
  username: 'ada@example.com',
  poolName: 'acme',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_Ab12Cd34E',
  clientId: 'client1',
  status: 'signed-in',
  default: true,
  device: 'remembered',
}
const aStatus = {
  name: 'signet',
  version,
  apiVersions: ['v1'],
  host: 'agent',
  pid: 7,
  locked: false,
  socket: '/s.sock',
  stateFolder: '/nonexistent/state',
  accounts: [anAccount],
  pools: 1,
  setAside: [],
  keychain: { backend: 'Secret Service', state: 'ready' },
}
const aGrant = (id: string, executable: string) => ({
  app: { id, kind: 'executable', executable, parents: [], verifiable: true, warnings: [] },
  accountId: anAccount.id,
  accountLabel: 'ada@example.com',
  use: 'access',
  end: 'always',
  grantedAt: '2026-11-22T12:00:00.000Z',
  useCount: 1,
})

interface Ailments {
  readonly status?: object
  readonly apps?: readonly object[]
  readonly endpoint?: string
  readonly pools?: readonly object[]
}

/** Where Cognito answers, with a clock of its own. */
async function aPool(options: { status?: number; aheadMs?: number } = {}): Promise<string> {
  const server = createServer((_request, response) => {
    const date = new Date(Date.now() + (options.aheadMs ?? 0)).toUTCString()
    response.writeHead(options.status ?? 200, { Date: date }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function examined(ailments: Ailments = {}, env: Record<string, string> = {}) {
  const endpoint = ailments.endpoint ?? (await aPool())
  const pools = ailments.pools ?? [
    {
      name: 'acme',
      userPoolId: 'eu-west-1_Ab12Cd34E',
      clientId: 'client1',
      hasClientSecret: false,
      method: 'USER_SRP_AUTH',
      endpoint,
    },
  ]
  const answers: Record<string, Answer> = {
    '/v1/status': jsonReply(200, { ...aStatus, ...ailments.status }),
    '/v1/apps': jsonReply(200, { apps: ailments.apps ?? [aGrant('a1', process.execPath)] }),
    '/v1/pools': jsonReply(200, { pools }),
  }
  const host = await aHost(({ path }) => answers[path] ?? null)
  const { out, exit } = await signet(['doctor', '--json'], { host, env })
  const { fine, findings } = JSON.parse(out) as { fine: boolean; findings: Finding[] }
  expect(fine).toBe(exit === 0)
  return { exit, faults: findings.filter(({ state }) => state === 'fault'), findings, host }
}

describe('signet doctor', () => {
  it('takes a script that was allowed by hand for there, whatever runs it', async () => {
    const byHand = aGrant('c3', '')
    const { faults } = await examined({
      apps: [{ ...byHand, app: { ...byHand.app, script: process.execPath } }],
    })
    expect(faults).toEqual([])
  })

  it('finds nothing where nothing is wrong, and changes nothing', async () => {
    const { exit, faults, findings, host } = await examined()
    expect([exit, faults]).toEqual([0, []])
    expect(findings.filter(({ state }) => state === 'fine').map(({ check }) => check)).toEqual([
      'node',
      'socket',
      'host',
      'keychain',
      'files',
      'pool',
      'clock',
      'account',
      'app',
    ])
    expect(new Set(host.seen.map(({ method }) => method))).toEqual(new Set(['GET']))
  })

  it.each([
    ['another version', { status: { version: '0.0.0' } }, 'host', 'start it again'],
    ['a lock', { status: { locked: true } }, 'host', 'signet unlock'],
    [
      'a locked keychain',
      { status: { keychain: { backend: 'x', state: 'locked' } } },
      'keychain',
      'unlock it',
    ],
    [
      'no keychain',
      { status: { keychain: { backend: 'x', state: 'unavailable' } } },
      'keychain',
      '--session-only',
    ],
    ['a damaged file', { status: { setAside: ['pools.json.damaged-1'] } }, 'files', 'add it again'],
    ['another way out', { status: { proxy: 'p.test:8080 (HTTPS_PROXY)' } }, 'network', 'proxy variables'],
    [
      'an ended sign-in',
      { status: { accounts: [{ ...anAccount, status: 'expired' }] } },
      'account',
      `signet login --account ${anAccount.id}`,
    ],
    ['no account', { status: { accounts: [] } }, 'account', 'signet login'],
    [
      'nobody signed in',
      { status: { accounts: [{ ...anAccount, status: 'signed-out' }] } },
      'account',
      'signet login',
    ],
    ['a program that is gone', { apps: [aGrant('b2', '/nonexistent/tool')] }, 'app', 'signet apps revoke b2'],
    ['no pool', { pools: [] }, 'pool', 'signet pools add'],
    ['a pool that does not answer', { endpoint: 'http://127.0.0.1:1' }, 'pool', 'docs/network.md'],
  ] as const)('finds %s, with its fix', async (_what, ailments, ...[check, fix]) => {
    const { exit, faults } = await examined(ailments)
    expect([exit, faults]).toEqual([1, [expect.objectContaining({ check })]])
    expect(faults[0]?.fix).toContain(fix)
  })

  it.each([
    [404, 'knows no pool', 'administrator'],
    [502, 'status 502', 'docs/network.md'],
  ])('tells a pool that answers %d', async (status, found, fix) => {
    const { faults } = await examined({ endpoint: await aPool({ status }) })
    expect(faults).toMatchObject([{ check: 'pool' }])
    expect(`${faults[0]?.found} ${faults[0]?.fix}`).toMatch(new RegExp(`${found}.*${fix}`))
  })

  it.each([
    [-20, '20 minutes fast'],
    [20, '20 minutes slow'],
  ])('finds a clock that the server is %d minutes ahead of', async (minutes, found) => {
    const { faults } = await examined({ endpoint: await aPool({ aheadMs: minutes * 60_000 }) })
    expect(faults).toMatchObject([{ check: 'clock', found: `The clock of this computer is ${found}.` }])
  })

  it('says that Signet does not run, and starts nothing', async () => {
    const { out, exit } = await signet(['doctor'])
    expect(exit).toBe(1)
    expect(out).toContain('!!  Signet does not run.')
    expect(out).toMatch(/Fix: open the app, or run `signet agent`/)
    expect(out).toContain('1 thing to set right.\n')
  })

  it('finds a socket that others can reach, with its fix', async () => {
    const host = await aHost(() => null)
    chmodSync(host.folder, 0o755)
    const { out, exit } = await signet(['doctor'], { host })
    expect([exit, host.seen]).toEqual([1, []])
    expect(out).toMatch(/is not trusted.*0700[\s\S]*Fix: /)
  })

  it('names no user, no password of a proxy, and the home folder as ~', async () => {
    const secretly = 'http://ada:hunter2@p.test:8080'
    const { findings } = await examined(
      { status: { stateFolder: '/nonexistent/x', setAside: ['a'], proxy: 'p.test:8080 (https_proxy)' } },
      { https_proxy: secretly },
    )
    const said = JSON.stringify(findings)
    for (const secret of ['ada', 'hunter2', '/nonexistent/x']) expect(said).not.toContain(secret)
    expect(said).toContain('Proxy: p.test:8080 (https_proxy).')
    expect(said).toContain('from ~/x')
  })

  it.each([
    ['20.18.3', 'fault'],
    ['18.20.0', 'fault'],
    ['20.19.0', 'fine'],
    ['24.1.0', 'fine'],
  ])('takes Node %s for a %s', (node, state) => {
    expect(nodeFinding(node).state).toBe(state)
  })
})
