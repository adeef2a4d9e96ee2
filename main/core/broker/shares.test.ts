import { describe, expect, it } from 'vitest'
import { ShareReply, SharesReply } from '../../../shared/broker/share-requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const hourMs = 3_600_000
const token = 'POST /v1/accounts/default/token'

/** Ada and Bob are signed in, and a person says yes. */
async function aSharer() {
  const host = await aBroker({ accounts: [anAccount('ada'), anAccount('bob', { isDefault: false })] })
  host.asker.willAnswer({ confirm: () => true })
  const share = async (body: object = {}) => {
    const reply = await host.ask('POST /v1/shares', { body: { for: 7200, ...body } })
    return ShareReply.parse(reply.body).share
  }
  const listed = async () => SharesReply.parse((await host.ask('GET /v1/shares')).body).shares
  const askAt = (socket: string, line = token, body?: unknown) =>
    host.shareSockets.ask(socket, line, { body, caller: aCaller({ pid: 99 }) })
  return { ...host, share, listed, askAt }
}

describe('a share', () => {
  it('is opened by a person who is told what it gives, and gives its token to whoever reaches it', async () => {
    const { asker, share, listed, askAt, clock } = await aSharer()
    const terms = { account: 'ada', use: 'id', maxUses: 5, reason: 'dev\ncontainer' }
    const opened = await share(terms)
    expect(asker.confirmations).toEqual([
      {
        kind: 'share',
        accountLabel: 'ada',
        use: 'id',
        forSeconds: 7200,
        maxUses: 5,
        reason: 'dev\uFFFDcontainer',
        socket: undefined,
        app: '/usr/bin/app',
      },
    ])
    expect(opened).toMatchObject({
      socket: `/run/share-${opened.id}.sock`,
      until: new Date(clock.wallMs() + 2 * hourMs).toISOString(),
      openedBy: '/usr/bin/app',
      useCount: 0,
    })
    const { id } = anAccount('ada')
    for (const name of ['default', 'ada', id])
      expect(await askAt(opened.socket, `POST /v1/accounts/${name}/token`, { use: 'id' })).toMatchObject({
        status: 200,
        body: { token: `id-token-of-${id}`, use: 'id', account: id },
      })
    expect(await listed()).toMatchObject([{ id: opened.id, useCount: 3, maxUses: 5 }])
    expect(asker.consents).toEqual([])
  })

  it('tells who is there, and nothing else', async () => {
    const { share, askAt } = await aSharer()
    const { socket } = await share()
    expect(await askAt(socket, 'GET /v1')).toMatchObject({ status: 200, body: { name: 'signet' } })
    for (const line of [
      'GET /v1/accounts',
      'GET /v1/status',
      'GET /v1/apps',
      'GET /v1/shares',
      'POST /v1/shares',
      'POST /v1/apps',
      'POST /v1/accounts/default/sign-in',
      'GET /v1/accounts/default/details',
      'POST /v1/sign-ins',
      'POST /v1/unlock',
      'POST /v1/lock',
      'POST /v1/hand-over',
      'GET /v1/audit',
      'POST /v1/reset',
    ])
      expect([line, codeOf(await askAt(socket, line))]).toEqual([line, 'not_found'])
  })

  it('refuses another account in the words for one that is not there, and another kind of token', async () => {
    const { share, askAt, asker, sessions } = await aSharer()
    const { socket } = await share({ account: 'ada' })
    const [other, none] = [
      await askAt(socket, 'POST /v1/accounts/bob/token'),
      await askAt(socket, 'POST /v1/accounts/nobody/token'),
    ]
    expect([codeOf(other), other]).toEqual(['account_not_found', none])
    expect(codeOf(await askAt(socket, token, { use: 'id' }))).toBe('consent_denied')
    expect([sessions.asked, asker.consents]).toEqual([0, []])
  })

  it('raises no sign-in where the session is over, and says what is wrong', async () => {
    const { share, askAt, sessions, desk, listed } = await aSharer()
    const { socket } = await share({ maxUses: 1 })
    sessions.willGive(() => Promise.reject(new AppError('session/expired', '')))
    expect(codeOf(await askAt(socket, token, { wait: 60 }))).toBe('sign_in_required')
    expect(desk.runs).toEqual([])
    expect(await listed()).toMatchObject([{ useCount: 0 }])
  })

  it('takes no account that is not signed in, no place that is not absolute, and no time out of bounds', async () => {
    const { ask, asker, accounts } = await aSharer()
    await accounts.put(anAccount('ada', { status: 'signed-out' }))
    expect(codeOf(await ask('POST /v1/shares', { body: { for: 60, account: 'ada' } }))).toBe(
      'sign_in_required',
    )
    for (const wrong of [
      {},
      { for: 59 },
      { for: 604_801 },
      { for: 60, socket: 'x' },
      { for: 60, maxUses: 0 },
    ])
      expect(codeOf(await ask('POST /v1/shares', { body: { account: 'bob', ...wrong } }))).toBe('bad_request')
    expect(asker.confirmations).toEqual([])
  })

  it('is not opened where the person says no, or nobody may be asked', async () => {
    const { ask, asker, shareSockets } = await aSharer()
    const silent = await ask('POST /v1/shares', { body: { for: 60, interactive: false } })
    expect(detailOf(silent)).toContain('signet share')
    asker.willAnswer({ confirm: () => false })
    expect(codeOf(await ask('POST /v1/shares', { body: { for: 60 } }))).toBe('consent_denied')
    expect(shareSockets.opened.size).toBe(0)
  })

  it('is one for each yes, also where two requests are alike', async () => {
    const { ask, asker, listed } = await aSharer()
    const body = { for: 60 }
    await Promise.all([ask('POST /v1/shares', { body }), ask('POST /v1/shares', { body })])
    expect(asker.confirmations).toHaveLength(2)
    expect(await listed()).toHaveLength(2)
  })

  it('whose place cannot be had says why, and is not there', async () => {
    const { ask, shareSockets, listed } = await aSharer()
    shareSockets.willOpen(() => Promise.reject(new AppError('host/socket-in-use', 'A link stands there.')))
    const reply = await ask('POST /v1/shares', { body: { for: 60, socket: '/tmp/x.sock' } })
    expect([codeOf(reply), detailOf(reply)]).toEqual([
      'bad_request',
      expect.stringContaining('A link stands'),
    ])
    expect(await listed()).toEqual([])
  })

  it('is one of sixteen at most', async () => {
    const { share, ask, asker } = await aSharer()
    for (let count = 0; count < 16; count += 1) await share()
    expect(codeOf(await ask('POST /v1/shares', { body: { for: 60 } }))).toBe('busy')
    expect(asker.confirmations).toHaveLength(16)
  })
})

