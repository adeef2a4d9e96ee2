import { describe, expect, it, vi } from 'vitest'
import {
  AccountDetailsReply,
  DevicesReply,
  ForgottenDevicesReply,
  ProblemReply,
  TotpSetUpReply,
} from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { aBroker, anAccount, codeOf, detailOf } from './fakes'

const ada = anAccount('ada')
const at = '/v1/accounts/ada'
const passwords = { previousPassword: 'Old-Canary-1!', proposedPassword: 'New-Canary-2!' }

/** Every change, and the question that goes before it. */
const changes = [
  [`POST ${at}/password`, passwords, { kind: 'change-password' }],
  [
    `POST ${at}/mfa`,
    { type: 'EMAIL_OTP', isOn: true, isPreferred: true },
    { kind: 'change-mfa', method: 'EMAIL_OTP', change: 'prefer' },
  ],
  [
    `POST ${at}/mfa`,
    { type: 'SMS_MFA', isOn: false, isPreferred: false },
    { kind: 'change-mfa', method: 'SMS_MFA', change: 'off' },
  ],
  [`POST ${at}/mfa/totp`, {}, { kind: 'change-mfa', change: 'add' }],
  [`POST ${at}/mfa/totp/confirm`, { code: '123456' }, { kind: 'change-mfa', change: 'add' }],
  [
    `PATCH ${at}/devices/telephone`,
    { remembered: true },
    { kind: 'remember-device', deviceName: 'telephone', remembered: 'yes' },
  ],
  [`DELETE ${at}/devices/aaaa2`, {}, { kind: 'forget-one-device', deviceName: 'telephone' }],
  [`POST ${at}/devices/forget-others`, {}, { kind: 'forget-other-devices' }],
] as const

describe('what Cognito says of an account', () => {
  it.each([`GET ${at}/details`, `GET ${at}/devices`])(
    'is for whoever may have an access token (%s)',
    async (line) => {
      const { ask, asker, grants } = await aBroker()
      expect(codeOf(await ask(line))).toBe('consent_denied')
      expect(asker.consents).toMatchObject([{ accountLabel: 'ada', use: 'access' }])
      await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
      expect((await ask(line)).status).toBe(200)
      expect(asker.consents).toHaveLength(1)
    },
  )

  it('is not for one that may have an id token alone', async () => {
    const { ask, grants } = await aBroker()
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'id' }, 'always')
    expect(codeOf(await ask(`GET ${at}/details`))).toBe('consent_denied')
  })

  it('has the form that stands in the contract, and leaves a line', async () => {
    const { ask, asker, auditLines } = await aBroker()
    asker.willAnswer({ consent: () => 'once' })
    const details = await ask('GET /v1/accounts/default/details')
    expect(AccountDetailsReply.parse(details.body).accountId).toBe(ada.id)
    expect(DevicesReply.parse((await ask(`GET ${at}/devices`)).body).devices).toHaveLength(2)
    expect((await auditLines()).join()).toContain('"what":"details","decision":"once"')
  })
})

