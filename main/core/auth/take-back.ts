import { toAppError } from '../../../shared/errors'
import type { Cognito, TokenSet } from '../cognito/cognito'
import type { Log } from '../ports'
import type { Errands } from './errands'

export interface TakingBack {
  readonly cognito: Pick<Cognito, 'forgetDevice' | 'revokeToken'>
  readonly errands: Errands
  readonly log: Log
  /** A device that came with the tokens and that nobody will use either. */
  readonly deviceKey: string | undefined
}

/** Has Cognito forget what nobody will use, as far as it can be reached. */
export function takeBack({ accessToken, refreshToken }: TokenSet, parts: TakingBack): void {
  const { cognito, errands, log, deviceKey } = parts
  if (refreshToken === undefined) return
  errands.run('unused tokens were not revoked', async () => {
    // Before the token that this takes is revoked.
    if (deviceKey !== undefined)
      await cognito.forgetDevice({ accessToken, deviceKey }).catch((error: unknown) => {
        log.write('warn', 'auth', `an unused device stays at Cognito: ${toAppError(error).code}`)
      })
    await cognito.revokeToken({ refreshToken })
  })
}
