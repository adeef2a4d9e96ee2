// The server's half of a sign-out. Nothing here stops the local half: what could not be done is told, not thrown.
import { type AppError, toAppError } from '../../../shared/errors'
import type { Cognito } from '../cognito/cognito'
import type { AccountRecord } from '../vault/account-record'
import { endsSession } from './ends-session'

export interface ServerSignOut {
  readonly cognito: Cognito
  readonly record: AccountRecord | undefined
  /** A valid access token; asked for only when an operation needs one. */
  readonly accessToken: () => Promise<string>
  readonly everywhere: boolean
  readonly forgetDevice: boolean
}

/**
 * ForgetDevice, GlobalSignOut or RevokeToken, as wished.
 * @returns a sentence for each thing that Cognito did not confirm.
 */
export async function signOutAtServer(wish: ServerSignOut): Promise<readonly string[]> {
  const { cognito, record, accessToken, everywhere, forgetDevice } = wish
  const warnings: string[] = []
  const attempt = async (what: string, action: () => Promise<void>) => {
    try {
      await action()
    } catch (error) {
      const problem = toAppError(error)
      // A session that the server had ended already needs no ending.
      if (!endsSession(problem.code)) warnings.push(sentence(what, problem))
    }
  }
  const deviceKey = record?.device?.deviceKey
  if (forgetDevice && deviceKey !== undefined) {
    await attempt('forget this device', async () =>
      cognito.forgetDevice({ accessToken: await accessToken(), deviceKey }),
    )
  }
  if (everywhere) {
    await attempt('sign out everywhere', async () =>
      cognito.globalSignOut({ accessToken: await accessToken() }),
    )
  }
  const refreshToken = record?.session?.refreshToken
  // ForgetDevice and GlobalSignOut end the refresh token too; revoking it again costs nothing and covers a failure.
  if (refreshToken !== undefined && (!everywhere || warnings.length > 0)) {
    await attempt('revoke the sign-in', () => cognito.revokeToken({ refreshToken }))
  }
  return warnings
}

function sentence(what: string, error: AppError): string {
  return `Cognito did not ${what} (${error.code}); on this computer the sign-in is over all the same.`
}
