import { describe, expect, it } from 'vitest'
import type { Bridge, CallReply } from '../shared/ipc/channels'
import { createApi } from './api'
import { anAppState, FakeBridge, Refusal } from './fake-bridge'

/** A bridge whose every call gets this one reply. */
function replying(reply: CallReply): Bridge {
  return { call: () => Promise.resolve(reply), on: () => () => undefined }
}

describe('a call over the bridge', () => {
  it('gives the parsed answer', async () => {
    const api = createApi(new FakeBridge({ 'app.state': () => anAppState({ version: '9.9.9' }) }))
    await expect(api.call('app.state', undefined)).resolves.toMatchObject({ version: '9.9.9' })
  })

  it('drops what the contract does not declare, such as a token', async () => {
    const leaky = { ...anAppState(), accessToken: 'secret' }
    const api = createApi(new FakeBridge({ 'app.state': () => leaky }))
    expect(await api.call('app.state', undefined)).not.toHaveProperty('accessToken')
  })

  it('fails with the code that main gave', async () => {
    const replies = {
      'pools.remove': () => {
        throw new Refusal('pool/unknown', 'no pool of this name')
      },
    }
    const call = createApi(new FakeBridge(replies)).call('pools.remove', { name: 'x' })
    await expect(call).rejects.toMatchObject({ code: 'pool/unknown', message: 'no pool of this name' })
  })

  it('takes a code it does not know for a fault', async () => {
    const bridge = replying({ ok: false, code: 'x/y', detail: '' })
    await expect(createApi(bridge).call('app.state', undefined)).rejects.toMatchObject({ code: 'internal' })
  })

  it('takes an answer that breaks the contract for a fault, naming the call', async () => {
    const bridge = replying({ ok: true, value: { pool: 'maybe' } })
    const call = createApi(bridge).call('pools.check', { userPoolId: 'x' })
    await expect(call).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('pools.check') as unknown,
    })
  })
})

describe('a pushed view', () => {
  it('reaches the listener until it stops listening', () => {
    const bridge = new FakeBridge()
    const seen: string[] = []
    const stop = createApi(bridge).on('app.changed', ({ version }) => seen.push(version))
    bridge.push('app.changed', anAppState({ version: '1' }))
    stop()
    bridge.push('app.changed', anAppState({ version: '2' }))
    expect(seen).toEqual(['1'])
  })

  it('is refused when it breaks the contract', () => {
    const bridge = new FakeBridge()
    createApi(bridge).on('consent.changed', () => undefined)
    const push = () => bridge.push('consent.changed', { consent: { id: 7 } as never })
    expect(push).toThrow(/consent\.changed/)
  })
})
