// The broker on the real sessions: what a thousand programs at once cost Cognito.
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import type { Cognito, TokenSet } from '../cognito/cognito'
import { anOwnAccount } from '../cognito/fixtures'
import { aCaller, fakeRandom, memoryRecordStore } from '../fakes'
import { appOf } from '../grants/app-key'
import { createSessions } from '../sessions/sessions'
import { createBroker } from './handle'
import { aBroker, anAccount, workPool } from './fakes'

const ada = anAccount('ada')
const lifeSeconds = 3600

function tokens(serial: number): TokenSet {
  const { userPoolId, clientId } = workPool
  const jwt = (claims: object) => {
    const payload = {
      sub: ada.sub,
      iss: `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`,
      ...claims,
    }
    return `h.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${serial}`
  }
  return {
    accessToken: jwt({ token_use: 'access', username: 'ada', client_id: clientId }),
    idToken: jwt({ token_use: 'id', 'cognito:username': 'ada', aud: clientId }),
    refreshToken: `refresh-${serial}`,
    expiresInSeconds: lifeSeconds,
  }
}

/** A signed-in account whose app has its grant; `answers` lets the refreshes that wait at Cognito through. */
async function aSignedInHost() {
  const host = await aBroker({ accounts: [] })
  const unexpected = () => Promise.reject(new AppError('internal', 'not part of this story'))
  const waiting: (() => void)[] = []
  let refreshes = 0
  const cognito: Cognito = {
    initiateAuth: unexpected,
    respondToAuthChallenge: unexpected,
    associateSoftwareToken: unexpected,
    verifySoftwareToken: unexpected,
    forgotPassword: unexpected,
    confirmForgotPassword: unexpected,
    signUp: unexpected,
    confirmSignUp: unexpected,
    resendConfirmationCode: unexpected,
    confirmDevice: unexpected,
    updateDeviceStatus: unexpected,
    forgetDevice: unexpected,
    globalSignOut: unexpected,
    revokeToken: unexpected,
    ownAccount: anOwnAccount(unexpected),
    clockOffsetMs: () => 0,
    refresh: async () => {
      refreshes += 1
      await new Promise<void>((resolve) => waiting.push(resolve))
      return tokens(refreshes)
    },
  }
  const { clock, vault, accounts, log, lock } = host
  const sessions = createSessions({
    loginDomainOf: () => undefined,
    clock,
    random: fakeRandom(),
    vault,
    state: memoryRecordStore(),
    accounts,
    lock,
    log,
    cognitoFor: () => Promise.resolve(cognito),
  })
  const record = {
    v: 1 as const,
    username: 'ada',
    sub: ada.sub,
    session: { refreshToken: 'refresh-0', signedInAtMs: clock.wallMs() },
  }
  await vault.write(ada.id, record)
  const { userPoolId, clientId } = workPool
  const whose = { userPoolId, clientId, username: record.username, sub: record.sub }
  const signedInAtMs = clock.wallMs()
  await sessions.adopt({ ...whose, typedName: 'ada', way: {}, signedInAtMs, record, tokens: tokens(0) })
  await host.grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
  const broker = createBroker({ ...host.deps, sessions })
  const token = () =>
    broker.handle(
      {
        method: 'POST',
        path: '/v1/accounts/ada/token',
        query: '',
        body: undefined,
        peer: { pid: 1, uid: 1000 },
        identify: () => Promise.resolve(aCaller()),
      },
      new AbortController().signal,
    )
  return { ...host, token, waiting, refreshes: () => refreshes }
}

describe('a thousand requests at expiry', () => {
  it('cost one refresh, and all get the token that it brings', async () => {
    const { clock, token, waiting, refreshes } = await aSignedInHost()
    clock.advance((lifeSeconds + 1) * 1000)
    const all = Array.from({ length: 1000 }, () => token())
    while (waiting.length === 0) await new Promise(setImmediate)
    waiting.forEach((letThrough) => letThrough())
    const replies = await Promise.all(all)
    expect(refreshes()).toBe(1)
    expect(new Set(replies.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(replies[0]).toMatchObject({
      status: 200,
      body: { token: tokens(1).accessToken, expiresIn: lifeSeconds },
    })
  })

  it('leave two lines in the audit log', async () => {
    const { clock, token, waiting, auditLines } = await aSignedInHost()
    clock.advance((lifeSeconds + 1) * 1000)
    const all = Array.from({ length: 1000 }, () => token())
    while (waiting.length === 0) await new Promise(setImmediate)
    waiting.forEach((letThrough) => letThrough())
    await Promise.all(all)
    const counts = (await auditLines()).map((line) => (JSON.parse(line) as { count?: number }).count)
    expect(counts).toEqual([undefined, 999])
  })
})
