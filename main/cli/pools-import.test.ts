import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maxPoolFileBytes } from '../../shared/pool-file/pool-file'
import { samples } from '../../shared/pool-file/samples'
import { type ScriptedHost, type SeenRequest, jsonReply, problemReply, scriptedHost } from '../client/fakes'
import { type FakeWorld, type Printed, signet } from './fakes'
import { fetched } from './pool-source'

const userPoolId = 'eu-west-1_AbCd12345'
const clientId = '1h57kf5cpq17m0eml12EXAMPLE'
const pool = { name: 'Work', userPoolId, clientId, hasClientSecret: false, method: 'USER_SRP_AUTH' }

let host: ScriptedHost
let there: object[]
let folder: string
let servers: Server[]

beforeEach(async () => {
  there = []
  servers = []
  folder = mkdtempSync(join(tmpdir(), 'signet-import-'))
  host = await scriptedHost(({ method, body }) =>
    method === 'GET'
      ? jsonReply(200, { pools: there })
      : jsonReply(200, { pool: { ...pool, ...(body as object) } }),
  )
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  for (const server of servers) server.closeAllConnections()
  for (const server of servers) server.close()
  await host.close()
})

function aFile(text: string | Uint8Array): string {
  const path = join(folder, 'pools.file')
  writeFileSync(path, text)
  return path
}

function importing(words: readonly string[], world: FakeWorld = {}): Promise<Printed> {
  return signet(['pools', 'import', ...words], { host, ...world })
}

const added = (): SeenRequest[] => host.seen.filter(({ method }) => method === 'POST')
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('signet pools import FILE', () => {
  it('shows what it found and adds it, with the life of its refresh token', async () => {
    const { out, err, exit } = await importing([aFile(samples.signet)])
    expect([out, exit]).toEqual(['', 0])
    expect(err).toMatch(/Work +eu-west-1_AbCd12345 +1h57kf5cpq17m0eml12EXAMPLE/)
    expect(err).toContain('Added the pool Work.')
    expect(added().map(({ path, body }) => ({ path, body }))).toEqual([
      {
        path: '/v1/pools',
        body: {
          name: 'Work',
          userPoolId,
          clientId,
          endpoint: 'http://127.0.0.1:9229',
          method: 'USER_PASSWORD_AUTH',
          refreshTokenLifeSeconds: 2_592_000,
          interactive: true,
        },
      },
    ])
  })

  it('adds each of several, under names that are free', async () => {
    there = [{ ...pool, name: 'otherstack', clientId: 'another1' }]
    const { exit } = await importing([aFile(samples.cdk)])
    expect(exit).toBe(0)
    expect(added().map(({ body }) => (body as { name: string }).name)).toEqual([
      'AuthStack StaffClientIdC0605E59',
      'AuthStack GuestsUserPoolClientId',
      'OtherStack 2',
    ])
  })

  it('leaves alone what is there already', async () => {
    there = [pool]
    const { err, exit } = await importing([aFile(samples.awsExports)])
    expect(exit).toBe(0)
    expect(err).toContain('is there already, as Work')
    expect(added()).toEqual([])
  })

  it('takes no client secret, and says how to give it', async () => {
    const { err, exit } = await importing([aFile(samples.mobile), '--json'])
    expect([err, exit]).toEqual(['', 2])
    expect(added()).toHaveLength(1)
    const said = await importing([aFile(samples.mobile)])
    expect(said.err).toContain(
      `signet pools add --name ${userPoolId} --user-pool-id ${userPoolId} --client-id ${clientId} --endpoint https://auth.example.com --identity-pool eu-west-1:00000000-0000-4000-8000-000000000000 --client-secret-stdin`,
    )
    expect(said.err).not.toContain('0123456789abcdefghijklmnopqrstuv')
  })

  it('says with the secret what the file says of the pool’s own pages', async () => {
    const managedLogin = {
      domain: 'https://auth.example.com',
      redirectUris: ['http://localhost:47811/callback'],
      scopes: ['openid', 'email'],
      identityProvider: "Ada's",
    }
    const secret = { name: 'Work', userPoolId, clientId, hasClientSecret: true, managedLogin }
    const { err } = await importing([aFile(JSON.stringify({ signet: 1, pools: [secret] }))])
    expect(err).toContain(
      "--login-domain https://auth.example.com --redirect-uri http://localhost:47811/callback --scopes 'openid,email' --identity-provider 'Ada'\\''s' --client-secret-stdin",
    )
  })

  it('prints what it did as one object', async () => {
    const { out, err } = await importing([aFile(samples.amplifyOutputs), '--json'])
    expect(err).toBe('')
    expect(JSON.parse(out)).toMatchObject({ pools: [{ userPoolId }], known: [], left: [] })
  })

  it('reads standard input, and a byte order mark', async () => {
    const { exit } = await importing(['-', '--name', ' Mine '], { input: `\uFEFF${samples.awsKeys}` })
    expect(exit).toBe(0)
    expect(added()[0]?.body).toMatchObject({ name: 'Mine', userPoolId })
  })

  it('stops where the person refuses', async () => {
    await host.close()
    host = await scriptedHost(({ method }) =>
      method === 'GET' ? jsonReply(200, { pools: [] }) : problemReply(403, 'consent_denied', 'You refused.'),
    )
    const { err, exit } = await importing([aFile(samples.cdk)])
    expect(exit).toBe(5)
    expect(err).toContain('You refused.')
    expect(added()).toHaveLength(1)
  })

  it.each([
    [
      'a file without a client',
      `{"aws_user_pools_id":"${userPoolId}"}`,
      'aws_user_pools_web_client_id is missing',
    ],
    ['an expression', 'const a = {\n x: f() }', 'line 2'],
    ['what is no text', new Uint8Array([0xff, 0xfe, 0x7b]), 'no text in UTF-8'],
    ['a large file', ' '.repeat(maxPoolFileBytes + 1), 'larger than 256 KiB'],
  ])('sends nothing for %s', async (_, text, said) => {
    const { err, exit } = await importing([aFile(text)])
    expect(exit).toBe(2)
    expect(err).toContain(said)
    expect(host.receivedBytes()).toBe(0)
  })

  it.each([
    [['missing.json'], 'There is no such file.'],
    [['/'], 'That is a folder, and no file.'],
    [['-', '--name', 'x'], '--name goes with one pool'],
    [['-', '--name', 'a\u202Eb'], 'cannot be shown'],
    [['-', '--sha256', 'abc'], '64 hexadecimal digits'],
    [['-', '--sha256', '0'.repeat(64)], `The checksum of the file is ${sha256(samples.cdk)}`],
    [['ftp://example.invalid/x'], 'Only https'],
    [['http://example.invalid/x'], 'Only https'],
    [['http://localhost/x'], 'Only https'],
    [['https://me:hunter2@example.invalid/x'], 'holds a name or a password'],
    [['https://'], 'no address'],
  ])('is an error of usage: %j', async (words, said) => {
    const { err, exit } = await importing(words, { input: samples.cdk })
    expect(exit).toBe(2)
    expect(err).toContain(said)
    expect(err).not.toContain('hunter2')
    expect(host.receivedBytes()).toBe(0)
  })
})

