import { afterEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type ScriptedHost,
  type SeenRequest,
  jsonReply,
  problemReply,
  scriptedHost,
} from '../client/fakes'
import { signet } from './fakes'

let host: ScriptedHost | undefined
afterEach(() => host?.close())

async function aHost(answer: (request: SeenRequest) => Answer): Promise<ScriptedHost> {
  host = await scriptedHost(answer)
  return host
}

const done = { status: 'done' }
const aDevice = {
  deviceKey: 'eu-west-1_aaaa1111-0000',
  name: 'Desk\u202E',
  isThisDevice: true,
  remembered: true,
  lastUsedAt: '2026-11-22T12:00:00.000Z',
  lastIpAddress: '192.0.2.1',
}
const details = {
  accountId: '0123456789abcdef',
  attributes: [{ name: 'email', value: 'ada@example.com', verified: false, isReadOnly: false }],
  mfa: { methods: [{ type: 'EMAIL_OTP', isOn: true, isPreferred: true }] },
  firstFactors: ['PASSWORD'],
  devices: [aDevice],
  problems: [{ part: 'devices', code: 'account/more-devices' }],
}

describe('signet account', () => {
  it('shows what there is in tables, and what is missing in words', async () => {
    const host = await aHost(() => jsonReply(200, details))
    const { out, err, exit } = await signet(['account', '--account', 'work'], { host })
    expect(exit).toBe(0)
    expect(out).toMatch(/email +ada@example.com +not verified/)
    expect(out).toMatch(/e-mail \(email\) +on, preferred/)
    expect(out).toMatch(/\* +Desk\uFFFD +not needed +2026-11-22T12:00 +192\.0\.2\.1 +eu-west-1_aaaa1111-0000/)
    expect(err).toContain('There are more devices than Signet lists.')
    expect(host.seen[0]).toMatchObject({ method: 'GET', path: '/v1/accounts/work/details' })
  })

  it('gives the object of the local API where asked to', async () => {
    const host = await aHost(() => jsonReply(200, details))
    const { out, err } = await signet(['account', '--json', '--no-interactive'], { host })
    expect([JSON.parse(out), err]).toEqual([details, ''])
    expect(host.seen[0]?.body).toEqual({ interactive: false })
  })
})

describe('signet account password', () => {
  it('asks unseen, again where the new ones differ, and gives the terminal back before it sends', async () => {
    const host = await aHost(() => jsonReply(200, done))
    const answers = ['old', 'new', 'mistyped', 'new', 'new']
    const { asked, exit } = await signet(['account', 'password'], { host, answers, isTerminal: true })
    expect(exit).toBe(0)
    expect(asked).toHaveLength(6)
    expect(asked.slice(0, 5).every((label) => label.endsWith('(hidden)'))).toBe(true)
    expect(asked.at(-1)).toBe('closed')
    expect(host.seen).toMatchObject([
      { path: '/v1/accounts/default/password', body: { previousPassword: 'old', proposedPassword: 'new' } },
    ])
  })

  it('takes lines from a pipe, and sends nothing where they differ', async () => {
    const host = await aHost(() => jsonReply(200, done))
    const { exit, err } = await signet(['account', 'password'], { host, answers: ['old', 'new', 'other'] })
    expect([exit, host.seen]).toEqual([2, []])
    expect(err).toContain('differ')
  })
})

describe('signet account mfa', () => {
  it.each([
    [['on', 'sms'], { type: 'SMS_MFA', isOn: true }],
    [['off', 'EMAIL_OTP'], { type: 'EMAIL_OTP', isOn: false }],
    [['prefer', 'totp'], { type: 'SOFTWARE_TOKEN_MFA', isOn: true, isPreferred: true }],
  ])('%j asks for %j', async (words, body) => {
    const host = await aHost(() => jsonReply(200, done))
    expect((await signet(['account', 'mfa', ...words], { host })).exit).toBe(0)
    expect(host.seen).toMatchObject([{ method: 'POST', path: '/v1/accounts/default/mfa', body }])
  })

  it.each([['add'], ['add', 'sms'], ['on'], ['on', 'constructor'], ['of', 'sms'], ['list', 'totp']])(
    'does not understand %s %s',
    async (...words) => {
      expect((await signet(['account', 'mfa', ...words])).exit).toBe(2)
    },
  )

  it('adds an authenticator app: the key, then its code, which may be typed again', async () => {
    let codes = 0
    const host = await aHost(({ path }) => {
      if (path.endsWith('/totp')) return jsonReply(200, { secret: 'ABC', uri: 'otpauth://x', codeLength: 6 })
      codes += 1
      return codes === 1 ? problemReply(403, 'wrong_code', 'Wrong.') : jsonReply(200, done)
    })
    const printed = await signet(['account', 'mfa', 'add', 'totp'], {
      host,
      answers: ['111111', '222222'],
      isTerminal: true,
    })
    expect(printed.exit).toBe(0)
    expect(printed.err).toContain('ABC')
    expect(printed.err).toContain('otpauth://x')
    expect(printed.out).toBe('')
    expect(host.seen.at(-1)?.body).toMatchObject({ code: '222222' })
  })

  it('shows the list', async () => {
    const host = await aHost(() => jsonReply(200, details))
    expect((await signet(['account', 'mfa'], { host })).out).toMatch(/e-mail/)
  })
})

describe('signet devices', () => {
  it.each([[['devices']], [['devices', 'list']]])('%j lists them', async (words) => {
    const host = await aHost(() => jsonReply(200, { devices: [aDevice] }))
    expect((await signet(words, { host })).out).toContain('eu-west-1_aaaa1111-0000')
    expect(host.seen[0]).toMatchObject({ method: 'GET', path: '/v1/accounts/default/devices' })
  })

  it.each([
    [['rename', 'aaaa', 'My desk'], 'PATCH /aaaa', { name: 'My desk' }],
    [['rename', 'My desk'], 'PATCH /My%20desk', { name: '' }],
    [['remember', 'aaaa'], 'PATCH /aaaa', { remembered: true }],
    [['remember', 'aaaa', '--no-remember'], 'PATCH /aaaa', { remembered: false }],
    [['forget', 'a/b'], 'DELETE /a%2Fb', {}],
    [['forget', '--others'], 'POST /forget-others', {}],
  ])('%j is %s', async (words, line, body) => {
    const host = await aHost(() => jsonReply(200, { ...done, forgotten: 2, warnings: ['one left'] }))
    expect((await signet(['devices', ...words], { host })).exit).toBe(0)
    const [method, path = ''] = line.split(' ')
    expect(host.seen).toMatchObject([{ method, path: `/v1/accounts/default/devices${path}`, body }])
  })

  it.each([['forget'], ['forget', 'aaaa', '--others'], ['rename'], ['remember']])(
    'does not understand %s %s',
    async (...words) => {
      expect((await signet(['devices', ...words])).exit).toBe(2)
    },
  )
})
