import { describe, expect, it, vi } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply } from '../client/fakes'
import { signet } from './fakes'

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
    vi.stubEnv('TZ', 'Asia/Tokyo')
    const host = await aHost(() => jsonReply(200, details))
    const { out, err, exit } = await signet(['account', '--account', 'work'], { host })
    expect(exit).toBe(0)
    expect(out).toMatch(/email +ada@example.com +not verified/)
    expect(out).toMatch(/e-mail \(email\) +on, preferred/)
    expect(out).toMatch(/\* +Desk\uFFFD +not needed +2026-11-22 21:00 +192\.0\.2\.1 +eu-west-1_aaaa1111-0000/)
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

  it.each([
    [['rename', 'aaaa', 'My desk'], 'My desk', 'Here aaaa is called My desk now.'],
    [['rename', 'aaaa'], 'Desk', 'aaaa has the name that the pool knows again: Desk.'],
    [['rename', 'aaaa'], undefined, 'aaaa has the name that the pool knows again.'],
    [['remember', 'aaaa'], 'Desk\u202E', 'Remembered: Desk\uFFFD.'],
    [['remember', 'aaaa', '--no-remember'], 'Desk', 'No longer remembered: Desk. Its'],
    [['forget', 'aaaa'], 'Desk', 'Forgotten: Desk.'],
    [['forget', 'aaaa'], undefined, 'Forgotten: aaaa.'],
  ])('%j calls the device what the host calls it: %s', async (words, name, said) => {
    const host = await aHost(() => jsonReply(200, { ...done, name }))
    const { err } = await signet(['devices', ...words], { host })
    expect(err).toContain(said)
  })

  it.each([['forget'], ['forget', 'aaaa', '--others'], ['rename'], ['remember']])(
    'does not understand %s %s',
    async (...words) => {
      expect((await signet(['devices', ...words])).exit).toBe(2)
    },
  )
})