describe('a share ends', () => {
  const ended = { code: 'share_ended' }

  it('when its time is over, by either hand of the clock', async () => {
    const { share, askAt, clock, listed, shareSockets } = await aSharer()
    const { socket } = await share()
    clock.setWallMs(clock.wallMs() - 24 * hourMs)
    clock.advance(2 * hourMs)
    expect(await listed()).toEqual([])
    expect(shareSockets.opened.get(socket)?.closedWithinMs).toBe(0)
    expect(await askAt(socket)).toMatchObject({ status: 403, body: ended })
    const second = await share()
    clock.setWallMs(clock.wallMs() + 2 * hourMs)
    expect(await askAt(second.socket)).toMatchObject({ body: ended })
  })

  it('with its last use, which is still answered', async () => {
    const { share, askAt, listed, shareSockets } = await aSharer()
    const { socket } = await share({ maxUses: 2 })
    const replies = await Promise.all([askAt(socket), askAt(socket), askAt(socket)])
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 403])
    expect(await listed()).toEqual([])
    expect(shareSockets.opened.get(socket)?.closedWithinMs).toBeGreaterThan(0)
  })

  it('at the word of any program, and gives nothing of what was under way', async () => {
    const { share, askAt, ask, sessions, listed } = await aSharer()
    const { id, socket } = await share()
    let give: (token: string) => void = () => undefined
    sessions.willGive(() => new Promise((resolve) => (give = resolve)))
    const underWay = askAt(socket)
    await new Promise(setImmediate)
    expect((await ask(`DELETE /v1/shares/${id}`)).status).toBe(200)
    give('late')
    expect(await underWay).toMatchObject({ status: 403, body: ended })
    expect(await listed()).toEqual([])
    expect(codeOf(await ask(`DELETE /v1/shares/${id}`))).toBe('not_found')
  })

  it('when its account is signed out', async () => {
    const { share, accounts, listed } = await aSharer()
    await share({ account: 'ada' })
    const other = await share({ account: 'bob' })
    await accounts.put(anAccount('ada', { status: 'signed-out' }))
    expect((await listed()).map(({ id }) => id)).toEqual([other.id])
  })

  it.each(['signed-out', 'removed', 'expired'] as const)(
    'before it begins where its account is %s while its question stands',
    async (end) => {
      const { ask, asker, accounts, shareSockets } = await aSharer()
      const ada = anAccount('ada')
      const ends = () => (end === 'removed' ? accounts.remove(ada.id) : accounts.put({ ...ada, status: end }))
      asker.willAnswer({ confirm: () => ends().then(() => true) })
      const code = end === 'removed' ? 'account_not_found' : 'sign_in_required'
      expect(codeOf(await ask('POST /v1/shares', { body: { for: 60 } }))).toBe(code)
      expect(shareSockets.opened.size).toBe(0)
    },
  )

  it.each(['signed-out', 'expired'] as const)(
    'before it begins where its account is %s while its socket is made',
    async (status) => {
      const { ask, accounts, shareSockets, shares } = await aSharer()
      shareSockets.willOpen(() => accounts.put(anAccount('ada', { status })))
      expect(codeOf(await ask('POST /v1/shares', { body: { for: 60 } }))).toBe('sign_in_required')
      expect([...shareSockets.opened.values()].map(({ closedWithinMs }) => closedWithinMs)).toEqual([0])
      expect(shares.size).toBe(0)
    },
  )

  it('before it begins where a lock comes while its socket is made', async () => {
    const { ask, lock, shareSockets, shares } = await aSharer()
    lock.onChange(() => void shares.endAll('locked'))
    shareSockets.willOpen(async () => {
      await lock.lock()
    })
    expect(codeOf(await ask('POST /v1/shares', { body: { for: 60 } }))).toBe('locked')
    expect([...shareSockets.opened.values()].map(({ closedWithinMs }) => closedWithinMs)).toEqual([0])
    expect(shares.size).toBe(0)
  })
})

describe('the audit log of a share', () => {
  it('says who opened it, who used it and how often, and why it ended', async () => {
    const { share, askAt, clock, auditLines } = await aSharer()
    const { id, socket } = await share({ maxUses: 5 })
    for (let count = 0; count < 4; count += 1) await askAt(socket)
    await askAt(socket, 'POST /v1/accounts/bob/token')
    clock.advance(60_000)
    await askAt(socket)
    const lines = (await auditLines()).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ what, decision, subject, count }) => [what, decision, subject, count])).toEqual([
      ['share', 'opened', `${id} for 7200 s, 5 times at most`, undefined],
      ['token', 'shared', `share ${id}`, undefined],
      ['token', 'share/other-account', `share ${id}`, undefined],
      ['token', 'shared', `share ${id}`, 3],
      ['share', 'ended', `${id} used-up`, undefined],
      ['token', 'shared', `share ${id}`, 1],
    ])
    expect(lines.every((line) => !JSON.stringify(line).includes('token-of'))).toBe(true)
  })
})
