import { describe, expect, it, vi } from 'vitest'
import { TokenReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import type { ConsentAnswer } from '../../../shared/model/consent'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import type { GrantEnd } from '../grants/grant-record'
import type { Caller } from '../ports'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const ada = anAccount('ada')
const tokenLine = 'POST /v1/accounts/default/token'
const turn = () => new Promise(setImmediate)

async function granted(end: GrantEnd = 'always', caller: Caller = aCaller()) {
  const host = await aBroker()
  await host.grants.put({ app: appOf(caller), accountId: ada.id, use: 'access' }, end)
  return host
}
/** A person who takes until `answer` is called. */
async function undecided() {
  const host = await aBroker()
  let answer: (answer: ConsentAnswer) => void = () => undefined
  host.asker.willAnswer({ consent: () => new Promise((resolve) => (answer = resolve)) })
  return { ...host, answer: (given: ConsentAnswer) => answer(given) }
}

describe('a token', () => {
  it('goes to an app with a grant, without a question', async () => {
    const { ask, asker } = await granted()
    const { status, body } = await ask(tokenLine)
    expect(status).toBe(200)
    expect(TokenReply.parse(body)).toEqual({
      token: `access-token-of-${ada.id}`,
      tokenType: 'Bearer',
      use: 'access',
      expiresAt: '2026-11-22T13:00:00.000Z',
      expiresIn: 3600,
      account: ada.id,
    })
    expect(asker.consents).toEqual([])
  })

  it('is asked for as the request has it', async () => {
    const { ask, sessions, asker } = await aBroker()
    asker.willAnswer({ consent: () => 'once' })
    const wishes: unknown[] = []
    sessions.willGive((_id, { use, minimumTtlSeconds }) => {
      wishes.push([use, minimumTtlSeconds])
      return Promise.resolve('t')
    })
    await ask(tokenLine, { body: { use: 'id', minimumTtl: 600 } })
    await ask(tokenLine)
    expect(wishes).toEqual([
      ['id', 600],
      ['access', 60],
    ])
  })

  it.each(['ada', ada.id, 'default'])('is of the account that "%s" names', async (ref) => {
    const { ask } = await granted()
    expect(await ask(`POST /v1/accounts/${ref}/token`)).toMatchObject({ body: { account: ada.id } })
  })

  it('is of an account whose name must be encoded in a path', async () => {
    const { ask } = await aBroker({ accounts: [anAccount('ada@example.org/ä')] })
    const reply = await ask('POST /v1/accounts/ada%40example.org%2F%C3%A4/token', {
      body: { interactive: false },
    })
    expect(codeOf(reply)).toBe('consent_required')
  })

  it('has no end of its own making: what sessions says, the caller gets', async () => {
    const { ask, sessions } = await granted()
    sessions.willGive(() => Promise.reject(new AppError('network/unreachable', 'No route.')))
    expect(codeOf(await ask(tokenLine))).toBe('offline')
    sessions.willGive(() =>
      Promise.reject(new AppError('network/throttled', 'Slow.', { retryAfterSeconds: 3 })),
    )
    expect(await ask(tokenLine)).toMatchObject({ status: 429, headers: { 'Retry-After': '3' } })
  })
})

describe('consent', () => {
  it.each([
    ['once', 2],
    ['lock', 1],
    ['always', 1],
  ] as const)('of "%s" gives the token; two requests make %i questions', async (answer, questions) => {
    const { ask, asker } = await aBroker()
    asker.willAnswer({ consent: () => answer })
    expect((await ask(tokenLine)).status).toBe(200)
    expect((await ask(tokenLine)).status).toBe(200)
    expect(asker.consents).toHaveLength(questions)
  })

  it('of "never" refuses from then on, without a question', async () => {
    const { ask, asker, clock, sessions } = await aBroker()
    asker.willAnswer({ consent: () => 'never' })
    expect(await ask(tokenLine)).toMatchObject({ status: 403, body: { code: 'consent_denied' } })
    clock.advance(3_600_000)
    expect(codeOf(await ask(tokenLine))).toBe('consent_denied')
    expect(asker.consents).toHaveLength(1)
    expect(sessions.asked).toBe(0)
  })

  it('T13: refused quiets the app for 30 seconds: 20 more requests ask nobody', async () => {
    const { ask, asker } = await aBroker()
    expect(codeOf(await ask(tokenLine))).toBe('consent_denied')
    for (let times = 0; times < 20; times += 1)
      expect(await ask(tokenLine)).toMatchObject({
        body: { code: 'denied_recently' },
        headers: { 'Retry-After': '30' },
      })
    expect(asker.consents).toHaveLength(1)
  })

  it('T13: is one question for 50 requests of one app', async () => {
    const { ask, asker, answer } = await undecided()
    const all = Array.from({ length: 50 }, () => ask(tokenLine))
    await turn()
    answer('once')
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(50).fill(200))
    expect(asker.consents).toHaveLength(1)
  })

  it('is another question for another app, account or kind of token', async () => {
    const { ask, asker } = await undecided()
    void ask(tokenLine)
    void ask(tokenLine, { body: { use: 'id' } })
    void ask(tokenLine, { caller: aCaller({ executable: { path: '/usr/bin/other', protected: true } }) })
    await turn()
    expect(asker.consents).toHaveLength(3)
  })

  it('unanswered for 60 seconds is refused', async () => {
    const { ask, clock } = await undecided()
    const reply = ask(tokenLine)
    await turn()
    clock.advance(60_000)
    expect(codeOf(await reply)).toBe('consent_timeout')
  })

  it('is waited for no longer than the caller says', async () => {
    const { ask, clock } = await undecided()
    const reply = ask(tokenLine, { body: { wait: 3 } })
    await turn()
    clock.advance(3_000)
    expect(codeOf(await reply)).toBe('consent_timeout')
  })

  it.each([{ interactive: false }, { wait: 0 }])(
    'that may not be asked for (%o) names the command',
    async (body) => {
      const { ask, asker } = await aBroker()
      const reply = await ask(tokenLine, { body })
      expect(reply.status).toBe(403)
      expect(codeOf(reply)).toBe('consent_required')
      expect(detailOf(reply)).toContain('signet apps allow /usr/bin/app --account ada')
      expect(asker.consents).toEqual([])
    },
  )

  it('names a command that a shell reads as it is meant', async () => {
    const caller = aCaller({ executable: { path: "/opt/it's here; rm -rf/x", protected: true } })
    const { ask } = await aBroker()
    const reply = await ask(tokenLine, { caller, body: { interactive: false, use: 'id' } })
    expect(detailOf(reply)).toContain(
      String.raw`signet apps allow '/opt/it'\''s here; rm -rf/x' --account ada --use id`,
    )
  })

  it('stays open for the others when one caller hangs up, and closes with the last', async () => {
    const { ask, asker, answer, auditLines } = await undecided()
    const [one, other] = [new AbortController(), new AbortController()]
    const first = ask(tokenLine, { signal: one.signal })
    const second = ask(tokenLine, { signal: other.signal })
    await turn()
    one.abort()
    await first
    answer('once')
    expect((await second).status).toBe(200)
    const third = ask(tokenLine, { signal: other.signal })
    await turn()
    other.abort()
    await third
    expect(asker.consents).toHaveLength(2)
    expect((await auditLines()).join()).toContain('unanswered')
  })

  it('given to a question that was closed stands for nothing', async () => {
    const { ask, deps, grants, auditLines } = await aBroker()
    let answer: (given: ConsentAnswer) => void = () => undefined
    // A surface that is slow to take the question away.
    deps.asker.consent = () => new Promise((resolve) => (answer = resolve))
    const hangUp = new AbortController()
    const reply = ask(tokenLine, { signal: hangUp.signal })
    await turn()
    hangUp.abort()
    await reply
    answer('always')
    await turn()
    expect(grants.list(() => '')).toEqual([])
    expect((await auditLines()).join()).toContain('withdrawn')
  })

  it('of a program that cannot be verified is for once, whatever is answered', async () => {
    const caller = aCaller({ verifiable: false })
    const { ask, asker, grants } = await aBroker()
    for (const answer of ['lock', 'always', 'once'] as const) {
      asker.willAnswer({ consent: () => answer })
      expect((await ask(tokenLine, { caller })).status).toBe(200)
    }
    expect(asker.consents).toHaveLength(3)
    expect(asker.consents[0]).toMatchObject({ lastingOffered: false, app: { warnings: ['unverifiable'] } })
    expect(grants.list(() => '')).toEqual([])
  })

  it.each([
    ['an executable', aCaller()],
    ['a single process', { ...aCaller(), kind: 'process' as const }],
  ])('for eight hours holds that long for %s', async (_what, caller) => {
    const { ask, asker, clock } = await aBroker()
    asker.willAnswer({ consent: () => '8h' })
    expect((await ask('POST /v1/accounts/ada/token', { caller })).status).toBe(200)
    clock.advance(8 * 3_600_000 - 1)
    expect((await ask('POST /v1/accounts/ada/token', { caller })).status).toBe(200)
    expect(asker.consents).toHaveLength(1)
    clock.advance(1)
    await ask('POST /v1/accounts/ada/token', { caller })
    expect(asker.consents).toHaveLength(2)
  })

  it('for eight hours holds no longer where the disk is full', async () => {
    const { ask, asker, clock, state } = await aBroker()
    asker.willAnswer({ consent: () => '8h' })
    state.setFull(true)
    await ask('POST /v1/accounts/ada/token')
    clock.advance(8 * 3_600_000 - 1)
    await ask('POST /v1/accounts/ada/token')
    expect(asker.consents).toHaveLength(1)
    clock.advance(1)
    await ask('POST /v1/accounts/ada/token')
    expect(asker.consents).toHaveLength(2)
  })

  it('of a single process is never for always', async () => {
    const caller: Caller = { ...aCaller(), kind: 'process' }
    const { ask, asker, grants } = await aBroker()
    asker.willAnswer({ consent: () => 'always' })
    await ask(tokenLine, { caller })
    expect(asker.consents[0]?.lastingOffered).toBe(false)
    expect(grants.list(() => '').map(({ end }) => end)).toEqual(['lock'])
    asker.willAnswer({ consent: () => 'never' })
    const other: Caller = { ...aCaller({ pid: 9 }), kind: 'process' }
    expect(codeOf(await ask(tokenLine, { caller: other }))).toBe('consent_denied')
    expect(grants.list(() => '')).toHaveLength(1)
    expect(detailOf(await ask(tokenLine, { caller: other, body: { interactive: false } }))).not.toContain(
      'apps allow /',
    )
  })

  it('says when the program has changed since it was allowed', async () => {
    const tool = (sha256: string) =>
      aCaller({ executable: { path: '/home/ada/t', protected: false, sha256 } })
    const { ask, asker } = await granted('always', tool('aa'))
    expect((await ask(tokenLine, { caller: tool('aa') })).status).toBe(200)
    await ask(tokenLine, { caller: tool('bb') })
    expect(asker.consents[0]?.app.warnings).toEqual(['changed-since-approved'])
  })

  it('T15: shows the caller’s reason inert, and refuses a long one', async () => {
    const { ask, asker } = await aBroker()
    await ask(tokenLine, { body: { reason: 'deploy\u202E\n\u0000<img onerror=alert(1)>' } })
    expect(asker.consents[0]?.reason).toBe('deploy\uFFFD\uFFFD\uFFFD<img onerror=alert(1)>')
    expect(detailOf(await ask(tokenLine, { body: { reason: 'x'.repeat(301) } }))).toContain('"reason"')
  })

  it('asks on the caller’s own terminal', async () => {
    const { ask, asker } = await aBroker()
    const consent = vi.spyOn(asker, 'consent')
    await ask(tokenLine, { caller: aCaller({ terminal: '/dev/pts/3' }) })
    expect(consent.mock.calls[0]?.[1]).toEqual({ terminal: '/dev/pts/3' })
  })

  it('that cannot be asked for anywhere is the asker’s own error', async () => {
    const { ask, asker } = await aBroker()
    asker.willAnswer({
      consent: () => Promise.reject(new AppError('broker/consent-required', 'No terminal.')),
    })
    expect(codeOf(await ask(tokenLine))).toBe('consent_required')
  })

  it('for always holds until the end of the host where the disk is full', async () => {
    const { ask, asker, state, grants, log } = await aBroker()
    asker.willAnswer({ consent: () => 'always' })
    state.setFull(true)
    expect((await ask(tokenLine)).status).toBe(200)
    expect(grants.list(() => '').map(({ end }) => end)).toEqual(['lock'])
    expect(log.lines.join()).toContain('storage/write-failed')
  })

  it.each([
    ['and is still there', false],
    ['and has gone again', true],
  ])(
    'for always that the disk refused does not hold where a lock came meanwhile %s',
    async (_how, isOpen) => {
      const { ask, asker, state, grants, lock, log, auditLines } = await aBroker()
      asker.willAnswer({ consent: () => 'always' })
      const write = state.write.bind(state)
      vi.spyOn(state, 'write').mockImplementation(async (name, text) => {
        if (name !== 'grants.json') return write(name, text)
        await lock.lock()
        if (isOpen) await lock.unlock()
        throw new AppError('storage/write-failed', 'no space left')
      })
      await ask(tokenLine)
      await vi.waitFor(() => expect(log.lines.join()).toContain('an answer was not kept'))
      await auditLines()
      expect(grants.list(() => '')).toEqual([])
    },
  )
})

describe('the audit log', () => {
  it('has who asked, for what, and the decision, and no token', async () => {
    const { ask, asker, auditLines } = await aBroker()
    asker.willAnswer({ consent: () => 'once' })
    await ask(tokenLine)
    const lines = await auditLines()
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { what: 'consent', decision: 'once', app: { executable: '/usr/bin/app', pid: 4242 }, account: ada.id },
      { what: 'token', decision: 'once', use: 'access', account: ada.id },
    ])
    expect(lines.join()).not.toContain('access-token-of')
  })

  it('has one line for 500 tokens by one grant within a minute', async () => {
    const { ask, auditLines, clock } = await granted()
    for (let times = 0; times < 500; times += 1) await ask(tokenLine)
    clock.advance(60_000)
    const counts = (await auditLines()).map((line) => (JSON.parse(line) as { count?: number }).count)
    expect(counts).toEqual([undefined, 499])
  })

  it('does not grow by a line for each request of a program that was refused', async () => {
    const { ask, auditLines } = await aBroker()
    for (let times = 0; times < 100; times += 1) await ask(tokenLine)
    expect((await auditLines()).length).toBeLessThan(5)
  })
})
