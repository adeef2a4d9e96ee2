// Against the embedded Cognito: what a person sees and changes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aPool, aUser, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { totpCode } from '../../../e2e/cognito/totp'
import { AccountDetails } from '../../../shared/model/account-details'
import { fakeClock } from '../fakes'
import { anAccountDesk } from './fixtures'

const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  server = await startCognito({
    pools: [
      aPool({
        mfaTypes: ['SOFTWARE_TOKEN_MFA', 'SMS_MFA', 'EMAIL_OTP'],
        passwordPolicy: { requireNumbers: true },
        userQuotas: { changePassword: 3 },
        users: [
          aUser('alice', { mfa: 'SOFTWARE_TOKEN_MFA', totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }),
          aUser('bob'),
          aUser('carol'),
          aUser('dave', { mfaMethods: ['SMS_MFA', 'EMAIL_OTP'], preferredMfa: 'EMAIL_OTP' }),
          aUser('erin'),
        ],
      }),
    ],
    clock,
  })
})
afterAll(() => server.close())

const desk = () => anAccountDesk({ endpoint: server.url, clientId: publicClientId, clock })
const codeNow = (secret: string) => totpCode(secret, Math.floor(clock.wallMs() / 30_000))

describe('the details of an account', () => {
  it('are attributes, second factors, first factors and this device', async () => {
    const here = await desk()
    const details = await here.own.details(await here.enter('bob', passwords.bob))
    expect(AccountDetails.parse(details)).toEqual(details)
    expect(details.problems).toEqual([])
    expect(details.attributes).toContainEqual({
      name: 'email',
      value: 'bob@example.com',
      verified: true,
      isReadOnly: false,
    })
    expect(details.attributes).toContainEqual(expect.objectContaining({ name: 'sub', isReadOnly: true }))
    expect(details.attributes.map(({ name }) => name)).not.toContain('email_verified')
    expect(details.mfa.methods).toEqual([
      { type: 'SOFTWARE_TOKEN_MFA', isOn: false, isPreferred: false },
      { type: 'SMS_MFA', isOn: false, isPreferred: false },
      { type: 'EMAIL_OTP', isOn: false, isPreferred: false },
    ])
    expect(details.firstFactors).toEqual(['PASSWORD'])
    expect(details.devices).toEqual([
      expect.objectContaining({ name: 'Desk in the corner', isThisDevice: true, remembered: true }),
    ])
  })

  it('say which second factor is preferred', async () => {
    const here = await desk()
    const code = () => {
      const sent = server.inbox('dave').at(-1)
      return { kind: 'EMAIL_OTP' as const, code: sent?.code ?? '' }
    }
    const view = await here.signIn({ username: 'dave', password: passwords.dave }, code)
    if (view.kind !== 'signedIn') throw new Error(view.kind)
    const { mfa } = await here.own.details(view.accountId)
    expect(mfa.methods.filter(({ isOn }) => isOn)).toEqual([
      { type: 'SMS_MFA', isOn: true, isPreferred: false },
      { type: 'EMAIL_OTP', isOn: true, isPreferred: true },
    ])
    // What is on already and turned on again is still the preferred one.
    await here.own.setMfa(view.accountId, { type: 'EMAIL_OTP', isOn: true })
    expect((await here.own.details(view.accountId)).mfa.methods).toEqual(mfa.methods)
  })

  it('come after one renewal where Cognito has ended the access token', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    // Signet's clock stands still: to its mind the token lives.
    server.clock.advance(3_601_000)
    here.forgetSent()
    expect((await here.own.details(id)).problems).toEqual([])
    expect(here.sent().filter((operation) => operation === 'GetTokensFromRefreshToken')).toHaveLength(1)
    server.clock.setOffset(0)
  })

  it('are none where the sign-in has ended', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    server.admin.signOutUser({ username: 'bob' })
    await expect(here.own.details(id)).rejects.toMatchObject({ code: 'session/revoked' })
    await expect(here.own.changeAttribute(id, { name: 'name', value: 'Bob' })).rejects.toMatchObject({
      code: 'session/revoked',
    })
    expect(here.accounts.get(id)?.status).toBe('expired')
    await expect(here.own.details(id)).rejects.toMatchObject({ code: 'session/revoked' })
  })

  it('hold a problem for each part that the token may not ask for, and the others', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    for (const operation of ['GetUser', 'ListDevices'] as const)
      server.faults.add({
        operation,
        kind: 'error',
        name: 'NotAuthorizedException',
        message: 'Access Token does not have required scopes',
        times: 1,
      })
    const details = await here.own.details(id)
    expect(details.problems).toEqual(
      expect.arrayContaining([
        { part: 'attributes', code: 'account/scope-missing' },
        { part: 'mfa', code: 'account/scope-missing' },
        { part: 'devices', code: 'account/scope-missing' },
      ]),
    )
    expect(details.firstFactors).toEqual(['PASSWORD'])
  })

  it('do without the first factors where the endpoint does not know them', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    server.faults.add({
      operation: 'GetUserAuthFactors',
      kind: 'error',
      name: 'UnknownOperationException',
      message: 'x',
      times: 1,
    })
    const details = await here.own.details(id)
    expect(details.firstFactors).toBeUndefined()
    expect(details.problems).toEqual([{ part: 'firstFactors', code: 'pool/configuration' }])
    expect(details.devices).not.toEqual([])
  })

  it('of an account that is not there are refused', async () => {
    const here = await desk()
    await expect(here.own.details('0123456789abcdef')).rejects.toMatchObject({ code: 'account/unknown' })
  })
})

