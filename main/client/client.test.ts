import { chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { SocketFacts } from '../../shared/broker/socket-address'
import { SignetClient } from './client'
import {
  type Answer,
  type ScriptedHost,
  type SeenRequest,
  aPrivateFolder,
  jsonReply,
  problemReply,
  scriptedHost,
} from './fakes'
import { exchange, requestText } from './http'

let hosts: ScriptedHost[] = []
let folders: string[] = []

afterEach(async () => {
  for (const host of hosts) await host.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  hosts = []
  folders = []
})

const facts = (env: Record<string, string>): SocketFacts => ({
  env,
  platform: process.platform,
  uid: process.getuid?.() ?? 0,
  home: '/nonexistent',
})

async function aHost(answer: (request: SeenRequest) => Answer | Promise<Answer>): Promise<ScriptedHost> {
  const host = await scriptedHost(answer)
  hosts.push(host)
  return host
}

const clientOf = (host: { socketPath: string }): SignetClient =>
  new SignetClient({ facts: facts({ SIGNET_SOCKET: host.socketPath }), starting: null })

const aToken = {
  token: 'a.b.c',
  tokenType: 'Bearer',
  use: 'access',
  expiresAt: '2030-01-01T00:00:00Z',
  expiresIn: 3600,
  account: '0123456789abcdef',
}

describe('SignetClient', () => {
  it('asks for a token with what was asked for, the account encoded', async () => {
    const host = await aHost(() => jsonReply(200, aToken))
    const reply = await clientOf(host).token('me @/work', { use: 'id', minimumTtl: 5, reason: 'über' })
    expect(reply).toEqual(aToken)
    expect(host.seen).toMatchObject([
      {
        method: 'POST',
        path: '/v1/accounts/me%20%40%2Fwork/token',
        body: { use: 'id', minimumTtl: 5, reason: 'über' },
      },
    ])
    expect(host.seen[0]?.headers).toContain('Content-Type: application/json')
  })

  it('keeps fields it does not know', async () => {
    const host = await aHost(() => jsonReply(200, { ...aToken, addedLater: 1 }))
    expect(await clientOf(host).token('default', {})).toMatchObject({ addedLater: 1 })
  })

  it('reads an answer that arrives byte by byte', async () => {
    const host = await aHost(() => Array.from(jsonReply(200, aToken)))
    expect(await clientOf(host).token('default', {})).toEqual(aToken)
  })

  it('throws the problem of a refusal, with the time to wait', async () => {
    const host = await aHost(() =>
      problemReply(403, 'denied_recently', 'Denied a moment ago.').replace(
        '\r\n\r\n',
        '\r\nRetry-After: 30\r\n\r\n',
      ),
    )
    await expect(clientOf(host).token('default', {})).rejects.toMatchObject({
      name: 'ProblemError',
      problem: { status: 403, code: 'denied_recently', detail: 'Denied a moment ago.' },
      retryAfterSeconds: 30,
    })
  })

  it('keeps the status of a refusal without details', async () => {
    const host = await aHost(() => 'HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops')
    await expect(clientOf(host).service()).rejects.toMatchObject({
      problem: { status: 500, code: 'internal' },
    })
  })

  it.each([
    ['no JSON', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi'],
    ['no object', jsonReply(200, 'x')],
    ['no token', jsonReply(200, { ...aToken, token: undefined })],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('refuses an answer that is %s as not Signet', async (_name, reply) => {
    const host = await aHost(() => reply)
    await expect(clientOf(host).token('default', {})).rejects.toMatchObject({ code: 'host/untrusted' })
  })

  it('refuses a token that is not one word', async () => {
    const host = await aHost(() => jsonReply(200, { ...aToken, token: 'a\r\nSet-Cookie: x' }))
    await expect(clientOf(host).token('default', {})).rejects.toThrow('characters that no token has')
  })

  it('sends nothing to a socket whose folder others may enter', async () => {
    const host = await aHost(() => jsonReply(200, aToken))
    chmodSync(host.folder, 0o755)
    await expect(clientOf(host).token('default', {})).rejects.toMatchObject({ code: 'host/untrusted' })
    expect(host.receivedBytes()).toBe(0)
  })

  it('says that nothing runs, without waiting, where it may start nothing', async () => {
    const folder = aPrivateFolder()
    folders.push(folder)
    await expect(clientOf({ socketPath: join(folder, 'signet.sock') }).service()).rejects.toMatchObject({
      code: 'host/not-running',
    })
  })

  it('asks again when a host hands over to another in mid-request', async () => {
    let count = 0
    const host = await aHost(() => (++count < 3 ? null : jsonReply(200, aToken)))
    expect(await clientOf(host).token('default', {})).toEqual(aToken)
    expect(host.seen).toHaveLength(3)
  })

  it('never sends an answer to a challenge twice', async () => {
    const host = await aHost(() => null)
    const answer = { kind: 'SOFTWARE_TOKEN_MFA', code: '123456' } as const
    await expect(clientOf(host).answerSignIn('x', answer)).rejects.toMatchObject({ code: 'host/not-running' })
    expect(host.seen).toHaveLength(1)
  })

  it('finds the host at the second place when nobody listens at the first', async () => {
    const folder = aPrivateFolder()
    folders.push(folder)
    const env = { XDG_RUNTIME_DIR: join(folder, 'absent'), XDG_STATE_HOME: folder }
    const state = join(folder, 'signet')
    mkdirSync(state, { mode: 0o700 })
    const service = {
      name: 'signet',
      version: '1',
      apiVersions: ['v1'],
      host: 'agent',
      pid: 1,
      locked: false,
    }
    const host = await scriptedHost(() => jsonReply(200, service), { folder: state })
    hosts.push(host)
    const client = new SignetClient({
      facts: { ...facts(env), uid: process.getuid?.() ?? 0 },
      starting: null,
    })
    expect(await client.service()).toEqual(service)
    expect(existsSync(join(folder, 'absent'))).toBe(false)
  })

  it('names SIGNET_SOCKET when the path is too long for a socket', async () => {
    const client = clientOf({ socketPath: `/tmp/${'x'.repeat(120)}/signet.sock` })
    await expect(client.service()).rejects.toThrow('SIGNET_SOCKET')
  })
})

describe('exchange', () => {
  it('gives up on a host that does not answer in time', async () => {
    const host = await aHost(() => new Promise(() => undefined))
    const request = { method: 'GET', path: '/v1' } as const
    await expect(exchange(request, { socketPath: host.socketPath, timeoutMs: 30 })).rejects.toMatchObject({
      code: 'host/not-running',
    })
  })

  it('ends with the reason of its signal', async () => {
    const host = await aHost(() => new Promise(() => undefined))
    const controller = new AbortController()
    const running = exchange(
      { method: 'GET', path: '/v1' },
      { socketPath: host.socketPath, timeoutMs: 5_000, signal: controller.signal },
    )
    controller.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })
})

describe('requestText', () => {
  it('never lets a path end the request line', () => {
    expect(() => requestText({ method: 'GET', path: '/v1 HTTP/1.1\r\nX: y' })).toThrow()
  })

  it('counts the body in bytes', () => {
    expect(requestText({ method: 'POST', path: '/v1', body: '"é"' })).toContain('Content-Length: 4\r\n')
  })
})
