// aws-jwt-verify judges the tokens.
import { CognitoJwtVerifier } from 'aws-jwt-verify'
import type { Jwks } from 'aws-jwt-verify/jwk'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { signInByPassword } from './test-client'
import { createSigningKey } from './tokens'

let server: EmbeddedCognito

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

async function verifierOf(tokenUse: 'id' | 'access', clientId = publicClientId) {
  const response = await fetch(`${server.url}/${userPoolId}/.well-known/jwks.json`)
  const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse, clientId })
  verifier.cacheJwks((await response.json()) as Jwks)
  return verifier
}

async function tokensOfBob(): Promise<{ readonly AccessToken: string; readonly IdToken: string }> {
  const { AuthenticationResult } = await signInByPassword(server, 'bob', { PASSWORD: passwords.bob })
  return AuthenticationResult!
}

describe('aws-jwt-verify', () => {
  it('verifies the access token', async () => {
    const { AccessToken } = await tokensOfBob()

    const claims = await (await verifierOf('access')).verify(AccessToken)

    expect(claims).toMatchObject({
      username: 'bob',
      client_id: publicClientId,
      scope: 'aws.cognito.signin.user.admin',
      iss: `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`,
    })
    expect(claims['device_key']).toMatch(/^eu-central-1_[0-9a-f-]{36}$/)
    expect(claims.exp - claims.iat).toBe(3600)
  })

  it('verifies the id token', async () => {
    const { AccessToken, IdToken } = await tokensOfBob()

    const claims = await (await verifierOf('id')).verify(IdToken)

    expect(claims).toMatchObject({ 'cognito:username': 'bob', aud: publicClientId, email_verified: true })
    expect(claims.sub).toBe(decodeJwt(AccessToken).sub)
    expect(claims.origin_jti).toBe(decodeJwt(AccessToken)['origin_jti'])
  })

  it('refuses one kind of token for the other, and a token of another client', async () => {
    const { AccessToken, IdToken } = await tokensOfBob()

    await expect((await verifierOf('access')).verify(IdToken)).rejects.toThrow(/token use/i)
    await expect((await verifierOf('id')).verify(AccessToken)).rejects.toThrow(/token use/i)
    await expect((await verifierOf('id', 'another')).verify(IdToken)).rejects.toThrow(/audience/i)
  })

  it('refuses the same claims signed by another key under the same key id', async () => {
    const { AccessToken } = await tokensOfBob()
    const { kid = '' } = decodeProtectedHeader(AccessToken)
    const forged = await new SignJWT(decodeJwt(AccessToken))
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign((await createSigningKey()).privateKey)

    await expect((await verifierOf('access')).verify(forged)).rejects.toThrow('Invalid signature')
  })

  it('finds the keys through the discovery document', async () => {
    const response = await fetch(`${server.url}/${userPoolId}/.well-known/openid-configuration`)
    const document = (await response.json()) as { readonly issuer: string; readonly jwks_uri: string }

    expect(document.issuer).toBe(`https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`)
    expect((await fetch(document.jwks_uri)).status).toBe(200)
    expect((await fetch(`${server.url}/eu-central-1_Nobody/.well-known/jwks.json`)).status).toBe(404)
  })
})
