import { describe, expect, it } from 'vitest'
import { ServiceReply, StatusReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

describe('the broker', () => {
  it('says what it is', async () => {
    const { ask } = await aBroker()
    const { status, body } = await ask('GET /v1')
    expect(status).toBe(200)
    expect(ServiceReply.parse(body)).toMatchObject({
      name: 'signet',
      apiVersions: ['v1'],
      host: 'agent',
      pid: 7,
    })
  })

  it.each(['GET /v2', 'POST /v2/accounts/ada/token', 'GET /v10'])(
    'speaks no other version: %s',
    async (line) => {
      const { ask } = await aBroker()
      expect(await ask(line)).toMatchObject({ status: 404, body: { code: 'unsupported_version' } })
    },
  )

  it.each([
    'GET /',
    'GET /v1/',
    'GET /v1/nothing',
    'GET /v1x',
    'POST /v1/accounts//token',
    'GET v1',
    'GET /v1/accounts/a/b/c',
  ])('knows nothing at %s', async (line) => {
    const { ask } = await aBroker()
    expect(await ask(line)).toMatchObject({ status: 404, body: { code: 'not_found' } })
  })

  it.each([
    ['DELETE /v1', 'GET'],
    ['GET /v1/accounts/ada/token', 'POST'],
    ['PUT /v1/pools', 'GET, POST'],
    ['get /v1', 'GET'],
  ])('says which methods a path takes: %s', async (line, allow) => {
    const { ask } = await aBroker()
    expect(await ask(line)).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
      headers: { Allow: allow },
    })
  })

  it.each([
    [{ use: 'refresh' }, '"use"'],
    [{ minimumTtl: -1 }, '"minimumTtl"'],
    [{ minimumTtl: '60' }, '"minimumTtl"'],
    [{ wait: 601 }, '"wait"'],
    [{ interactive: 'no' }, '"interactive"'],
    [{ scope: 'x' }, '"scope"'],
    [[], 'body'],
    ['text', 'body'],
    [7, 'body'],
  ])('names what is wrong with a body: %j', async (body, name) => {
    const { ask } = await aBroker()
    const reply = await ask('POST /v1/accounts/ada/token', { body })
    expect(reply.status).toBe(400)
    expect(codeOf(reply)).toBe('bad_request')
    expect(detailOf(reply)).toContain(name)
  })

  it('never says back what was in a field', async () => {
    const { ask } = await aBroker()
    const body = { answer: { kind: 'credentials', username: 'ada', password: 'p'.repeat(300) } }
    const reply = await ask('POST /v1/sign-ins/x', { body })
    expect(reply.status).toBe(400)
    expect(JSON.stringify(reply)).not.toContain('ppp')
    const pool = { name: 'n', userPoolId: 'x', clientId: 'c', clientSecret: 'verySecret' }
    expect(JSON.stringify(await ask('POST /v1/pools', { body: pool }))).not.toContain('verySecret')
  })

  it('refuses a path that is not percent-encoded text', async () => {
    const { ask } = await aBroker()
    expect(codeOf(await ask('POST /v1/accounts/%ff%zz/token'))).toBe('bad_request')
  })

  it('names the next step where there is no account yet', async () => {
    const noPool = await aBroker({ accounts: [], pools: [] })
    const reply = await noPool.ask('POST /v1/accounts/default/token')
    expect(codeOf(reply)).toBe('account_not_found')
    expect(detailOf(reply)).toContain('signet pools add')
    const noAccount = await aBroker({ accounts: [] })
    expect(detailOf(await noAccount.ask('POST /v1/accounts/default/token'))).toContain('signet login')
  })

  it('names the accounts there are where none, or several, fit', async () => {
    const twins = [anAccount('ada', { label: 'work' }), anAccount('bob', { label: 'work', isDefault: false })]
    const { ask } = await aBroker({ accounts: twins })
    const unknown = await ask('POST /v1/accounts/eve/token')
    expect([unknown.status, codeOf(unknown)]).toEqual([404, 'account_not_found'])
    const ambiguous = await ask('POST /v1/accounts/work/token')
    expect([ambiguous.status, codeOf(ambiguous)]).toEqual([400, 'bad_request'])
    for (const twin of twins) expect(detailOf(ambiguous)).toContain(twin.id)
  })

  it('answers a caller that cannot be told with a refusal', async () => {
    const broker = await aBroker()
    const gone = await broker.handle({
      ...{
        method: 'POST',
        path: '/v1/accounts/ada/token',
        query: '',
        body: undefined,
        peer: { pid: 99, uid: 1000 },
      },
      identify: () => broker.callers.identify({ pid: 99, uid: 1000 }),
    })
    expect(gone).toMatchObject({ status: 403, body: { code: 'untrusted_caller' } })
    expect(broker.sessions.asked).toBe(0)
  })

  it('turns a fault of its own into `internal`, and logs the place without the words', async () => {
    const { ask, log, deps } = await aBroker()
    deps.accounts.list = () => {
      throw new TypeError('words that may hold a secret')
    }
    const reply = await ask('GET /v1/accounts')
    expect(reply).toMatchObject({ status: 500, body: { code: 'internal' } })
    expect(JSON.stringify([reply, log.lines])).not.toContain('secret')
    expect(log.lines.join()).toContain('handle.test.ts')
  })

  it('lets nothing out that a reply does not declare', async () => {
    const { ask, deps } = await aBroker()
    Object.assign(deps.service, { version: { refreshToken: 'r' } })
    expect(await ask('GET /v1')).toMatchObject({ status: 500, body: { code: 'internal' } })
  })
})

describe('GET /v1/status', () => {
  it('says how the host is', async () => {
    const { ask } = await aBroker()
    const { body } = await ask('GET /v1/status')
    expect(StatusReply.parse(body)).toMatchObject({
      socket: '/run/signet.sock',
      stateFolder: '/state',
      keychain: { backend: 'memory', state: 'ready' },
      accounts: [{ label: 'ada', poolName: 'work' }],
      pools: 1,
      setAside: [],
    })
  })

  it.each([
    ['keychain/locked', 'locked'],
    ['keychain/timed-out', 'unavailable'],
  ] as const)('reports a keychain that fails with %s as %s', async (code, state) => {
    const { ask, keychain } = await aBroker()
    keychain.status = () => Promise.reject(new AppError(code, 'The keychain.'))
    expect(await ask('GET /v1/status')).toMatchObject({
      status: 200,
      body: { keychain: { state, detail: 'The keychain.' } },
    })
  })
})

describe('POST /v1/hand-over', () => {
  it('is for another Signet alone', async () => {
    const { ask, handedOver } = await aBroker()
    expect(codeOf(await ask('POST /v1/hand-over'))).toBe('untrusted_caller')
    expect(handedOver).toEqual([])
    const caller = aCaller({ executable: { path: '/opt/signet/signet', protected: true } })
    expect(await ask('POST /v1/hand-over', { caller })).toEqual({ status: 202, body: undefined })
    expect(handedOver).toHaveLength(1)
  })
})
