import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { fromSignet } from './from-signet'
import {
  type Answer,
  aPrivateFolder,
  jsonReply,
  problemReply,
  type ScriptedHost,
  scriptedHost,
} from './fakes'
import { connect, Signet, SignetError } from './index'

const token = {
  token: 'a.b.c',
  tokenType: 'Bearer',
  use: 'access',
  expiresAt: 'x',
  expiresIn: 9,
  account: 'i',
}
const keys = {
  Version: 1,
  AccessKeyId: 'AKIA',
  SecretAccessKey: 'secret',
  SessionToken: 'session',
  Expiration: '2026-11-27T13:00:00Z',
}

describe('the client library', () => {
  let host: ScriptedHost | undefined
  afterEach(async () => {
    await host?.close()
    host = undefined
  })

  async function signetAt(answer: Answer | (() => Promise<Answer>)): Promise<Signet> {
    host = await scriptedHost(() => (typeof answer === 'function' ? answer() : answer))
    return connect({ socket: host.socketPath, autostart: false })
  }

  it('asks for a token of the default account, or of another one with every option', async () => {
    const signet = await signetAt(jsonReply(200, token))
    expect(await signet.token()).toEqual(token)
    const wish = { use: 'id', minimumTtl: 300, interactive: false, wait: 5, reason: 'why' } as const
    await signet.token({ account: 'a/b', ...wish, signal: new AbortController().signal })
    expect(host?.seen).toMatchObject([
      { method: 'POST', path: '/v1/accounts/default/token', body: {} },
      { path: '/v1/accounts/a%2Fb/token', body: wish },
    ])
  })

  it('gives credentials as the SDKs of AWS take them', async () => {
    const signet = await signetAt(jsonReply(200, keys))
    const expected = {
      accessKeyId: 'AKIA',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      expiration: new Date('2026-11-27T13:00:00Z'),
    }
    expect(await signet.awsCredentials()).toEqual(expected)
    const roleArn = 'arn:aws:iam::123456789012:role/x'
    const provider = fromSignet({
      account: 'work',
      roleArn,
      socket: host?.socketPath ?? '',
      autostart: false,
    })
    expect(await provider()).toEqual(expected)
    expect(host?.seen[1]).toMatchObject({ path: '/v1/accounts/work/aws-credentials', body: { roleArn } })
  })

  it('lists accounts and says how Signet is', async () => {
    const signet = await signetAt(
      jsonReply(200, { accounts: [{ id: 'x' }], socket: 's', keychain: {}, setAside: [] }),
    )
    expect(await signet.accounts()).toEqual([{ id: 'x' }])
    expect(await signet.status()).toMatchObject({ socket: 's' })
  })

  it('says why it has nothing, by a code, with the seconds to wait', async () => {
    const problem = {
      type: 'x',
      title: 't',
      status: 403,
      detail: 'Refused a moment ago.',
      code: 'denied_recently',
    }
    const signet = await signetAt(jsonReply(403, problem, { 'Retry-After': '29' }))
    const error: unknown = await signet.token().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SignetError)
    expect(error).toMatchObject({
      message: 'Refused a moment ago.',
      code: 'denied_recently',
      status: 403,
      retryAfter: 29,
    })
    await host?.close()
    host = undefined
    await expect(signet.token()).rejects.toMatchObject({ name: 'SignetError', code: 'not_running' })
  })

  it('sends nothing to a socket that others may enter', async () => {
    const signet = await signetAt(jsonReply(200, token))
    const { chmodSync } = await import('node:fs')
    chmodSync(host?.folder ?? '', 0o755)
    await expect(signet.token()).rejects.toMatchObject({ code: 'not_running' })
    expect(host?.receivedBytes()).toBe(0)
  })

  it('aborts one request, or all, with the reason that was given', async () => {
    const signet = await signetAt(() => new Promise<Answer>(() => undefined))
    const one = new AbortController()
    const asking = signet.token({ signal: one.signal })
    one.abort(new Error('one is enough'))
    await expect(asking).rejects.toThrow('one is enough')
    const all = new AbortController()
    const other = new Signet({ socket: host?.socketPath ?? '', autostart: false, signal: all.signal })
    const both = Promise.allSettled([other.accounts(), other.status()])
    all.abort(new Error('all of them'))
    for (const outcome of await both)
      expect(String((outcome as PromiseRejectedResult).reason)).toContain('all of')
  })

  it('tells what happens, and ends where the loop is left', async () => {
    const event = 'id: a-1\nevent: locked\ndata: {"locked":true}\n\n'
    const signet = await signetAt(['HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n', event])
    for await (const told of signet.events()) {
      expect(told).toEqual({ event: 'locked', data: { locked: true } })
      break
    }
    await host?.close()
    host = await scriptedHost(() => problemReply(503, 'busy', 'Too many.'))
    await expect(connect({ socket: host.socketPath }).events().next()).rejects.toMatchObject({ code: 'busy' })
  })

  it('starts nothing where there is nothing to start', async () => {
    const folder = aPrivateFolder()
    const signet = connect({ socket: join(folder, 'signet.sock'), programs: join(folder, 'none') })
    await expect(signet.token({ interactive: false })).rejects.toMatchObject({ code: 'not_running' })
    expect(existsSync(join(folder, 'signet.sock'))).toBe(false)
  })
})
