// A credential, if this app may have it: the grant or the person first, then the credential, then a line in the log.
import { problems } from '../../../shared/broker/problems'
import { AppError, toAppError } from '../../../shared/errors'
import type { AuditLog } from '../audit/audit-log'
import type { Asking } from './asking'
import { auditedApp } from './audited-app'
import type { Consent, Wish } from './consent'
import type { SignInDoor } from './sign-in-door'

export interface PermittedDeps {
  readonly audit: AuditLog
  readonly consent: Consent
  readonly door: SignInDoor
}

export interface Wanted<Credential> {
  readonly what: 'token' | 'aws'
  readonly wish: Wish
  readonly asking: Asking
  /** What the log says beside account and kind. */
  readonly subject?: string | undefined
  readonly give: () => Promise<Credential>
}

/** @returns what is given; whether or not it is, the audit log has a line. */
export async function permitted<Credential>(
  deps: PermittedDeps,
  wanted: Wanted<Credential>,
): Promise<Credential> {
  const { audit, consent } = deps
  const { what, wish, asking, subject } = wanted
  const record = (decision: string) =>
    audit.recordRepeated({
      what,
      decision,
      app: auditedApp(wish.app),
      account: wish.account.id,
      use: wish.use,
      ...(subject === undefined ? {} : { subject }),
    })
  try {
    const decision = consent.isGranted(wish) ? 'granted' : await consent.ask(wish, asking)
    const given = await afterSignIn(deps, wanted)
    record(decision)
    return given
  } catch (error) {
    record(toAppError(error).code)
    throw error
  }
}

/** Where the session is over and a person may be asked, what there is to give after the next sign-in. */
async function afterSignIn<Credential>(
  { door }: PermittedDeps,
  { wish, asking, give }: Wanted<Credential>,
): Promise<Credential> {
  const { id } = wish.account
  try {
    return await give()
  } catch (error) {
    const over = toAppError(error)
    const isOver = problems[over.code].code === 'sign_in_required'
    if (!isOver || !asking.mayAsk || door.isQuiet(id)) throw error
    await door.through(id, wish.terminal, asking).catch((unshown: unknown) => {
      const { code, message } = toAppError(unshown)
      // Where no sign-in can be shown, its words say how to get one; why one is needed is not for them to say.
      throw code === 'session/none' ? new AppError(over.code, message, { cause: over }) : unshown
    })
    return give()
  }
}
