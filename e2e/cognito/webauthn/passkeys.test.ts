import { generateKeyPairSync } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import type { PoolInput } from '../pool-file'
import { startCognito } from '../server'
import { call, initiate, respond, signInByPassword, type AuthAnswer } from '../test-client'
import { readCbor } from './cbor'
import { cborOf, TestAuthenticator, type Lies } from './test-authenticator'

let server: EmbeddedCognito
let accessToken: string
const origin = 'http://localhost:8080'

beforeEach(() => start())
afterEach(() => server.close())

async function start(overrides: Partial<PoolInput> = {}): Promise<void> {
  server = await startCognito({
    pools: [aPool({ allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'], ...overrides })],
  })
  const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
  accessToken = AuthenticationResult?.AccessToken ?? ''
}

interface Options {
  readonly challenge: string
  readonly rp: { readonly id: string }
  readonly excludeCredentials: readonly { readonly id: string }[]
}

async function startRegistration(): Promise<Options> {
  const reply = await call<{ readonly CredentialCreationOptions: Options }>(
    server,
    'StartWebAuthnRegistration',
    { AccessToken: accessToken },
  )
  return reply.CredentialCreationOptions
}

const complete = (Credential: Record<string, unknown>) =>
  call(server, 'CompleteWebAuthnRegistration', { AccessToken: accessToken, Credential })

async function registered(algorithm: 'ES256' | 'RS256' = 'ES256'): Promise<TestAuthenticator> {
  const authenticator = new TestAuthenticator(algorithm, origin)
  await complete(authenticator.register((await startRegistration()).challenge))
  return authenticator
}

async function challenged(): Promise<{ readonly challenge: string; readonly answer: AuthAnswer }> {
  const answer = await initiate(server, 'USER_AUTH', { USERNAME: 'bob', PREFERRED_CHALLENGE: 'WEB_AUTHN' })
  const options = JSON.parse(answer.ChallengeParameters['CREDENTIAL_REQUEST_OPTIONS'] ?? '{}') as Options
  return { challenge: options.challenge, answer }
}

async function signIn(authenticator: TestAuthenticator, lies: Lies = {}): Promise<AuthAnswer> {
  const { challenge, answer } = await challenged()
  const CREDENTIAL = JSON.stringify(authenticator.authenticate(challenge, lies))
  return respond(server, answer, { USERNAME: 'bob', CREDENTIAL })
}

describe('a passkey', () => {
  it.each(['ES256', 'RS256'] as const)('is registered and signs in: %s', async (algorithm) => {
    const authenticator = await registered(algorithm)

    expect((await signIn(authenticator)).AuthenticationResult?.AccessToken).toBeDefined()
    expect((await signIn(authenticator)).AuthenticationResult?.AccessToken).toBeDefined()
  })

  it('is listed, offered, excluded from the next registration, and gone when it is deleted', async () => {
    const before = await initiate(server, 'USER_AUTH', { USERNAME: 'bob' })
    const { id } = await registered()
    const list = () =>
      call<{ readonly Credentials: readonly Record<string, unknown>[] }>(server, 'ListWebAuthnCredentials', {
        AccessToken: accessToken,
      })
    const factors = () =>
      call<{ readonly ConfiguredUserAuthFactors: readonly string[] }>(server, 'GetUserAuthFactors', {
        AccessToken: accessToken,
      })

    expect(before.AvailableChallenges).not.toContain('WEB_AUTHN')
    expect((await list()).Credentials).toMatchObject([{ CredentialId: id, RelyingPartyId: 'localhost' }])
    expect((await initiate(server, 'USER_AUTH', { USERNAME: 'bob' })).AvailableChallenges).toContain(
      'WEB_AUTHN',
    )
    expect((await factors()).ConfiguredUserAuthFactors).toContain('WEB_AUTHN')
    expect((await startRegistration()).excludeCredentials).toMatchObject([{ id }])
    await call(server, 'DeleteWebAuthnCredential', { AccessToken: accessToken, CredentialId: id })
    expect((await list()).Credentials).toEqual([])
    expect((await factors()).ConfiguredUserAuthFactors).toEqual(['PASSWORD'])
    await expect(
      call(server, 'DeleteWebAuthnCredential', { AccessToken: accessToken, CredentialId: id }),
    ).rejects.toThrow('ResourceNotFoundException')
  })

  it('is chosen from the list of factors', async () => {
    const authenticator = await registered()
    const choice = await initiate(server, 'USER_AUTH', { USERNAME: 'bob' })
    const answer = await respond(server, choice, { USERNAME: 'bob', ANSWER: 'WEB_AUTHN' })
    const { challenge } = JSON.parse(
      answer.ChallengeParameters['CREDENTIAL_REQUEST_OPTIONS'] ?? '{}',
    ) as Options
    const CREDENTIAL = JSON.stringify(authenticator.authenticate(challenge))

    expect(
      (await respond(server, answer, { USERNAME: 'bob', CREDENTIAL })).AuthenticationResult,
    ).toBeDefined()
  })

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  it.each<[string, Lies, string]>([
    ['signed by another key', { key: privateKey }, 'Invalid credential.'],
    ['for another challenge', { challenge: 'AAAA' }, 'does not answer this challenge'],
    ['of the other ceremony', { type: 'webauthn.create' }, 'does not answer this challenge'],
    ['in a frame of another site', { crossOrigin: true }, 'does not answer this challenge'],
    ['from another origin', { origin: 'https://example.com' }, 'WebAuthnOriginNotAllowedException'],
    [
      'from a name that only ends alike',
      { origin: 'http://evillocalhost' },
      'WebAuthnOriginNotAllowedException',
    ],
    ['of another relying party', { rpId: 'example.com' }, 'WebAuthnRelyingPartyMismatchException'],
    ['without a person', { flags: 0x04 }, 'Invalid credential.'],
    ['of another user handle', { userHandle: 'AAAA' }, 'Invalid credential.'],
    ['of an unknown id', { id: 'AAAA' }, 'Invalid credential.'],
    ['with a count that does not rise', { signCount: 1 }, 'Invalid credential.'],
    ['with a count that falls back to nothing', { signCount: 0 }, 'Invalid credential.'],
  ])('is refused %s', async (_, lies, message) => {
    const authenticator = await registered()
    await signIn(authenticator)

    await expect(signIn(authenticator, lies)).rejects.toThrow(message)
  })

  it('answers a challenge once', async () => {
    const authenticator = await registered()
    const { challenge, answer } = await challenged()
    const CREDENTIAL = JSON.stringify(authenticator.authenticate(challenge))
    await respond(server, answer, { USERNAME: 'bob', CREDENTIAL })

    await expect(respond(server, answer, { USERNAME: 'bob', CREDENTIAL })).rejects.toThrow(
      'session can only be used once',
    )
  })
})

describe('a registration', () => {
  it.each<[string, Lies, string]>([
    ['for a challenge that was not given', { challenge: 'AAAA' }, 'WebAuthnChallengeNotFoundException'],
    ['from another origin', { origin: 'https://example.com' }, 'WebAuthnOriginNotAllowedException'],
    ['for another relying party', { rpId: 'example.com' }, 'WebAuthnRelyingPartyMismatchException'],
    ['without a key', { flags: 0x05 }, 'InvalidParameterException'],
    ['under another id', { id: 'AAAA' }, 'InvalidParameterException'],
  ])('is refused %s', async (_, lies, message) => {
    const authenticator = new TestAuthenticator('ES256', origin)
    const { challenge } = await startRegistration()

    await expect(complete(authenticator.register(challenge, lies))).rejects.toThrow(message)
  })

  it('is good for one challenge, and one key', async () => {
    const authenticator = new TestAuthenticator('ES256', origin)
    const { challenge } = await startRegistration()
    await complete(authenticator.register(challenge))

    await expect(complete(authenticator.register(challenge))).rejects.toThrow('ChallengeNotFound')
    const next = await startRegistration()
    await expect(complete(authenticator.register(next.challenge))).rejects.toThrow('already registered')
  })

  it('is refused with a body that is cut short', async () => {
    const { challenge } = await startRegistration()
    const credential = new TestAuthenticator('ES256', origin).register(challenge)
    const response = credential['response'] as { readonly attestationObject: string }
    const cut = { ...response, attestationObject: response.attestationObject.slice(0, 200) }

    await expect(complete({ ...credential, response: cut })).rejects.toThrow('InvalidParameterException')
  })

  it('is off in a pool that does not offer passkeys', async () => {
    await server.close()
    await start({ allowedFirstAuthFactors: ['PASSWORD'] })

    await expect(startRegistration()).rejects.toThrow('WebAuthnNotEnabledException')
  })
})

describe('the CBOR reader', () => {
  it('reads what an authenticator writes', () => {
    const value = new Map<unknown, unknown>([
      [1, -257],
      ['name', Buffer.alloc(300, 7)],
    ])

    expect(readCbor(cborOf(value)).value).toEqual(value)
  })

  it.each(['', '5f', '1b0000000000000001', 'bfff', 'c001', 'f93c00', '44aabb', '9a7fffffff', '81'.repeat(9)])(
    'refuses what it cannot trust: %s',
    (hex) => {
      expect(() => readCbor(Buffer.from(hex, 'hex'))).toThrow('CBOR')
    },
  )
})
