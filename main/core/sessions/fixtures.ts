// For tests: one account, signed in an instant ago, on a keychain and files in memory and a Cognito that does as told.
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { Cognito, TokenSet } from '../cognito/cognito'
import { fakeClock, fakeLog, fakeRandom, memoryRecordStore, memorySecretStore } from '../fakes'
import { accountIdOf, Accounts } from '../records/accounts'
import type { Clock } from '../ports'
import type { AccountRecord } from '../vault/account-record'
import { createVault } from '../vault/vault'
import { createSessions } from './sessions'

const userPoolId = 'eu-central-1_SignetT1'
const clientId = 'client1'
/** How long the tokens of these tests live. */
export const lifeSeconds = 3600
/** An access token that lives another minute. */
export const wish = { use: 'access', minimumTtlSeconds: 60 } as const

let serial = 0
/** Tokens of ada that nobody has seen yet. */
export function someTokens(claims: { readonly sub?: string; readonly refreshToken?: string } = {}): TokenSet {
  serial += 1
  const common = {
    sub: claims.sub ?? 'sub-1',
    iss: `https://cognito-idp.eu-central-1.amazonaws.com/${userPoolId}`,
  }
  const jwt = (payload: object) =>
    `h.${Buffer.from(JSON.stringify({ ...common, ...payload, jti: serial })).toString('base64url')}.s`
  return {
    accessToken: jwt({ token_use: 'access', username: 'ada', client_id: clientId }),
    idToken: jwt({ token_use: 'id', 'cognito:username': 'ada', aud: clientId }),
    refreshToken: claims.refreshToken,
    expiresInSeconds: lifeSeconds,
  }
}

/** What the keychain holds of ada. */
export const signedIn: AccountRecord = {
  v: 1,
  username: 'ada',
  sub: 'sub-1',
  device: { deviceKey: 'dk', deviceGroupKey: 'dg', devicePassword: 'dp', name: 'here', status: 'remembered' },
  session: { refreshToken: 'refresh-1', deviceKey: 'dk', signedInAtMs: 1 },
}

/** One account, signed in an instant ago; `refresh` is what Cognito does when asked, `server` what else it does. */
export async function aSignedInHost(
  refresh: Cognito['refresh'],
  server: Partial<Cognito> = {},
  clock = fakeClock(),
) {
  const store = memorySecretStore()
  const vault = createVault(store)
  const files = memoryRecordStore()
  const accounts = new Accounts({ store: files, log: fakeLog() })
  await accounts.load()
  const asked: Parameters<Cognito['refresh']>[0][] = []
  const revoked: string[] = []
  const unexpected = () => Promise.reject(new AppError('internal', 'not part of this story'))
  const cognito: Cognito = {
    initiateAuth: unexpected,
    respondToAuthChallenge: unexpected,
    confirmDevice: unexpected,
    updateDeviceStatus: unexpected,
    forgetDevice: () => Promise.resolve(),
    globalSignOut: () => Promise.resolve(),
    revokeToken: ({ refreshToken }) => {
      revoked.push(refreshToken)
      return Promise.resolve()
    },
    refresh: (input) => {
      asked.push(input)
      return refresh(input)
    },
    clockOffsetMs: () => 0,
    ...server,
  }
  const makeSessions = () =>
    createSessions({
      clock,
      random: fakeRandom(),
      vault,
      state: files,
      accounts,
      cognitoFor: () => Promise.resolve(cognito),
      log: fakeLog(),
    })
  const sessions = makeSessions()
  const tokens = someTokens()
  const adopt = async (record: AccountRecord, adopted: TokenSet) => {
    await vault.write(accountIdOf(userPoolId, clientId, 'ada'), record)
    return sessions.adopt({ userPoolId, clientId, typedName: 'Ada', record, tokens: adopted })
  }
  const id = await adopt(signedIn, tokens)
  return { clock, store, vault, files, accounts, sessions, makeSessions, id, tokens, asked, revoked, adopt }
}

/** A Cognito that refuses. */
export const refuses = (code: ErrorCode) => () => Promise.reject(new AppError(code, 'no'))
/** A Cognito that gives tokens without rotation. */
export const grants = () => Promise.resolve(someTokens())
export const minutes = (count: number) => count * 60_000

/** A Cognito that rotates: `refresh-1` is good until it is used, and for `graceMs` longer. */
export function rotates({
  graceMs,
  clock,
}: {
  readonly graceMs: number
  readonly clock: Clock
}): Cognito['refresh'] {
  const replacedAtMs = new Map<string, number | undefined>([['refresh-1', undefined]])
  return ({ refreshToken }) => {
    if (!replacedAtMs.has(refreshToken)) return refuses('session/expired')()
    const replaced = replacedAtMs.get(refreshToken)
    if (replaced !== undefined && clock.sinceBootMs() >= replaced + graceMs)
      return refuses('session/reused')()
    replacedAtMs.set(refreshToken, replaced ?? clock.sinceBootMs())
    const next = `refresh-${replacedAtMs.size + 1}`
    replacedAtMs.set(next, undefined)
    return Promise.resolve(someTokens({ refreshToken: next }))
  }
}
