// May this app have this token? By a grant, else by the person, asked once however many requests wait.
import type { ConsentAnswer, ConsentView, CredentialUse } from '../../../shared/model/consent'
import { eightHoursMs } from '../../../shared/model/grant-times'
import { AppError, toAppError } from '../../../shared/errors'
import { neutral } from '../../../shared/text/neutral'
import { shellWord } from '../../../shared/text/shell-word'
import type { AuditLog } from '../audit/audit-log'
import type { App } from '../grants/app-key'
import { deadlineIn } from '../deadline'
import type { GrantEnd } from '../grants/grant-record'
import type { Grants } from '../grants/grants'
import { PromptBook, promptLifeMs } from '../grants/prompt-book'
import type { Lock } from '../lock/lock'
import type { Asker, Clock, Log, Random } from '../ports'
import type { StoredAccount } from '../records/accounts'
import type { Asking } from './asking'
import { auditedApp } from './audited-app'

/** Who wants what of whom. */
export interface Wish {
  readonly app: App
  readonly account: StoredAccount
  readonly use: CredentialUse
  /** The role of AWS that the caller names: shown. An answer that lasts is for every role. */
  readonly roleArn?: string | undefined
  /** Of the endpoint that is to give it, as often as it is asked: *once* is for that endpoint. */
  readonly endpointId?: string | undefined
  /** The caller's controlling terminal: where a headless host asks. */
  readonly terminal: string | undefined
}

export interface ConsentDeps {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly asker: Asker
  readonly grants: Grants
  readonly audit: AuditLog
  readonly lock: Pick<Lock, 'demandUnlocked' | 'timesAsked'>
}

/** State: the consent questions that are open, and who was refused a moment ago. */
export class Consent {
  readonly #deps: ConsentDeps
  readonly #prompts: PromptBook<ConsentAnswer>

  constructor(deps: ConsentDeps) {
    this.#deps = deps
    this.#prompts = new PromptBook(deps.clock)
  }

  /** Whether a grant allows it, without asking anyone. @throws `broker/denied` where a grant says never. */
  isGranted({ app, account, use }: Wish): boolean {
    const decision = this.#deps.grants.use({ app, accountId: account.id, use })
    if (decision === 'never')
      throw new AppError('broker/denied', `This program may never have ${goods[use]} of ${account.label}.`)
    return decision === 'allow'
  }

