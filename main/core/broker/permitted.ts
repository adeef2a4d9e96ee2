// A credential, if this app may have it: the grant or the person first, then the credential, then a line in the log.
import { problems } from '../../../shared/broker/problems'
import { AppError, toAppError } from '../../../shared/errors'
import type { ConsentAnswer } from '../../../shared/model/consent'
import type { AuditEvent, AuditLog } from '../audit/audit-log'
import type { Asking } from './asking'
import { auditedApp } from './audited-app'
import type { Consent, Wish } from './consent'
import type { SignInDoor } from './sign-in-door'

export interface PermittedDeps {
  readonly audit: AuditLog
  readonly consent: Consent
  readonly door: SignInDoor
}

/** `granted`: nobody was asked. */
export type Leave = 'granted' | ConsentAnswer

export interface Wanted<Credential> {
  readonly what: 'token' | 'aws'
  readonly wish: Wish
  readonly asking: Asking
  /** What the log says beside account and kind. */
  readonly subject?: string | undefined
  /** The person has said yes to this very use before: *once*, and it goes on. */
  readonly hasLeave?: boolean
  /** @param leave by what it is given. */
  readonly give: (leave: Leave) => Promise<Credential>
}

/** @returns what is given; whether or not it is, the audit log has a line. */
export async function permitted<Credential>(
  deps: PermittedDeps,
  wanted: Wanted<Credential>,
): Promise<Credential> {
  const { audit, consent } = deps
  const { what, wish, subject } = wanted
  const event = (decision: string): AuditEvent => ({
    what,
    decision,
    app: auditedApp(wish.app),
    account: wish.account.id,
    use: wish.use,
    ...(subject === undefined ? {} : { subject }),
  })
  try {
    const leave = await leaveOf(consent, wanted)
    const given = await afterSignIn(deps, wanted, leave)
    audit.recordRepeated(event(leave))
    return given
  } catch (error) {
    audit.recordRefused(event(toAppError(error).code))
    throw error
  }
}

/** A grant that says never holds against whatever was said before. */
async function leaveOf<Credential>(
  consent: Consent,
  { wish, asking, hasLeave = false }: Wanted<Credential>,
): Promise<Leave> {
  if (consent.isGranted(wish)) return 'granted'
  return hasLeave ? 'once' : consent.ask(wish, asking)
}

/** Where the session is over and a person may be asked, what there is to give after the next sign-in. */
async function afterSignIn<Credential>(
  { door }: PermittedDeps,
  { wish, asking, give }: Wanted<Credential>,
  leave: Leave,
): Promise<Credential> {
  const { id } = wish.account
  try {
    return await give(leave)
  } catch (error) {
    const over = toAppError(error)
    const isOver = problems[over.code].code === 'sign_in_required'
    if (!isOver || !asking.mayAsk || door.isQuiet(id)) throw error
    await door.through(id, wish.terminal, asking).catch((unshown: unknown) => {
      const { code, message } = toAppError(unshown)
      // Where no sign-in can be shown, its words say how to get one; why one is needed is not for them to say.
      throw code === 'session/none' ? new AppError(over.code, message, { cause: over }) : unshown
    })
    return give(leave)
  }
}