describe('signet pools import URL', () => {
  it('adds nothing without a checksum: it shows it, and what would be added', async () => {
    const url = await serving((_, response) => response.end(samples.amplifyOutputs))
    const { err, exit } = await importing([url])
    expect(exit).toBe(2)
    expect(err).toContain(sha256(samples.amplifyOutputs))
    expect(err).toContain(userPoolId)
    expect(host.receivedBytes()).toBe(0)
    const { out } = await importing([url, '--json'])
    expect(JSON.parse(out)).toMatchObject({ sha256: sha256(samples.amplifyOutputs), found: [{ userPoolId }] })
  })

  it('adds what has the checksum that was given', async () => {
    const url = await serving((_, response) => response.end(samples.amplifyOutputs))
    const { exit } = await importing([url, '--sha256', sha256(samples.amplifyOutputs).toUpperCase()])
    expect(exit).toBe(0)
    expect(added()).toHaveLength(1)
  })

  it('follows where the address leads on, on this scheme alone', async () => {
    const locations = new Map([
      ['/', '/end'],
      ['/away', 'https://example.invalid/'],
      ['/file', 'file:///etc/passwd'],
      ['/bad', 'http://['],
    ])
    const url = await serving(({ url: path }, response) => {
      if (path === '/end') return response.end(samples.amplifyOutputs)
      return response.writeHead(302, { location: locations.get(path ?? '') ?? '/round' }).end()
    })
    expect((await importing([url])).err).toContain(userPoolId)
    expect((await importing([`${url}/away`])).err).toContain('another scheme')
    expect((await importing([`${url}/file`])).err).toContain('Only https')
    expect((await importing([`${url}/bad`])).err).toContain('no address')
    const { err, exit } = await importing([`${url}/round`])
    expect(err).toContain('leads on and on')
    expect(exit).toBe(7)
  })

  it.each([
    { status: 404, body: 'x', said: 'answered with status 404', code: 7 },
    { status: 200, body: ' '.repeat(maxPoolFileBytes + 1), said: 'larger than 256 KiB', code: 2 },
  ])('says so where the file is not to be had: $said', async ({ status, body, said, code }) => {
    const url = await serving((_request, response) => response.writeHead(status).end(body))
    const { err, exit } = await importing([url])
    expect(err).toContain(said)
    expect(exit).toBe(code)
  })

  it('says so where nobody answers, and where the answer breaks off', async () => {
    const url = await serving((_, response) => {
      response.writeHead(200).write('{')
      setImmediate(() => response.destroy())
    })
    expect(await importing([url])).toMatchObject({ exit: 7 })
    servers[0]?.close()
    const { err, exit } = await importing([url])
    expect(exit).toBe(7)
    expect(err).toContain('was not reached')
  })

  it('waits for so long and no longer, also in the middle of the file', async () => {
    const silent = await serving(() => undefined)
    const aWorld = { facts: { env: {}, platform: process.platform, uid: 0, home: '/' }, err: () => undefined }
    const slow = await serving((_, response) => void response.writeHead(200).write('{'))
    for (const url of [silent, slow])
      await expect(fetched(url, aWorld, AbortSignal.timeout(100))).rejects.toMatchObject({
        code: 'pool/file-unavailable',
        message: 'The server took too long.',
      })
  })
})
