import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import type { Caller } from '../ports'
import { aBroker, anAccount, codeOf } from './fakes'

const ada = anAccount('ada')
const roleArn = 'arn:aws:iam::123456789012:role/reader'
const openLine = 'POST /v1/aws-endpoints'
const turn = () => new Promise(setImmediate)

async function opened({
  answer = 'always',
  body = {},
}: { answer?: 'always' | 'once' | 'lock'; body?: object } = {}) {
  const host = await aBroker()
  host.asker.willAnswer({ consent: () => answer })
  let opener: Caller | undefined = aCaller()
  const identify = () =>
    opener === undefined
      ? Promise.reject(new AppError('broker/untrusted-caller', 'gone'))
      : Promise.resolve(opener)
  const request = (line: string, given?: unknown, signal?: AbortSignal) => {
    const [method = '', path = ''] = line.split(' ')
    return host.handle(
      { method, path, query: '', body: given, peer: { pid: 1, uid: 1000 }, identify },
      signal,
    )
  }
  const reply = await request(openLine, body)
  const { id = '' } = reply.body as { id?: string }
  const [listener] = host.awsListeners.opened
  if (listener === undefined) throw new Error(JSON.stringify(reply.body))
  return { ...host, request, reply, id, listener, becomes: (caller: Caller | undefined) => (opener = caller) }
}

