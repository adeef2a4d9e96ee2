// The server's half of a sign-out. Nothing here stops the local half: what could not be done is told, not thrown.
import { type AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import type { Cognito } from '../cognito/cognito'
import type { StoredAccount } from '../records/accounts'
import type { AccountRecord } from '../vault/account-record'
import { endsSession } from './ends-session'

export interface ServerSignOut {
  /** Fails where the pool or its secret is gone; then the server is not told, and the person is. */
  readonly cognito: () => Promise<Cognito>
  readonly record: AccountRecord | undefined
  /** A valid access token, or why there is none; asked for only when an operation needs one. */
  readonly accessToken: () => Promise<string>
  readonly everywhere: boolean
  readonly forgetDevice: boolean
}

/** Refusals that mean that there is nothing left to end. */
const nobodyThere: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['session/user-gone', 'auth/user-not-found'])

/**
 * ForgetDevice, GlobalSignOut or RevokeToken, as wished.
 * @returns a sentence for each thing that Cognito did not confirm.
 */
export async function signOutAtServer(wish: ServerSignOut): Promise<readonly string[]> {
  return [...(await forgetThisDevice(wish)), ...(await endSessions(wish))]
}

async function forgetThisDevice(wish: ServerSignOut): Promise<readonly string[]> {
  const deviceKey = wish.record?.device?.deviceKey
  if (!wish.forgetDevice || deviceKey === undefined) return []
  return attempt(
    'forget this device',
    async () => (await wish.cognito()).forgetDevice({ accessToken: await wish.accessToken(), deviceKey }),
    (code) => nobodyThere.has(code) || code === 'session/device-unknown',
  )
}

async function endSessions({
  cognito,
  record,
  accessToken,
  everywhere,
}: ServerSignOut): Promise<readonly string[]> {
  const refreshToken = record?.session?.refreshToken
  const revoke = async () =>
    refreshToken === undefined
      ? []
      : attempt(
          'revoke the sign-in',
          async () => (await cognito()).revokeToken({ refreshToken }),
          // A session that the server had ended needs no ending.
          endsSession,
        )
  if (!everywhere) return revoke()
  const warnings = await attempt(
    'sign out everywhere',
    async () => (await cognito()).globalSignOut({ accessToken: await accessToken() }),
    (code) => nobodyThere.has(code),
  )
  // GlobalSignOut ends this refresh token too, where it succeeded.
  return warnings.length === 0 ? [] : [...warnings, ...(await revoke())]
}

/** @returns the sentence of a failure, if it was one: where `isMoot`, there was nothing to do any more. */
async function attempt(
  what: string,
  action: () => Promise<void>,
  isMoot: (code: ErrorCode) => boolean,
): Promise<readonly string[]> {
  try {
    await action()
    return []
  } catch (error) {
    const problem = toAppError(error)
    return isMoot(problem.code) ? [] : [sentence(what, problem)]
  }
}

/**
 * What a sign-out here does not reach: the cookie of the pool's pages is the browser's, and to delete it would take that
 * browser (COGNITO.md §12).
 */
export function browserWarnings(
  { status, method }: StoredAccount,
  domain: string | undefined,
): readonly string[] {
  if (status !== 'signed-in' || method !== 'MANAGED_LOGIN' || domain === undefined) return []
  return [`The browser that signed in may stay signed in at ${domain} for up to an hour.`]
}

function sentence(what: string, error: AppError): string {
  return `Cognito did not ${what} (${error.code}); on this computer the sign-in is over all the same.`
}
