import { describe, expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply } from '../client/fakes'
import { signet } from './fakes'

const share = {
  id: '0123456789abcdef',
  socket: '/run/user/1000/signet/share-0123456789abcdef.sock',
  accountId: 'x',
  accountLabel: 'ada',
  use: 'access',
  openedAt: '2026-11-22T12:00:00.000Z',
  until: '2026-11-22T14:00:00.000Z',
  maxUses: 5,
  useCount: 1,
  openedBy: '/usr/bin/bash',
}

describe('signet share', () => {
  it('prints the path alone, and says on the other output what to do with it', async () => {
    const host = await aHost(() => jsonReply(200, { share }))
    const { out, err, exit } = await signet(
      ['share', '--for', '2h', '--max', '5', '--reason', 'dev container', '--account', 'ada'],
      { host },
    )
    expect([exit, out]).toEqual([0, `${share.socket}\n`])
    for (const words of [
      '5 times at most, whoever reaches this socket gets the access token of ada',
      `ssh -R /tmp/signet-${share.id}.sock:${share.socket} HOST`,
      `docker run -v ${share.socket}:/run/signet.sock`,
      `signet share end ${share.id}`,
    ])
      expect(err).toContain(words)
    expect(host.seen[0]).toMatchObject({
      method: 'POST',
      path: '/v1/shares',
      body: {
        account: 'ada',
        use: 'access',
        for: 7200,
        maxUses: 5,
        reason: 'dev container',
        interactive: true,
      },
    })
  })

  it('puts the socket where it is told, from where it is called, and gives JSON', async () => {
    const host = await aHost(() => jsonReply(200, { share }))
    const args = ['share', '--for', '30m', '--use', 'id', '--socket', 'mine/s.sock', '--json']
    const { out, err } = await signet(args, { host })
    expect([JSON.parse(out), err]).toEqual([{ share }, ''])
    expect(host.seen[0]).toMatchObject({ body: { use: 'id', for: 1800, socket: '/somewhere/mine/s.sock' } })
  })

  it('makes a path that a shell would take apart one word', async () => {
    const socket = "/home/ada's files/s.sock"
    const host = await aHost(() => jsonReply(200, { share: { ...share, socket } }))
    const { err } = await signet(['share', '--for', '2h'], { host })
    expect(err).toContain(String.raw`-v '/home/ada'\''s files/s.sock':/run/signet.sock`)
  })

  it.each([
    [['share'], '--for is missing'],
    [['share', '--for', '8d'], 'at most 7 days'],
    [['share', '--for', '2h', '--max', '0'], '--max takes a whole number from 1'],
    [['share', '--for', '2h', '--max', 'x'], '--max takes'],
    [['share', 'stop'], 'list'],
  ])('refuses %j: %s', async (args, says) => {
    expect(await signet(args)).toMatchObject({ exit: 2, err: expect.stringContaining(says) as unknown })
  })

  it('lists what is open, with the uses that were had', async () => {
    const unbounded = { ...share, id: 'other', maxUses: undefined, useCount: 7 }
    const host = await aHost(() => jsonReply(200, { shares: [share, unbounded] }))
    const { out } = await signet(['share', 'list'], { host })
    expect(out).toMatch(/0123456789abcdef +ada +access +2026-11-22 \d\d:00 +1 of 5 +\/usr\/bin\/bash +\/run/)
    expect(out).toMatch(/other .* 7 +\/usr/)
    const none = await aHost(() => jsonReply(200, { shares: [] }))
    expect(await signet(['share', 'list'], { host: none })).toMatchObject({ out: '', exit: 0 })
  })

  it('ends one', async () => {
    const host = await aHost(() => jsonReply(200, { share }))
    expect((await signet(['share', 'end', share.id], { host })).exit).toBe(0)
    expect(host.seen[0]).toMatchObject({ method: 'DELETE', path: `/v1/shares/${share.id}` })
  })
})