describe('a password', () => {
  it('is changed, and Signet stays signed in', async () => {
    const here = await desk()
    const id = await here.enter('carol', passwords.carol)
    const [previousPassword, proposedPassword] = [passwords.carol, 'Another-Password-2!']
    await here.own.changePassword(id, { previousPassword, proposedPassword })
    clock.advance(3_700_000)
    expect((await here.sessions.token(id, { use: 'access', minimumTtlSeconds: 60 })).token).not.toBe('')
    const elsewhere = await desk()
    await expect(elsewhere.enter('carol', passwords.carol)).rejects.toThrow('auth/wrong-password')
    await elsewhere.enter('carol', proposedPassword)
  })

  it('is not changed by who does not know it, to one against the policy, or too often', async () => {
    const here = await desk()
    const id = await here.enter('erin', passwords.erin)
    const change = (previousPassword: string, proposedPassword: string) =>
      here.own.changePassword(id, { previousPassword, proposedPassword })
    await expect(change('Wrong-Password-1!', 'Another-Password-2!')).rejects.toMatchObject({
      code: 'account/wrong-password',
    })
    await expect(change(passwords.erin, 'No-Number-In-It!')).rejects.toMatchObject({
      code: 'account/new-password-refused',
      message: expect.stringContaining('numeric') as string,
    })
    await expect(change(passwords.erin, 'short')).rejects.toMatchObject({
      code: 'account/new-password-refused',
    })
    await expect(change(passwords.erin, 'Another-Password-2!')).rejects.toMatchObject({
      code: 'account/limit-reached',
    })
    await expect(change(passwords.erin, 'half \uD800')).rejects.toMatchObject({
      code: 'account/password-not-encodable',
    })
  })
})

