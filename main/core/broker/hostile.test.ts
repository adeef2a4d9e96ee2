// Callers that ask too often or in another version, and a disk that takes nothing: what the broker answers.
import { describe, expect, it } from 'vitest'
import type { ConsentAnswer } from '../../../shared/model/consent'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf } from './fakes'

const ada = anAccount('ada')
const token = 'POST /v1/accounts/ada/token'

describe('T13: a storm of requests', () => {
  it('asks once for 50 at a time, and after the refusal tells 20 more to come back later', async () => {
    const { ask, asker, clock } = await aBroker()
    let answer: (given: ConsentAnswer) => void = () => undefined
    asker.willAnswer({ consent: () => new Promise((resolve) => (answer = resolve)) })
    const storm = Array.from({ length: 50 }, () => ask(token))
    while (asker.consents.length === 0) await new Promise(setImmediate)
    answer('deny')
    expect(new Set((await Promise.all(storm)).map(codeOf))).toEqual(new Set(['consent_denied']))
    for (let repeat = 0; repeat < 20; repeat += 1) {
      clock.advance(1000)
      const reply = await ask(token)
      expect(codeOf(reply)).toBe('denied_recently')
      expect(reply.headers?.['Retry-After']).toBe(String(29 - repeat))
    }
    expect(asker.consents).toHaveLength(1)
  })
})

describe('T20: another version', () => {
  it.each(['/v2', '/v0', '/v10', '/v2/v1'])(
    '%s is answered with its code, and nothing is granted',
    async (version) => {
      const { ask, asker, grants, sessions } = await aBroker()
      await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
      for (const line of [`GET ${version}`, `POST ${version}/accounts/ada/token`, `POST ${version}/unlock`]) {
        const reply = await ask(line, { body: { use: 'access' } })
        expect([reply.status, codeOf(reply)]).toEqual([404, 'unsupported_version'])
      }
      expect([sessions.asked, asker.consents, asker.confirmations]).toEqual([0, [], []])
    },
  )

  it.each(['/V1', '//v1', '/v1.0', '/v', '/v1x', ''])('"%s" is no version at all', async (version) => {
    const { ask, sessions } = await aBroker()
    expect(codeOf(await ask(`POST ${version}/accounts/ada/token`))).toBe('not_found')
    expect(sessions.asked).toBe(0)
  })

  it('a field of a later version is refused by its name, not passed over', async () => {
    const { ask, sessions } = await aBroker()
    expect(codeOf(await ask(token, { body: { use: 'access', scope: 'all' } }))).toBe('bad_request')
    expect(sessions.asked).toBe(0)
  })
})

it('a disk that never takes the audit line delays no answer', async () => {
  const { ask, asker, grants, state } = await aBroker()
  let appends = 0
  Object.assign(state, {
    append: () => {
      appends += 1
      return new Promise(() => undefined)
    },
  })
  asker.willAnswer({ consent: () => 'once' })
  expect((await ask(token)).status).toBe(200)
  await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
  for (let times = 0; times < 100; times += 1) expect((await ask(token)).status).toBe(200)
  expect((await ask('POST /v1/accounts/ada/default')).status).toBe(200)
  expect(codeOf(await ask('POST /v1/accounts/nobody/token'))).toBe('account_not_found')
  expect(appends).toBe(1)
})
