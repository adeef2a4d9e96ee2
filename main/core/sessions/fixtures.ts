// For tests: one account, signed in an instant ago, on a keychain and files in memory and a Cognito that does as told.
import { AppError, type ErrorCode } from '../../../shared/errors'
import type { Cognito, TokenSet } from '../cognito/cognito'
import { anOwnAccount } from '../cognito/fixtures'
import { fakeClock, fakeLog, fakeRandom, memoryRecordStore, memorySecretStore } from '../fakes'
import { accountIdOf, Accounts } from '../records/accounts'
import { Lock } from '../lock/lock'
import type { Clock, RecordStore, SecretStore } from '../ports'
import type { AccountRecord } from '../vault/account-record'
import { createVault } from '../vault/vault'
import { createSessions } from './sessions'

const userPoolId = 'eu-central-1_SignetT1'
const clientId = 'client1'
/** The account of these tests. */
export const adaId = accountIdOf(userPoolId, clientId, 'ada')
/** What accounts.json will say of her sign-in. */
export const grantedToAda = {
  userPoolId,
  clientId,
  username: 'ada',
  sub: 'sub-1',
  typedName: 'Ada',
  way: {},
  signedInAtMs: 1,
} as const
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

/** What a computer keeps of a host, and what the host sees of the world. */
export interface Surroundings {
  readonly clock: Clock
  readonly store: SecretStore
  readonly files: RecordStore
  readonly cognito: Cognito
}

/** A host that starts on what is there. */
export async function aHostOn({ clock, store, files, cognito }: Surroundings) {
  const log = fakeLog()
  const vault = createVault(store)
  const accounts = new Accounts({ store: files, log })
  await accounts.load()
  const cognitoFor = () => Promise.resolve(cognito)
  const lock = new Lock({ store: files, log })
  await lock.load()
  const makeSessions = () =>
    createSessions({
      clock,
      random: fakeRandom(),
      vault,
      state: files,
      accounts,
      lock,
      cognitoFor,
      loginDomainOf: () => undefined,
      log,
    })
  const sessions = makeSessions()
  const adopt = async (record: AccountRecord, adopted: TokenSet) => {
    await vault.write(adaId, record)
    const { username, sub } = record
    const granted = { ...grantedToAda, username, sub, signedInAtMs: clock.wallMs() }
    return sessions.adopt({ ...granted, record, tokens: adopted })
  }
  return { vault, accounts, lock, sessions, makeSessions, adopt, log }
}

/** A Cognito that refreshes, and whatever else it is told to. */
export function aCognito(refresh: Cognito['refresh'], server: Partial<Cognito> = {}): Cognito {
  const unexpected = () => Promise.reject(new AppError('internal', 'not part of this story'))
  return {
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
    forgetDevice: () => Promise.resolve(),
    globalSignOut: () => Promise.resolve(),
    revokeToken: () => Promise.resolve(),
    refresh,
    ownAccount: anOwnAccount(unexpected),
    clockOffsetMs: () => 0,
    ...server,
  }
}

/** One account, signed in an instant ago; `refresh` is what Cognito does when asked, `server` what else it does. */
export async function aSignedInHost(
  refresh: Cognito['refresh'],
  server: Partial<Cognito> = {},
  clock = fakeClock(),
) {
  const store = memorySecretStore()
  const files = memoryRecordStore()
  const asked: Parameters<Cognito['refresh']>[0][] = []
  const revoked: string[] = []
  const counted: Cognito['refresh'] = (input) => {
    asked.push(input)
    return refresh(input)
  }
  const revokeToken: Cognito['revokeToken'] = ({ refreshToken }) => {
    revoked.push(refreshToken)
    return Promise.resolve()
  }
  const host = await aHostOn({ clock, store, files, cognito: aCognito(counted, { revokeToken, ...server }) })
  const tokens = someTokens()
  const id = await host.adopt(signedIn, tokens)
  return { ...host, clock, store, files, id, tokens, asked, revoked }
}

/** A Cognito that refuses. */
export const refuses = (code: ErrorCode) => () => Promise.reject(new AppError(code, 'no'))
/** A Cognito that gives tokens without rotation. */
export const grants = () => Promise.resolve(someTokens())
export const minutes = (count: number) => count * 60_000

/**
 * A Cognito that rotates: `refresh-1` is good until it is used, and for `graceMs` longer. Each token is followed by
 * `padding`, so that it may need several items of a keychain.
 */
export function rotates({
  graceMs,
  clock,
  padding = '',
}: {
  readonly graceMs: number
  readonly clock: Clock
  readonly padding?: string
}): Cognito['refresh'] {
  const named = (serial: number) => `refresh-${serial}${padding}`
  const replacedAtMs = new Map<string, number | undefined>([[named(1), undefined]])
  return ({ refreshToken }) => {
    if (!replacedAtMs.has(refreshToken)) return refuses('session/expired')()
    const replaced = replacedAtMs.get(refreshToken)
    if (replaced !== undefined && clock.sinceBootMs() >= replaced + graceMs)
      return refuses('session/reused')()
    replacedAtMs.set(refreshToken, replaced ?? clock.sinceBootMs())
    const next = named(replacedAtMs.size + 1)
    replacedAtMs.set(next, undefined)
    return Promise.resolve(someTokens({ refreshToken: next }))
  }
}