describe('a change of an account', () => {
  it.each(changes)('is for a person to allow: %s %j', async (line, body, question) => {
    const { ask, asker, own, auditLines } = await aBroker()
    expect(codeOf(await ask(line, { body }))).toBe('consent_denied')
    expect(asker.confirmations).toMatchObject([{ ...question, accountLabel: 'ada', app: '/usr/bin/app' }])
    expect(own.asked.filter((operation) => !operation.startsWith('devices'))).toEqual([])
    const other = aCaller({ executable: { path: '/usr/bin/other', protected: true } })
    asker.willAnswer({ confirm: () => true })
    expect((await ask(line, { body, caller: other })).status).toBe(200)
    expect((await auditLines()).join()).not.toContain('Canary')
  })

  it.each(changes)('that may ask nobody names the command: %s %j', async (line, body) => {
    const { ask } = await aBroker()
    const reply = await ask(line, { body: { ...body, interactive: false } })
    expect(codeOf(reply)).toBe('consent_required')
    expect(detailOf(reply)).toMatch(/`signet (account (password|mfa)|devices (remember|forget))/)
  })

  it('by a grant of tokens is not allowed', async () => {
    const { ask, grants } = await aBroker()
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    expect(codeOf(await ask(`POST ${at}/password`, { body: passwords }))).toBe('consent_denied')
  })

  it.each([
    ['signed-out', undefined, 'Press Sign in'],
    ['expired', 'session/revoked', 'cannot be used any more'],
  ] as const)('of somebody who is %s is refused without a question', async (status, endedBy, advice) => {
    const { ask, asker, accounts } = await aBroker()
    await accounts.change(ada.id, (account) => ({ ...account, status, ...(endedBy && { endedBy }) }))
    for (const [line, body] of changes) {
      const reply = await ask(line, { body })
      expect([reply.status, codeOf(reply)]).toEqual([401, 'sign_in_required'])
      expect(detailOf(reply)).toContain(advice)
    }
    expect([...asker.confirmations, ...asker.consents]).toEqual([])
  })

  it('that a person refuses, or refused a moment ago, is told as no matter of tokens', async () => {
    const { ask, clock } = await aBroker()
    const told = async () => {
      const { title, detail } = ProblemReply.parse(
        (await ask(`POST ${at}/password`, { body: passwords })).body,
      )
      return `${title} ${detail}`
    }
    expect(await told()).toBe(
      'A person refused this. Nothing has changed. To do it all the same, ask again and answer yes.',
    )
    expect(await told()).toContain('Wait 30 seconds')
    expect(await told()).not.toMatch(/token|program/)
    clock.advance(30_000)
    expect(await told()).toContain('answer yes')
  })

  it('has a question of its own where another one waits for the same words: a yes to one is none to the other', async () => {
    const { ask, asker, own } = await aBroker()
    const answers: ((isYes: boolean) => void)[] = []
    asker.willAnswer({ confirm: () => new Promise((resolve) => answers.push(resolve)) })
    const theirs = { ...passwords, proposedPassword: 'Other-Canary-3!' }
    const change = (body: object) => ask(`POST ${at}/password`, { body })
    const [first, same, other] = [
      change(passwords),
      change({ ...passwords, wait: 20 }),
      change(theirs),
    ] as const
    await vi.waitFor(() => expect(asker.confirmations).toHaveLength(2))
    answers[0]?.(true)
    expect([(await first).status, (await same).status]).toEqual([200, 200])
    answers[1]?.(false)
    expect(codeOf(await other)).toBe('consent_denied')
    expect(own.asked).toHaveLength(2)
    expect(own.asked.join()).not.toContain('Other-Canary')
  })

  it.each([
    ['a device', [`DELETE ${at}/devices/aaaa1`, {}], [`DELETE ${at}/devices/aaaa2`, {}]],
    [
      'a preference',
      [`POST ${at}/mfa`, { type: 'EMAIL_OTP', isOn: true }],
      [`POST ${at}/mfa`, { type: 'EMAIL_OTP', isOn: true, isPreferred: false }],
    ],
  ] as const)('is asked for by itself where it differs in %s alone', async (_what, one, another) => {
    const { ask, asker } = await aBroker()
    asker.willAnswer({ confirm: () => new Promise(() => undefined) })
    for (const [line, body] of [one, another]) void ask(line, { body })
    await vi.waitFor(() => expect(asker.confirmations).toHaveLength(2))
  })

  it('says a password back to nobody', async () => {
    const { ask, asker, own } = await aBroker()
    asker.willAnswer({ confirm: () => true })
    const body = { ...passwords, proposedPassword: 7, extra: 'Extra-Canary' }
    for (const wrong of [body, { ...passwords, unheard: 'Extra-Canary' }])
      expect(JSON.stringify(await ask(`POST ${at}/password`, { body: wrong }))).not.toContain('Canary')
    own.willFail(
      new AppError('account/new-password-refused', 'Password did not conform with policy: too short'),
    )
    const reply = await ask(`POST ${at}/password`, { body: passwords })
    expect([reply.status, codeOf(reply)]).toEqual([403, 'refused'])
    expect(detailOf(reply)).toContain('too short')
    expect(JSON.stringify(reply)).not.toContain('Canary')
  })

  it('gives the secret of an authenticator app, whose code then needs no second yes of the same process', async () => {
    const { ask, asker, own } = await aBroker()
    asker.willAnswer({ confirm: () => true })
    const setUp = TotpSetUpReply.parse((await ask(`POST ${at}/mfa/totp`)).body)
    expect(setUp.secret).not.toBe('')
    const confirm = (caller = aCaller()) =>
      ask(`POST ${at}/mfa/totp/confirm`, { body: { code: '123456' }, caller })
    own.willFail(new AppError('account/code-mismatch', 'Wrong.'))
    expect(codeOf(await confirm())).toBe('wrong_code')
    own.willFail(undefined)
    await confirm()
    expect(asker.confirmations).toHaveLength(1)
    await confirm(aCaller({ startTime: '101' }))
    expect(asker.confirmations).toHaveLength(2)
  })
})

describe('a device', () => {
  it('gets a name by whoever may see it', async () => {
    const { ask, asker, own } = await aBroker()
    asker.willAnswer({ consent: () => 'lock' })
    const { status, body } = await ask(`PATCH ${at}/devices/here`, { body: { name: 'Desk' } })
    expect([status, body]).toEqual([200, { status: 'done', name: 'Desk' }])
    expect(own.asked.at(-1)).toBe('renameDevice {"deviceKey":"eu-central-1_aaaa1111-0000","name":"Desk"}')
    expect(asker.confirmations).toEqual([])
  })

  it.each([
    ['eu-central-1_aaaa2222-0000', 200],
    ['eu-central-1_aaaa2', 200],
    ['aaaa2', 200],
    ['telephone', 200],
    ['tele', 404],
    ['aaaa', 400],
    ['eu-central-1_', 400],
  ])('is meant by its key, a beginning of that, or its name: %s', async (ref, status) => {
    const { ask, asker, grants } = await aBroker()
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    asker.willAnswer({ confirm: () => true })
    expect((await ask(`DELETE ${at}/devices/${ref}`)).status).toBe(status)
  })

  it.each(['tele', 'aaaa', 'here'])(
    'is not to be guessed by an app that may not see any: %s',
    async (ref) => {
      const { ask, asker, own } = await aBroker()
      own.ownAccount.forgetDevice = () => Promise.reject(new AppError('account/device-in-use', 'In use.'))
      const unasked = await ask(`DELETE ${at}/devices/${ref}`, { body: { interactive: false } })
      expect([codeOf(unasked), own.asked]).toEqual(['consent_required', []])
      expect(codeOf(await ask(`DELETE ${at}/devices/${ref}`))).toBe('consent_denied')
      expect([asker.consents.length, asker.confirmations.length]).toEqual([1, 0])
    },
  )

  it('is shown with the name that Cognito knows beside one that was given here', async () => {
    const { ask, asker, own } = await aBroker()
    const [here, telephone] = await own.ownAccount.devices(ada.id)
    const renamed = { ...telephone!, name: 'An old computer', serverName: 'telephone' }
    own.ownAccount.devices = () => Promise.resolve([here!, renamed])
    await ask(`DELETE ${at}/devices/aaaa2`)
    expect(asker.confirmations).toMatchObject([{ deviceName: 'An old computer (telephone)' }])
  })

  it.each([
    [{}, undefined, 'telephone'],
    [{ 'eu-central-1_aaaa2222-0000': 'Mine' }, 'Their name', 'Their name'],
    [{ 'eu-central-1_aaaa2222-0000': 'Mine' }, undefined, 'eu-central-1_aaaa2222-0000'],
  ])('has the name that Cognito knows after an empty one (%#)', async (deviceNames, serverName, name) => {
    const { ask, own, grants } = await aBroker({ accounts: [anAccount('ada', { deviceNames })] })
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    const [here, telephone] = await own.ownAccount.devices(ada.id)
    own.ownAccount.devices = () =>
      Promise.resolve([here!, { ...telephone!, ...(serverName === undefined ? {} : { serverName }) }])
    const { body } = await ask(`PATCH ${at}/devices/aaaa2`, { body: { name: ' ' } })
    expect(body).toEqual({ status: 'done', name })
  })

  it.each([
    [`PATCH ${at}/devices/aaaa2`, { remembered: true }],
    [`DELETE ${at}/devices/aaaa2`, {}],
  ])('is named in the answer to who may see it alone: %s', async (line, body) => {
    const { ask, asker, grants } = await aBroker()
    asker.willAnswer({ confirm: () => true })
    expect((await ask(line, { body })).body).toEqual({ status: 'done' })
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    expect((await ask(line, { body })).body).toEqual({ status: 'done', name: 'telephone' })
  })

  it('that is in use is refused without a question', async () => {
    const { ask, asker, own, grants } = await aBroker()
    await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
    own.willFail(undefined)
    own.ownAccount.forgetDevice = () => Promise.reject(new AppError('account/device-in-use', 'In use.'))
    const reply = await ask(`DELETE ${at}/devices/here`)
    expect([codeOf(reply), asker.confirmations]).toEqual(['bad_request', []])
    expect(detailOf(reply)).toContain('signet logout --forget-device')
  })

  it.each([{}, { name: 'x', remembered: true }, { name: 'x'.repeat(61) }, { remembered: 'yes' }])(
    'is not changed by %j',
    async (body) => {
      const { ask } = await aBroker()
      expect(codeOf(await ask(`PATCH ${at}/devices/here`, { body }))).toBe('bad_request')
    },
  )

  it('says how many others were forgotten', async () => {
    const { ask, asker } = await aBroker()
    asker.willAnswer({ confirm: () => true })
    const { body } = await ask(`POST ${at}/devices/forget-others`)
    expect(ForgottenDevicesReply.parse(body)).toEqual({ forgotten: 1, warnings: [] })
  })
})