describe('an endpoint for the SDKs of AWS', () => {
  it('tells its address and the file of its token, and answers as the SDKs read it', async () => {
    const { reply, listener, asker, id } = await opened()
    expect(reply).toMatchObject({
      status: 200,
      body: { id, url: 'http://127.0.0.1:50001/', tokenFile: '/state/aws/1.token', account: ada.id },
    })
    expect(reply.body).not.toHaveProperty('token')
    expect(Buffer.from(listener.token, 'base64url')).toHaveLength(32)
    expect(await listener.ask()).toEqual({
      status: 200,
      body: {
        AccessKeyId: 'ASIAFAKE',
        SecretAccessKey: 'secret',
        Token: 'session-token',
        Expiration: '2026-11-22T13:00:00Z',
      },
    })
    expect(asker.consents).toMatchObject([{ use: 'aws', forEndpoint: true }])
    expect(asker.consents[0]).not.toHaveProperty('roleArn')
  })

  it('gives its token in the answer where a file is of no use', async () => {
    const { reply, listener } = await opened({ body: { tokenInReply: true } })
    expect(reply.body).toMatchObject({ token: listener.token })
    expect(reply.body).not.toHaveProperty('tokenFile')
  })

  it('is not opened without leave, nor where the pool gives no credentials', async () => {
    const { ask, awsListeners, deps } = await aBroker()
    expect(codeOf(await ask(openLine, { body: { interactive: false } }))).toBe('consent_required')
    expect(codeOf(await ask(openLine))).toBe('consent_denied')
    deps.aws.demandIdentityPool = () => {
      throw new AppError('aws/no-identity-pool', 'None.')
    }
    expect(codeOf(await ask(openLine))).toBe('no_identity_pool')
    expect(awsListeners.opened).toEqual([])
  })

  it('names its role to the person who is asked', async () => {
    const { asker } = await opened({ body: { roleArn } })
    expect(asker.consents).toMatchObject([{ forEndpoint: true, roleArn }])
  })

  it('is a question of its own: no other answer serves it, nor its answer others', async () => {
    const { ask, asker, awsListeners } = await aBroker()
    asker.willAnswer({
      consent: async ({ forEndpoint }) => {
        for (let count = 0; count < 5; count += 1) await turn()
        return forEndpoint === true ? 'once' : 'deny'
      },
    })
    const replies = await Promise.all([
      ask(openLine),
      ask(openLine),
      ask('POST /v1/accounts/ada/aws-credentials'),
    ])
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 403])
    expect(asker.consents).toHaveLength(3)
    expect(asker.consents.filter(({ forEndpoint }) => forEndpoint === true)).toHaveLength(2)
    expect(awsListeners.opened).toHaveLength(2)
  })

  it('is not opened where no credentials can be had', async () => {
    const { ask, asker, awsListeners, deps } = await aBroker()
    asker.willAnswer({ consent: () => 'always' })
    deps.aws.credentials = () => Promise.reject(new AppError('aws/refused', 'No such role.'))
    expect(await ask(openLine)).toMatchObject({ status: 403, body: { code: 'refused' } })
    expect(awsListeners.opened).toEqual([])
  })

  it('looks at the grant at each request: taken back, it gives nothing and asks nobody', async () => {
    const { listener, grants, asker } = await opened()
    await grants.revoke(appOf(aCaller()).id)
    expect(await listener.ask()).toMatchObject({ status: 403, body: { Code: 'consent_required' } })
    expect(asker.consents).toHaveLength(1)
  })

  it.each(['once', 'lock'] as const)('goes on by a yes of %s until a lock, which ends it', async (answer) => {
    const { listener, lock, request, id } = await opened({ answer })
    expect(await listener.ask()).toMatchObject({ status: 200 })
    expect(await listener.ask()).toMatchObject({ status: 200 })
    const waiting = request(`POST /v1/aws-endpoints/${id}/wait`, { wait: 60 })
    await turn()
    await lock.lock()
    expect(listener.isOpen).toBe(false)
    expect(await waiting).toMatchObject({ status: 200, body: { status: 'ended' } })
  })

  it('gives nothing where a lock ends it while AWS is asked', async () => {
    const { listener, lock, deps } = await opened({ answer: 'once' })
    const { credentials } = deps.aws
    deps.aws.credentials = async (...wish) => {
      await lock.lock()
      await lock.unlock()
      return credentials(...wish)
    }
    expect(await listener.ask()).toMatchObject({ status: 404, body: { Code: 'not_found' } })
  })

  it('stays at a lock where it was allowed for good after a yes of once', async () => {
    const { listener, lock, grants } = await opened({ answer: 'once' })
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'aws' }, 'always')
    await lock.lock()
    await lock.unlock()
    expect(await listener.ask()).toMatchObject({ status: 200 })
  })

  it.each(['once', 'always'] as const)(
    'that was locked while it opened opens by %s as it would stay',
    async (answer) => {
      const { ask, asker, awsListeners, deps, lock } = await aBroker()
      asker.willAnswer({ consent: () => answer })
      const { credentials } = deps.aws
      deps.aws.credentials = async (...wish) => {
        await lock.lock()
        await lock.unlock()
        return credentials(...wish)
      }
      const reply = await ask(openLine)
      expect([reply.status, awsListeners.opened.length]).toEqual(answer === 'always' ? [200, 1] : [423, 0])
    },
  )

  it('that a lock ends before its port is open says that Signet is locked, and leaves no port', async () => {
    const { ask, asker, awsListeners, deps, lock } = await aBroker()
    asker.willAnswer({ consent: () => 'once' })
    const open = awsListeners.open.bind(awsListeners)
    deps.awsListeners.open = async (options) => {
      await lock.lock()
      return open(options)
    }
    expect(codeOf(await ask(openLine))).toBe('locked')
    expect(awsListeners.opened.map(({ isOpen }) => isOpen)).toEqual([false])
  })

  it.each([
    ['signed out', false],
    ['expired', true],
  ])('whose account is %s stays: %j', async (what, stays) => {
    const { listener, accounts } = await opened()
    const status = what === 'expired' ? 'expired' : 'signed-out'
    await accounts.change(ada.id, (account) => ({ ...account, status }))
    expect(listener.isOpen).toBe(stays)
  })

  it('ends with its account, and at a reset that cannot remove the account', async () => {
    const removed = await opened()
    await removed.accounts.remove(ada.id)
    expect(removed.listener.isOpen).toBe(false)

    const { listener, ask, asker, accounts, keychain } = await opened()
    asker.willAnswer({ confirm: () => true })
    keychain.failWhen(() => new AppError('keychain/refused', 'no'))
    await ask('POST /v1/reset')
    expect([listener.isOpen, accounts.list().length]).toEqual([false, 1])
  })

  it('makes room by the end of those whose openers are gone, and says where there is none', async () => {
    const { request, becomes, awsListeners, ask } = await opened()
    for (let count = 1; count < 50; count += 1) await request(openLine)
    expect(codeOf(await ask(openLine))).toBe('busy')
    expect(awsListeners.opened.filter(({ isOpen }) => isOpen)).toHaveLength(50)
    becomes(undefined)
    expect((await ask(openLine)).status).toBe(200)
    expect(awsListeners.opened.filter(({ isOpen }) => isOpen)).toHaveLength(1)
  })

  it('obeys a never that came later', async () => {
    const { listener, grants } = await opened({ answer: 'once' })
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'aws' }, 'never')
    expect(await listener.ask()).toMatchObject({ status: 403, body: { Code: 'consent_denied' } })
  })

  it('serves again after a lock where it is allowed for good', async () => {
    const { listener, lock } = await opened()
    await lock.lock()
    expect(await listener.ask()).toMatchObject({ status: 423 })
    await lock.unlock()
    expect(await listener.ask()).toMatchObject({ status: 200 })
  })

  it.each<[string, AppError, number, string]>([
    ['the session is over', new AppError('session/expired', 'Over.'), 401, 'sign_in_required'],
    ['there is no network', new AppError('network/unreachable', 'No route.'), 503, 'offline'],
    ['AWS throttles', new AppError('network/throttled', 'Slow.'), 429, 'throttled'],
  ])('says by its status that %s', async (...[, error, status, code]) => {
    const { listener, deps } = await opened()
    deps.aws.credentials = () => Promise.reject(error)
    expect(await listener.ask()).toMatchObject({ status, body: { Code: code } })
  })

  it.each([
    ['gone', undefined],
    ['another process', aCaller({ startTime: '99999' })],
  ])('ends where its opener is %s', async (_what, caller) => {
    const { listener, becomes } = await opened()
    becomes(caller)
    expect(await listener.ask()).toMatchObject({ status: 403, body: { Code: 'untrusted_caller' } })
    expect(listener.isOpen).toBe(false)
  })

  it('ends by its opener’s word, and nobody else’s', async () => {
    const { listener, request, ask, id } = await opened()
    const other = aCaller({ pid: 4711, startTime: '4711' })
    expect(codeOf(await ask(`DELETE /v1/aws-endpoints/${id}`, { caller: other }))).toBe('not_found')
    expect(listener.isOpen).toBe(true)
    expect(await request(`DELETE /v1/aws-endpoints/${id}`)).toMatchObject({ body: { status: 'ended' } })
    expect(listener.isOpen).toBe(false)
    expect(codeOf(await request(`DELETE /v1/aws-endpoints/${id}`))).toBe('not_found')
  })

  it('ends with an opener that hangs up while it waits', async () => {
    const { listener, request, id } = await opened()
    const hangUp = new AbortController()
    const waiting = request(`POST /v1/aws-endpoints/${id}/wait`, { wait: 60 }, hangUp.signal)
    await turn()
    hangUp.abort()
    await waiting
    expect(listener.isOpen).toBe(false)
  })

  it('tells who waits that it is open still, or that the host has ended it', async () => {
    const { listener, request, id, clock } = await opened()
    const line = `POST /v1/aws-endpoints/${id}/wait`
    const first = request(line, { wait: 5 })
    await turn()
    clock.advance(5000)
    expect(await first).toMatchObject({ body: { status: 'open' } })
    expect(await request(line)).toMatchObject({ body: { status: 'open' } })
    const second = request(line, { wait: 60 })
    await turn()
    const ended = request(`DELETE /v1/aws-endpoints/${id}`)
    expect(await second).toMatchObject({ body: { status: 'ended' } })
    await ended
    expect(listener.isOpen).toBe(false)
  })

  it('leaves lines in the log when it opens, is used and ends, and none of the token', async () => {
    const { listener, request, id, auditLines } = await opened()
    await listener.ask()
    await request(`DELETE /v1/aws-endpoints/${id}`)
    const lines = await auditLines()
    const acts = lines.map((line) => JSON.parse(line) as { what: string; decision: string })
    expect(acts.filter(({ what }) => what === 'aws').map(({ decision }) => decision)).toEqual(
      expect.arrayContaining(['always', 'endpoint-opened', 'endpoint-ended']) as string[],
    )
    expect(lines.join('')).not.toContain(listener.token)
  })
})
