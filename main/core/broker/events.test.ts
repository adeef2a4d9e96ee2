import { describe, expect, it } from 'vitest'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount } from './fakes'

type Around = Awaited<ReturnType<typeof aBroker>>

interface Told {
  readonly id: string
  readonly event: string
  readonly data: unknown
}

/** A reader of the events of a broker: what it was told, and how to leave. */
async function reader({ ask }: Pick<Around, 'ask'>) {
  const { status, headers, stream } = await ask('GET /v1/events')
  const texts: string[] = []
  const leave = stream?.open((text) => texts.push(text))
  const told = (): Told[] =>
    texts
      .join('')
      .split('\n\n')
      .filter((block) => block.includes('event: '))
      .map((block) => {
        const [, id = '', event = '', data = ''] = /id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? []
        return { id, event, data: JSON.parse(data) as unknown }
      })
  return { status, headers, texts, told, stream, leave: () => leave?.() }
}

describe('GET /v1/events', () => {
  it('begins with when to try again and whether Signet is locked, also while it is', async () => {
    const around = await aBroker()
    const first = await reader(around)
    expect(first.headers).toMatchObject({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    expect(first.texts[0]).toMatch(/^retry: 1000\n\n/)
    expect(first.told()).toMatchObject([{ event: 'unlocked', data: { locked: false } }])
    await around.lock.lock()
    expect((await reader(around)).told()).toMatchObject([{ event: 'locked', data: { locked: true } }])
  })

  it('tells of the lock, both ways', async () => {
    const around = await aBroker()
    const { told } = await reader(around)
    await around.lock.lock()
    await around.lock.unlock()
    expect(told().map(({ event }) => event)).toEqual(['unlocked', 'locked', 'unlocked'])
  })

  it('tells of an account that came, changed and went, and of no other', async () => {
    const around = await aBroker()
    const { told } = await reader(around)
    const bob = anAccount('bob', { isDefault: false })
    await around.accounts.put(bob)
    await around.accounts.put({ ...bob, status: 'signed-out' })
    await around.accounts.remove(bob.id)
    expect(told().slice(1)).toMatchObject([
      { event: 'account', data: { change: 'added', account: { username: 'bob' } } },
      { event: 'account', data: { change: 'changed', account: { username: 'bob', status: 'signed-out' } } },
      { event: 'account', data: { change: 'removed', account: { username: 'bob' } } },
    ])
  })

  it('tells that there are new tokens, and until when, and no token', async () => {
    const around = await aBroker()
    const { told, texts } = await reader(around)
    const { id } = anAccount('ada')
    around.sessions.renew({ accountId: id, expiresInSeconds: 3600 })
    const expiresAt = new Date(around.clock.wallMs() + 3_600_000).toISOString()
    expect(told()[1]).toMatchObject({ event: 'token', data: { account: id, expiresIn: 3600, expiresAt } })
    expect(texts.join('')).not.toContain('token-of')
  })

  it('tells of decisions about apps, and not of their uses', async () => {
    const around = await aBroker()
    const { told } = await reader(around)
    around.asker.willAnswer({ consent: () => 'lock' })
    for (let use = 0; use < 3; use++) await around.ask('POST /v1/accounts/ada/token')
    await around.grants.revoke(appOf(aCaller()).id)
    expect(told().slice(1)).toMatchObject([
      { event: 'apps', data: { change: 'added', grant: { end: 'lock', useCount: 0 } } },
      { event: 'apps', data: { change: 'removed' } },
    ])
  })

  it('numbers its events, and another host numbers otherwise', async () => {
    const around = await aBroker()
    const { told } = await reader(around)
    await around.lock.lock()
    const [first = '', second = ''] = told().map(({ id }) => id)
    expect(first).not.toBe(second)
    expect(first.split('-')[0]).toBe(second.split('-')[0])
  })

  it('says that it is still there while nothing happens', async () => {
    const around = await aBroker()
    const { texts, told } = await reader(around)
    around.clock.advance(100_000)
    expect(texts.filter((text) => text === ': still here\n\n')).toHaveLength(4)
    expect(told()).toHaveLength(1)
  })

  it('tells a reader that left nothing more, and watches nothing for nobody', async () => {
    const around = await aBroker()
    const [first, second] = [await reader(around), await reader(around)]
    first.leave()
    await around.lock.lock()
    expect(first.told()).toHaveLength(1)
    expect(second.told()).toHaveLength(2)
    second.leave()
    const before = second.texts.length
    around.clock.advance(100_000)
    await around.lock.unlock()
    expect(second.texts).toHaveLength(before)
  })

  it('says why it ends', async () => {
    const around = await aBroker()
    const { stream } = await reader(around)
    expect(stream?.farewell('host_ended')).toContain('event: closed\ndata: {"reason":"host_ended"}\n\n')
  })

  it('takes no field that it does not know', async () => {
    const around = await aBroker()
    expect(await around.ask('GET /v1/events', { body: { since: 1 } })).toMatchObject({ status: 400 })
  })
})