describe('an authenticator app', () => {
  it('is set up, and the next sign-in on another computer asks for it', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    const { secret, uri, codeLength } = await here.own.setUpTotp(id)
    expect(uri).toBe(`otpauth://totp/Work%3Abob?secret=${secret}&issuer=Work`)
    expect(codeLength).toBe(6)
    const wrong = codeNow(secret) === '000000' ? '000001' : '000000'
    for (const code of [wrong, 'abcdef'])
      await expect(here.own.confirmTotp(id, { code })).rejects.toMatchObject({
        code: 'account/code-mismatch',
      })
    const code = codeNow(secret)
    await here.own.confirmTotp(id, {
      code: `${code.slice(0, 3)} ${code.slice(3)}`,
      friendlyDeviceName: 'My telephone',
    })
    expect((await here.own.details(id)).mfa.methods[0]).toEqual({
      type: 'SOFTWARE_TOKEN_MFA',
      isOn: true,
      isPreferred: false,
    })
    clock.advance(30_000)
    const elsewhere = await desk()
    await expect(elsewhere.enter('bob', passwords.bob)).rejects.toThrow('SOFTWARE_TOKEN_MFA')
    await elsewhere.enter('bob', passwords.bob, codeNow(secret))
    await here.own.setMfa(id, { type: 'SOFTWARE_TOKEN_MFA', isOn: false, isPreferred: false })
    await (await desk()).enter('bob', passwords.bob)
  })

  it('that was verified is turned on by the next try, where only that had failed', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    const { secret } = await here.own.setUpTotp(id)
    server.faults.add({ operation: 'SetUserMFAPreference', kind: 'internal', times: 1 })
    const code = codeNow(secret)
    await expect(here.own.confirmTotp(id, { code })).rejects.toMatchObject({ code: 'network/server-error' })
    await here.own.confirmTotp(id, { code })
    expect((await here.own.details(id)).mfa.methods[0]?.isOn).toBe(true)
    await here.own.setMfa(id, { type: 'SOFTWARE_TOKEN_MFA', isOn: false, isPreferred: false })
  })

  it('that was never set up cannot be turned on, nor a code confirmed without a secret', async () => {
    const here = await desk()
    const id = await here.enter('carol', 'Another-Password-2!')
    await expect(
      here.own.setMfa(id, { type: 'SOFTWARE_TOKEN_MFA', isOn: true, isPreferred: false }),
    ).rejects.toMatchObject({ code: 'account/mfa-refused' })
    await expect(here.own.confirmTotp(id, { code: '123456' })).rejects.toMatchObject({
      code: 'account/mfa-refused',
    })
  })
})

describe('a second factor', () => {
  it('is turned on, preferred, and no longer preferred once it is off', async () => {
    const here = await desk()
    const id = await here.enter('carol', 'Another-Password-2!')
    await here.own.setMfa(id, { type: 'SMS_MFA', isOn: true, isPreferred: false })
    await here.own.setMfa(id, { type: 'EMAIL_OTP', isOn: true, isPreferred: true })
    expect((await here.own.details(id)).mfa.methods).toContainEqual({
      type: 'EMAIL_OTP',
      isOn: true,
      isPreferred: true,
    })
    await here.own.setMfa(id, { type: 'SMS_MFA', isOn: true, isPreferred: true })
    await here.own.setMfa(id, { type: 'EMAIL_OTP', isOn: false, isPreferred: true })
    expect((await here.own.details(id)).mfa.methods.slice(1)).toEqual([
      { type: 'SMS_MFA', isOn: true, isPreferred: true },
      { type: 'EMAIL_OTP', isOn: false, isPreferred: false },
    ])
    await here.own.setMfa(id, { type: 'SMS_MFA', isOn: false, isPreferred: false })
  })
})

describe('an attribute', () => {
  it('that is an address is proved by the code sent there', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    const email = async () => (await here.own.details(id)).attributes.find(({ name }) => name === 'email')
    const { destination } = await here.own.changeAttribute(id, { name: 'email', value: 'robert@example.com' })
    expect(destination).toMatch(/^r.*@/)
    expect(await email()).toMatchObject({ value: 'robert@example.com', verified: false })
    await expect(here.own.verifyAttribute(id, { name: 'email', code: '000000' })).rejects.toMatchObject({
      code: 'account/code-mismatch',
    })
    expect((await here.own.sendAttributeCode(id, 'email')).destination).toBe(destination)
    const code = server.inbox('bob').at(-1)?.code ?? ''
    await here.own.verifyAttribute(id, { name: 'email', code: ` ${code}\n` })
    expect(await email()).toMatchObject({ verified: true })
  })

  it('that is no address needs no code', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    expect(await here.own.changeAttribute(id, { name: 'name', value: 'Robert' })).toEqual({})
  })

  it('that the pool requires is not deleted, and the pool’s reason is told', async () => {
    const here = await desk()
    const id = await here.enter('bob', passwords.bob)
    await expect(here.own.changeAttribute(id, { name: 'name', value: '' })).rejects.toMatchObject({
      code: 'account/attribute-refused',
      message: expect.stringContaining('name is required') as string,
    })
    await expect(here.own.changeAttribute(id, { name: 'sub', value: 'x' })).rejects.toMatchObject({
      code: 'account/attribute-refused',
    })
  })
})
