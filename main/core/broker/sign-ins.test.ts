import { describe, expect, it } from 'vitest'
import { SignInStepReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const credentials = { answer: { kind: 'credentials', username: 'ada', password: 'correct horse' } }
const other = { name: 'home', userPoolId: 'eu-west-1_Other', clientId: 'client2' }

describe('a sign-in that a terminal conducts', () => {
  it('begins, takes an answer, and ends', async () => {
    const { ask, desk, auditLines } = await aBroker()
    const begun = await ask('POST /v1/sign-ins', { body: { pool: 'work', username: 'ada' } })
    expect(SignInStepReply.parse(begun.body)).toMatchObject({ id: 'run-1', step: { kind: 'credentials' } })
    const next = await ask('POST /v1/sign-ins/run-1', { body: credentials })
    expect(SignInStepReply.parse(next.body).step).toMatchObject({ kind: 'rememberDevice' })
    desk.runs[0]?.become({
      kind: 'signedIn',
      username: 'ada',
      accountId: anAccount('ada').id,
      device: 'none',
    })
    const lines = (await auditLines()).join()
    expect(lines).toContain('"what":"sign-in","decision":"signed-in"')
    expect(lines).not.toContain('horse')
  })

  it('belongs to the process that began it: neither its id nor its pid is enough', async () => {
    const { ask } = await aBroker()
    await ask('POST /v1/sign-ins', { body: { pool: 'work' } })
    for (const caller of [aCaller({ pid: 1 }), aCaller({ startTime: '101' })]) {
      expect(codeOf(await ask('POST /v1/sign-ins/run-1', { caller, body: credentials }))).toBe('not_found')
      expect(codeOf(await ask('DELETE /v1/sign-ins/run-1', { caller }))).toBe('not_found')
    }
    expect((await ask('POST /v1/sign-ins/run-1', { body: credentials })).status).toBe(200)
  })

  it('is abandoned on request', async () => {
    const { ask } = await aBroker()
    await ask('POST /v1/sign-ins', { body: { pool: 'work' } })
    const { body } = await ask('DELETE /v1/sign-ins/run-1')
    expect(SignInStepReply.parse(body).step).toEqual({ kind: 'failed', code: 'auth/cancelled' })
  })

  it('is abandoned after five idle minutes, counted from the last answer', async () => {
    const { ask, clock, desk } = await aBroker()
    await ask('POST /v1/sign-ins', { body: { pool: 'work' } })
    clock.advance(299_000)
    await ask('POST /v1/sign-ins/run-1', { body: credentials })
    clock.advance(299_000)
    expect(desk.runs[0]?.view().kind).toBe('rememberDevice')
    clock.advance(1_000)
    expect(desk.runs[0]?.view()).toMatchObject({ kind: 'failed' })
    expect(clock.waiting).toBe(0)
  })

  it('leaves no timer when it ends by itself', async () => {
    const { ask, clock, desk } = await aBroker()
    await ask('POST /v1/sign-ins', { body: { pool: 'work' } })
    desk.runs[0]?.become({ kind: 'failed', code: 'auth/refused' })
    expect(clock.waiting).toBe(0)
  })

  it('of an account knows its pool; a typed name leads to the account', async () => {
    const { ask, desk } = await aBroker({ accounts: [anAccount('ada')], pools: [{}, other] })
    await ask('POST /v1/sign-ins', { body: { account: 'ada', method: 'USER_PASSWORD_AUTH' } })
    await ask('POST /v1/sign-ins', { body: { pool: 'work', username: 'ada' } })
    await ask('POST /v1/sign-ins', { body: { pool: 'home', username: 'ada' } })
    expect(desk.begun).toMatchObject([
      {
        pool: { name: 'work' },
        account: { username: 'ada' },
        method: 'USER_PASSWORD_AUTH',
        owner: '4242 100',
      },
      { pool: { name: 'work' }, account: { username: 'ada' } },
      { pool: { name: 'home' }, username: 'ada' },
    ])
    expect(desk.begun[2]?.account).toBeUndefined()
  })

  it('of nobody in particular is the default account’s, else the one pool’s', async () => {
    const { ask, desk } = await aBroker({ pools: [{}, other] })
    await ask('POST /v1/sign-ins')
    expect(desk.begun[0]?.account?.username).toBe('ada')
    const first = await aBroker({ accounts: [] })
    await first.ask('POST /v1/sign-ins')
    expect(first.desk.begun[0]?.pool.name).toBe('work')
  })

  it.each([
    [{ account: 'ada', pool: 'work' }, 'bad_request', '"account"'],
    [{ pool: 'wrk' }, 'not_found', 'work'],
    [{ account: 'eve' }, 'account_not_found', 'ada'],
    [{ username: 'ada' }, 'bad_request', '"pool"'],
    [{ pool: 'work', method: 'ADMIN_AUTH' }, 'bad_request', '"method"'],
  ])('with %j is %s, naming %s', async (body, code, name) => {
    const { ask } = await aBroker({ pools: [{}, other] })
    const reply = await ask('POST /v1/sign-ins', { body })
    expect(codeOf(reply)).toBe(code)
    expect(detailOf(reply)).toContain(name)
  })

  it('without a pool names the command that adds one', async () => {
    const { ask } = await aBroker({ accounts: [], pools: [] })
    expect(detailOf(await ask('POST /v1/sign-ins'))).toContain('signet pools add')
  })

  it('of an account whose pool is gone says so', async () => {
    const { ask } = await aBroker({ pools: [other] })
    expect(detailOf(await ask('POST /v1/sign-ins', { body: { account: 'ada' } }))).toContain(
      'eu-central-1_SignetT1',
    )
  })

  it('while another one of the account is open is refused', async () => {
    const { ask, desk } = await aBroker()
    desk.start = () => {
      throw new AppError('auth/in-progress', 'Open elsewhere.')
    }
    expect(await ask('POST /v1/sign-ins', { body: { account: 'ada' } })).toMatchObject({
      status: 409,
      body: { code: 'sign_in_in_progress' },
    })
  })
})
