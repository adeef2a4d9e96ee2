// For tests: the own account of a person who signs in at a desk of core/auth.
import { aDesk, type Desk, type DeskOptions } from '../auth/fixtures'
import { createOwnAccount, type OwnAccount } from './own-account'

export interface AccountDesk extends Desk {
  readonly own: OwnAccount
  /** Signs in; a code of the authenticator app where the pool asks for one. @returns the account id. */
  enter(username: string, password: string, code?: string): Promise<string>
}

/** A computer of one's own. */
export async function anAccountDesk(options: DeskOptions): Promise<AccountDesk> {
  const desk = await aDesk(options)
  const { pool, cognito } = desk
  const own = createOwnAccount({
    ...desk,
    pools: { get: () => pool },
    cognitoFor: () => Promise.resolve(cognito),
  })
  const enter = async (username: string, password: string, code?: string) => {
    const answers = code === undefined ? [] : [{ kind: 'SOFTWARE_TOKEN_MFA' as const, code }]
    const view = await desk.signIn({ username, password }, ...answers)
    if (view.kind !== 'signedIn') throw new Error(`the sign-in came to ${JSON.stringify(view)}`)
    return view.accountId
  }
  return { ...desk, own, enter }
}
