import { beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '../../../shared/errors'
import { calls, type CallName } from '../../../shared/ipc/channels'
import { contract, type Handlers } from '../../../shared/ipc/contract'
import { fakeLog } from '../../core/fakes'
import { answer, registerCalls } from './ipc'

const registered = vi.hoisted(() => new Map<string, (event: unknown, input: unknown) => Promise<unknown>>())
vi.mock('electron', () => ({
  ipcMain: {
    handle: (name: string, handler: (event: unknown, input: unknown) => Promise<unknown>) =>
      registered.set(name, handler),
  },
}))

/** Handlers that fail loudly, but for those given. */
function handlersWith(some: Partial<Handlers>): Handlers {
  const missing = (name: CallName) => () => Promise.reject(new Error(`${name} was not expected`))
  const all = Object.fromEntries(calls.map((name) => [name, missing(name)]))
  return { ...all, ...some } as unknown as Handlers
}

const log = fakeLog()
beforeEach(() => void log.lines.splice(0))

const ask = (name: CallName, input: unknown, some: Partial<Handlers>) =>
  answer(name, { input, handlers: handlersWith(some), log })

describe('a call', () => {
  it.each(calls.filter((name) => contract[name].input.safeParse(undefined).success))(
    'that takes nothing refuses an input: %s',
    async (name) => {
      expect(await ask(name, { surplus: 1 }, {})).toMatchObject({ ok: false, code: 'request/invalid' })
    },
  )

  it.each(calls)('refuses unknown fields: %s', async (name) => {
    const reply = await ask(name, { surplus: 1 }, {})
    expect(reply).toMatchObject({ ok: false, code: 'request/invalid' })
  })

  it('reaches its handler parsed', async () => {
    const seen: unknown[] = []
    const reply = await ask(
      'accounts.remove',
      { accountId: '0123456789abcdef' },
      {
        'accounts.remove': (input) => {
          seen.push(input)
          return Promise.resolve({ warnings: ['network/unreachable'] })
        },
      },
    )
    expect(reply).toEqual({ ok: true, value: { warnings: ['network/unreachable'] } })
    expect(seen).toEqual([{ accountId: '0123456789abcdef' }])
  })

  it('names the field that is wrong, never what was typed', async () => {
    const reply = await ask(
      'signIn.answer',
      { id: 'x', answer: { kind: 'credentials', username: 'u'.repeat(200), password: 'hunter2' } },
      {},
    )
    expect(reply).toMatchObject({ ok: false, code: 'request/invalid' })
    expect(JSON.stringify(reply)).toContain('answer.username')
    expect(JSON.stringify(reply)).not.toContain('hunter2')
  })

  it('drops a field that the contract does not declare', async () => {
    const leaking = { pool: 'found', idToken: 'secret' } as const
    const reply = await ask(
      'pools.check',
      { userPoolId: 'eu-west-1_AbCd12345' },
      { 'pools.check': () => Promise.resolve(leaking) },
    )
    expect(reply).toEqual({ ok: true, value: { pool: 'found' } })
  })

  it('fails as internal when the answer is not of the contract, without showing it', async () => {
    const wrong = { pool: 'secret-token' } as unknown as { pool: 'found' }
    const reply = await ask(
      'pools.check',
      { userPoolId: 'x' },
      { 'pools.check': () => Promise.resolve(wrong) },
    )
    expect(reply).toMatchObject({ ok: false, code: 'internal' })
    expect(JSON.stringify([reply, log.lines])).not.toContain('secret-token')
    expect(log.lines).toHaveLength(1)
  })

  it('carries the code and the detail of a failure', async () => {
    const refuse = () => Promise.reject(new AppError('pool/exists', 'name: taken by another pool'))
    const reply = await ask('pools.remove', { name: 'work' }, { 'pools.remove': refuse })
    expect(reply).toEqual({ ok: false, code: 'pool/exists', detail: 'name: taken by another pool' })
  })

  it('says internal for a fault, and logs where it arose without its message', async () => {
    const fault = () => Promise.reject(new TypeError('password was hunter2'))
    const reply = await ask('pools.remove', { name: 'work' }, { 'pools.remove': fault })
    expect(reply).toMatchObject({ ok: false, code: 'internal' })
    expect(log.lines[0]).toMatch(/^error ipc: pools.remove: +at /)
    expect(JSON.stringify([reply, log.lines])).not.toContain('hunter2')
  })
})

describe('registration', () => {
  it('covers every call, and throws to a frame that is not trusted', async () => {
    const state = { consent: undefined }
    registerCalls({ handlers: handlersWith({ 'consent.current': () => Promise.resolve(state) }), log })
    expect([...registered.keys()]).toEqual([...calls])
    const current = registered.get('consent.current')
    const from = (senderFrame: unknown) => current?.({ senderFrame }, undefined)
    expect(await from({ url: 'app://bundle/consent.html', parent: null })).toEqual({ ok: true, value: {} })
    await expect(from({ url: 'app://bundle/consent.html', parent: {} })).rejects.toThrow(/not for this frame/)
    await expect(from({ url: 'https://evil.invalid/', parent: null })).rejects.toThrow(/not for this frame/)
    await expect(from(null)).rejects.toThrow(/not for this frame/)
    expect(log.lines).toHaveLength(3)
  })
})
