import { describe, expect, it } from 'vitest'
import { AppReply, AppsReply } from '../../../shared/broker/requests'
import { aCaller } from '../fakes'
import { aBroker, codeOf, detailOf } from './fakes'

const path = '/home/ada/tool'
const tool = (sha256: string) => ({ executable: { path, protected: false, sha256 } })

async function aHostWithTool() {
  const host = await aBroker()
  host.callers.addFile(path, tool('aa'))
  host.asker.willAnswer({ confirm: () => true })
  return host
}

describe('the apps', () => {
  it('take one by its path when a person agrees; it then gets its token without a question', async () => {
    const { ask, asker, auditLines } = await aHostWithTool()
    const { body } = await ask('POST /v1/apps', { body: { path, account: 'ada' } })
    expect(AppReply.parse(body).app).toMatchObject({ kind: 'executable', executable: path })
    expect(asker.confirmations).toEqual([
      { kind: 'allow-app', path, accountLabel: 'ada', use: 'access', app: '/usr/bin/app' },
    ])
    expect((await ask('POST /v1/accounts/ada/token', { caller: aCaller(tool('aa')) })).status).toBe(200)
    expect(asker.consents).toEqual([])
    expect((await auditLines()).join()).toContain('"decision":"allowed"')
  })

  it.each(['access', 'id', 'aws'] as const)(
    'tell the person that it is %s that one is to have',
    async (use) => {
      const { ask, asker } = await aHostWithTool()
      await ask('POST /v1/apps', { body: { path, use } })
      expect(asker.confirmations).toMatchObject([{ kind: 'allow-app', use }])
      expect(AppsReply.parse((await ask('GET /v1/apps')).body).apps).toMatchObject([{ use }])
    },
  )

  it('take one for a time, which the person is told, and ask again after it', async () => {
    const { ask, asker, clock } = await aHostWithTool()
    await ask('POST /v1/apps', { body: { path, for: 28_800 } })
    expect(asker.confirmations).toMatchObject([{ kind: 'allow-app', forSeconds: 28_800 }])
    const until = new Date(clock.wallMs() + 28_800_000).toISOString()
    expect(AppsReply.parse((await ask('GET /v1/apps')).body).apps).toMatchObject([{ end: { until } }])
    const caller = aCaller(tool('aa'))
    clock.advance(28_799_000)
    expect((await ask('POST /v1/accounts/ada/token', { caller })).status).toBe(200)
    clock.advance(1_000)
    expect(codeOf(await ask('POST /v1/accounts/ada/token', { caller }))).toBe('consent_denied')
    expect(asker.consents).toHaveLength(1)
  })

  it('are allowed with the bytes that were there: other bytes are asked about', async () => {
    const { ask, asker } = await aHostWithTool()
    await ask('POST /v1/apps', { body: { path } })
    expect(codeOf(await ask('POST /v1/accounts/ada/token', { caller: aCaller(tool('bb')) }))).toBe(
      'consent_denied',
    )
    expect(asker.consents[0]?.app.warnings).toEqual(['changed-since-approved'])
  })

  it('take none when the person says no, or nobody may be asked', async () => {
    const { ask, asker, grants } = await aHostWithTool()
    const silent = await ask('POST /v1/apps', { body: { path, interactive: false } })
    expect(detailOf(silent)).toContain('signet apps allow')
    asker.willAnswer({ confirm: () => false })
    expect(codeOf(await ask('POST /v1/apps', { body: { path } }))).toBe('consent_denied')
    expect(grants.list(() => '')).toEqual([])
  })

  it.each([
    [{ path: 'tool' }, '"path"'],
    [{ path: '/no/such/file' }, '/no/such/file'],
    [{}, '"path"'],
    [{ path, use: 'refresh' }, '"use"'],
    [{ path, for: 59 }, '"for"'],
    [{ path, for: 2_592_001 }, '"for"'],
  ])('refuse %j, naming %s', async (body, name) => {
    const { ask, asker } = await aHostWithTool()
    const reply = await ask('POST /v1/apps', { body })
    expect(codeOf(reply)).toBe('bad_request')
    expect(detailOf(reply)).toContain(name)
    expect(asker.confirmations).toEqual([])
  })

  it('are listed with what was granted, when, and how often it was used', async () => {
    const { ask } = await aHostWithTool()
    await ask('POST /v1/apps', { body: { path } })
    await ask('POST /v1/accounts/ada/token', { caller: aCaller(tool('aa')) })
    const { body } = await ask('GET /v1/apps')
    expect(AppsReply.parse(body).apps).toMatchObject([
      { app: { executable: path }, accountLabel: 'ada', use: 'access', end: 'always', useCount: 1 },
    ])
  })

  it('lose one at once, by anyone, for every account', async () => {
    const { ask, asker } = await aHostWithTool()
    const { body } = await ask('POST /v1/apps', { body: { path } })
    const { id } = AppReply.parse(body).app
    await ask('POST /v1/apps', { body: { path, use: 'id' } })
    expect((await ask(`DELETE /v1/apps/${id}`, { caller: aCaller({ pid: 77 }) })).status).toBe(200)
    expect(AppsReply.parse((await ask('GET /v1/apps')).body).apps).toEqual([])
    expect(codeOf(await ask('POST /v1/accounts/ada/token', { caller: aCaller(tool('aa')) }))).toBe(
      'consent_denied',
    )
    expect(asker.confirmations).toHaveLength(2)
    expect(codeOf(await ask(`DELETE /v1/apps/${id}`))).toBe('not_found')
  })
})
