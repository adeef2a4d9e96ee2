import { describe, expect, it } from 'vitest'
import { AuditReply, AuditVerifyReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf } from './fakes'

const ada = anAccount('ada')

/** A program had two tokens, and a lock came after them. */
async function aUsedBroker() {
  const broker = await aBroker()
  await broker.grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
  for (let times = 0; times < 3; times += 1) await broker.ask('POST /v1/accounts/ada/token')
  await broker.ask('POST /v1/lock')
  const read = async (query: string) => AuditReply.parse((await broker.ask(`GET /v1/audit${query}`)).body)
  return { ...broker, read }
}

describe('GET /v1/audit', () => {
  it('tells what happened, with this minute’s uses counted, also while Signet is locked', async () => {
    const { read } = await aUsedBroker()
    const { events, more } = await read('')
    expect(events.map(({ what, decision, count }) => [what, decision, count])).toEqual([
      ['token', 'granted', undefined],
      ['lock', 'locked', undefined],
      ['token', 'granted', 2],
    ])
    expect(more).toBe(false)
  })

  it('looks for what the query names', async () => {
    const { read } = await aUsedBroker()
    expect((await read('?what=token&account=ada&limit=1')).events).toMatchObject([{ count: 2 }])
    expect((await read(`?account=${ada.id}`)).events).toHaveLength(2)
    expect((await read('?app=%2Fusr%2Fbin%2Fapp&decision=locked')).events).toHaveLength(1)
    expect((await read('?since=2027-01-01T00%3A00%3A00Z')).events).toEqual([])
  })

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=many', 'limit'],
    ['?since=yesterday', 'since'],
    ['?what=everything', 'what'],
    ['?secret=1', 'secret'],
  ])('names what is wrong with %s', async (query, field) => {
    const { ask } = await aBroker()
    const reply = await ask(`GET /v1/audit${query}`)
    expect([reply.status, codeOf(reply)]).toEqual([400, 'bad_request'])
    expect(JSON.stringify(reply.body)).toContain(field)
  })

  it('knows no account that never was', async () => {
    const { ask } = await aBroker()
    expect(codeOf(await ask('GET /v1/audit?account=nobody'))).toBe('account_not_found')
  })
})

describe('GET /v1/audit/verify', () => {
  const verified = async ({ ask }: Awaited<ReturnType<typeof aBroker>>) =>
    AuditVerifyReply.parse((await ask('GET /v1/audit/verify')).body)

  it('says how far the keychain vouches, and finds what was changed', async () => {
    const broker = await aBroker()
    for (const decision of ['one', 'two']) broker.audit.record({ what: 'pool', decision })
    await broker.audit.flush()
    await broker.deps.anchors.read()
    await broker.anchors.keep()
    broker.audit.record({ what: 'pool', decision: 'three' })
    expect(await verified(broker)).toEqual({ state: 'intact', lines: 3, cutOff: 0, anchoredTo: 2 })
    const text = broker.state.files.get('audit/1.jsonl') ?? ''
    broker.state.files.set('audit/1.jsonl', text.replace('"one"', '"uno"'))
    expect(await verified(broker)).toMatchObject({ state: 'broken', fault: { line: 2, why: 'out-of-chain' } })
  })

  it('looks at the chain alone where the keychain cannot be asked, and says so', async () => {
    const broker = await aBroker()
    broker.audit.record({ what: 'pool', decision: 'one' })
    broker.keychain.failWhen(() => new AppError('keychain/locked', 'no'))
    expect(await verified(broker)).toEqual({
      state: 'intact',
      lines: 1,
      cutOff: 0,
      keychainProblem: 'keychain/locked',
    })
  })

  it('reads no keychain while Signet is locked', async () => {
    const { ask, keychain } = await aUsedBroker()
    const calls = keychain.journal.length
    expect(codeOf(await ask('GET /v1/audit/verify'))).toBe('locked')
    expect(keychain.journal).toHaveLength(calls)
  })
})