  /**
   * The person's word; passes when it is yes.
   * @throws `broker/consent-required` where nobody may be asked, `broker/denied`, `broker/denied-recently`,
   * `broker/consent-timed-out`, `broker/busy`, `lock/locked`.
   */
  async ask(wish: Wish, asking: Asking): Promise<ConsentAnswer> {
    // Finding out who asks takes a while, and a lock closes only the questions that are open.
    this.#deps.lock.demandUnlocked()
    if (!asking.mayAsk) throw consentRequired(wish)
    const { app, account } = wish
    const answer = await this.#prompts.answer(
      {
        key: keyOf(wish),
        family: app.family,
        refuses: isRefusal,
        ask: (signal) => this.#question(wish, asking, signal),
      },
      asking,
    )
    if (isRefusal(answer))
      throw new AppError('broker/denied', `A person refused ${goods[wish.use]} of ${account.label}.`)
    return answer
  }

  /** Takes every open question away. */
  closeAll(reason: AppError): void {
    this.#prompts.closeAll(reason)
  }

  async #question(wish: Wish, { reason }: Asking, signal: AbortSignal): Promise<ConsentAnswer> {
    const { app, account, use, terminal } = wish
    const record = (decision: string) =>
      this.#deps.audit.record({ what: 'consent', decision, app: auditedApp(app), account: account.id, use })
    try {
      const given = await this.#deps.asker.consent(this.#view(wish, reason), { terminal }, signal)
      const answer = permitted(given, app)
      // An answer to a question that was closed is an answer to nobody.
      if (!signal.aborted) await this.#keep(wish, answer)
      record(signal.aborted ? 'withdrawn' : answer)
      return answer
    } catch (error) {
      record(signal.aborted ? 'unanswered' : toAppError(error).code)
      throw error
    }
  }

  #view({ app, account, use, roleArn, endpointId }: Wish, reason: string | undefined): ConsentView {
    const { clock, random, grants } = this.#deps
    const changed = grants.wasAllowedBefore({ app, accountId: account.id, use })
    return {
      id: random.bytes(16).toString('hex'),
      app: changed ? { ...app.view, warnings: ['changed-since-approved', ...app.view.warnings] } : app.view,
      accountLabel: account.label,
      accountId: account.id,
      use,
      ...(endpointId === undefined ? {} : { forEndpoint: true }),
      ...(roleArn === undefined ? {} : { roleArn: neutral(roleArn, roleLimit) }),
      ...(reason === undefined ? {} : { reason: neutral(reason, reasonLimit) }),
      lastingOffered: app.mayLast,
      expiresAt: new Date(clock.wallMs() + promptLifeMs).toISOString(),
    }
  }

  /** A disk that takes nothing does not undo the person's yes: it then holds until Signet ends. */
  async #keep({ app, account, use }: Wish, answer: ConsentAnswer): Promise<void> {
    const { clock, grants, log, lock } = this.#deps
    const end = endOf(answer, clock)
    if (end === undefined) return
    const subject = { app, accountId: account.id, use }
    const before = lock.timesAsked
    try {
      await grants.put(subject, end)
    } catch (error) {
      log.write('error', 'broker', `an answer was not kept: ${toAppError(error).code}`)
      if (typeof end !== 'string') grants.hold(subject, end)
      // A lock that came in that moment has ended what holds until then, also where it is open again.
      else if (end === 'always' && lock.timesAsked === before) grants.hold(subject, 'lock')
    }
  }
}

const reasonLimit = 300
/** IAM has no longer ones. */
const roleLimit = 640

/** One answer does for requests that a person would see as one: another role, or another endpoint, is another question. */
function keyOf({ app, account, use, roleArn = '', endpointId = '' }: Wish): string {
  return `${app.id} ${account.id} ${use} ${endpointId} ${roleArn}`
}

function isRefusal(answer: ConsentAnswer): boolean {
  return answer === 'deny' || answer === 'never'
}

function endOf(answer: ConsentAnswer, clock: Clock): GrantEnd | undefined {
  if (answer === '8h') return deadlineIn(clock, eightHoursMs)
  return answer === 'once' || answer === 'deny' ? undefined : answer
}

/** What an answer comes to for this app: nothing stands for what cannot be verified, nothing lasts for a process. */
function permitted(answer: ConsentAnswer, { mayStand, mayLast }: App): ConsentAnswer {
  if (mayLast) return answer
  if (answer === 'never') return 'deny'
  if (!mayStand && answer !== 'deny') return 'once'
  return answer === 'always' ? 'lock' : answer
}

function consentRequired({ app, account, use }: Wish): AppError {
  return new AppError(
    'broker/consent-required',
    `${reasonOf({ app, account, use })} ${wayOut(app, account, use)}`,
  )
}

function reasonOf({ app: { view }, account, use }: Omit<Wish, 'terminal'>): string {
  const program = view.script ?? view.executable
  return `${program} has no leave to have ${goods[use]} of ${account.label}, and nobody may be asked.`
}

const goods: Readonly<Record<CredentialUse, string>> = {
  access: 'a token',
  id: 'a token',
  aws: 'AWS credentials',
}

/** The command that lets the app in, where one can. */
function wayOut({ mayLast, view }: App, { label }: StoredAccount, use: CredentialUse): string {
  if (view.warnings.includes('preload-environment'))
    return 'Its environment loads the code of others: start it without, or let it ask.'
  if (!mayLast)
    return 'It can only be allowed while it runs: let it ask, on a terminal or with the window open.'
  const words = ['signet', 'apps', 'allow', view.script ?? view.executable, '--account', label]
  if (use !== 'access') words.push('--use', use)
  return `Allow it: ${words.map(shellWord).join(' ')}`
}
