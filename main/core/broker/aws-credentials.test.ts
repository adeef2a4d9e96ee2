import { describe, expect, it } from 'vitest'
import { AwsCredentialsReply } from '../../../shared/broker/aws'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const ada = anAccount('ada')
const line = 'POST /v1/accounts/default/aws-credentials'
const tokenLine = 'POST /v1/accounts/default/token'
const roleArn = 'arn:aws:iam::123456789012:role/team/reader'

async function granted() {
  const host = await aBroker()
  await host.grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'aws' }, 'always')
  return host
}

describe('AWS credentials', () => {
  it('have the form that credential_process prints', async () => {
    const { ask, asker } = await granted()
    const { status, body } = await ask(line)
    expect(status).toBe(200)
    expect(AwsCredentialsReply.parse(body)).toEqual({
      Version: 1,
      AccessKeyId: 'ASIAFAKE',
      SecretAccessKey: 'secret',
      SessionToken: 'session-token',
      Expiration: '2026-11-22T13:00:00Z',
    })
    expect(asker.consents).toEqual([])
  })

  it('take a grant of their own kind: one for a token gives none, and the other way round', async () => {
    const { ask, grants } = await granted()
    expect((await ask(line)).status).toBe(200)
    const quietly = { body: { interactive: false } }
    expect(codeOf(await ask(tokenLine, quietly))).toBe('consent_required')
    await grants.revoke(appOf(aCaller()).id)
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    const refused = await ask(line, quietly)
    expect(codeOf(refused)).toBe('consent_required')
    expect(detailOf(refused)).toContain('no leave to have AWS credentials of ada')
    expect(detailOf(refused)).toContain('signet apps allow /usr/bin/app --account ada --use aws')
  })

  it('are asked about as what they are', async () => {
    const { ask, asker } = await aBroker()
    asker.willAnswer({ consent: () => 'always' })
    expect((await ask(line)).status).toBe(200)
    expect((await ask(line)).status).toBe(200)
    expect(asker.consents).toMatchObject([{ use: 'aws', accountLabel: 'ada' }])
  })

  it('name their role to the person: another role is another question', async () => {
    const { ask, asker } = await aBroker()
    asker.willAnswer({ consent: ({ roleArn: role }) => (role === undefined ? 'deny' : 'once') })
    const replies = await Promise.all([ask(line, { body: { roleArn } }), ask(line)])
    expect(replies.map(({ status }) => status)).toEqual([200, 403])
    expect(asker.consents).toMatchObject([{ use: 'aws', roleArn }, { use: 'aws' }])
    expect(asker.consents[0]).not.toHaveProperty('forEndpoint')
  })

  it('are asked for as the request has it; a minimum of its own is a quarter of an hour', async () => {
    const { ask, deps } = await granted()
    const wishes: unknown[] = []
    const { credentials } = deps.aws
    deps.aws.credentials = (id, wish) => {
      wishes.push([id, wish])
      return credentials(id, wish)
    }
    await ask(line, { body: { roleArn, minimumTtl: 60 } })
    await ask(line)
    expect(wishes).toEqual([
      [ada.id, { roleArn, minimumTtlSeconds: 60 }],
      [ada.id, { roleArn: undefined, minimumTtlSeconds: 900 }],
    ])
  })

  it.each([{ roleArn: 'admin' }, { roleArn: `${roleArn} or so` }, { use: 'id' }, { minimumTtl: -1 }])(
    'are not given for %o',
    async (body) => {
      const { ask } = await granted()
      expect(codeOf(await ask(line, { body }))).toBe('bad_request')
    },
  )

  it('where the pool gives none: nobody is asked, and the answer names the way out', async () => {
    const { ask, asker, deps } = await aBroker()
    deps.aws.demandIdentityPool = () => {
      throw new AppError('aws/no-identity-pool', 'add it with `signet pools add --identity-pool ID`')
    }
    const reply = await ask(line)
    expect([reply.status, codeOf(reply)]).toEqual([404, 'no_identity_pool'])
    expect(detailOf(reply)).toContain('signet pools add --identity-pool')
    expect(asker.consents).toEqual([])
  })

  it('raise a sign-in where the session is over, and are given after it', async () => {
    const { ask, asker, deps, desk } = await granted()
    let isOver = true
    const { credentials } = deps.aws
    deps.aws.credentials = (id, wish) =>
      isOver ? Promise.reject(new AppError('session/expired', 'Over.')) : credentials(id, wish)
    const reply = ask(line)
    while (asker.signIns.length === 0) await new Promise(setImmediate)
    isOver = false
    const run = desk.start({ pool: deps.pools.list()[0]!, account: ada, owner: 'window' })
    run.become({ kind: 'signedIn', username: 'ada', accountId: ada.id, device: 'remembered' })
    expect((await reply).status).toBe(200)
  })

  it('leave a line in the log, with the role, and none of the credentials', async () => {
    const { ask, auditLines } = await granted()
    await ask(line, { body: { roleArn } })
    const lines = await auditLines()
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      what: 'aws',
      decision: 'granted',
      use: 'aws',
      subject: roleArn,
      account: ada.id,
    })
    expect(lines.join('')).not.toMatch(/ASIAFAKE|session-token/)
  })

  it('that are refused leave no line for each role that a program makes up', async () => {
    const { ask, clock, auditLines } = await aBroker()
    const before = clock.waiting
    for (let number = 0; number < 50; number += 1)
      await ask(line, { body: { interactive: false, roleArn: `${roleArn}${String(number)}` } })
    expect(clock.waiting - before).toBe(1)
    const refused = (await auditLines()).map((text) => JSON.parse(text) as object)
    expect(refused).toMatchObject([{ subject: `${roleArn}0` }, { subject: `${roleArn}0`, count: 49 }])
  })

  it('are not given while Signet is locked', async () => {
    const { ask, lock } = await granted()
    await lock.lock()
    expect(await ask(line)).toMatchObject({ status: 423, body: { code: 'locked' } })
  })
})
