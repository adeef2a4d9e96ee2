// Shares: opening one takes a person at Signet's own surface; anyone may see them and end them.
import { isAbsolute } from 'node:path'
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { OpenShareRequest, ShareReply } from '../../../shared/broker/share-requests'
import { AppError, type ErrorCode, toAppError } from '../../../shared/errors'
import { neutral } from '../../../shared/text/neutral'
import { deadlineIn } from '../deadline'
import { appOf } from '../grants/app-key'
import type { StoredAccount } from '../records/accounts'
import type { Share, ShareTerms } from '../shares/share'
import { accountNamed } from './account-named'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import type { Broker } from './protocol'
import { type Call, type Route, route } from './route'

type SharesDeps = Pick<
  BrokerDeps,
  'accounts' | 'pools' | 'shares' | 'shareSockets' | 'audit' | 'clock' | 'random' | 'lock'
> & {
  readonly person: Person
  /** What one share answers. */
  readonly brokerOf: (share: Share) => Broker
}

export function shareRoutes(deps: SharesDeps): readonly Route[] {
  const { accounts, shares } = deps
  return [
    route(operations.shares, () => ({ shares: shares.list(accounts.labelOf) })),
    route(operations.openShare, (call) => open(deps, call)),
    route(operations.endShare, async ({ name, request }) => {
      const share = await shares.end(name, 'taken-back', await request.identify())
      if (share === undefined)
        throw new AppError('request/unknown', 'No share has this id; see `signet share list`.')
      return { share: share.view(accounts.labelOf(share.terms.accountId)) }
    }),
  ]
}

/** Every end leaves a line; an account that is signed out or gone takes its shares with it. */
export function auditShares({
  shares,
  audit,
  accounts,
}: Pick<BrokerDeps, 'shares' | 'audit' | 'accounts'>): void {
  shares.onEnded(({ share, why, by }) => {
    const { id, accountId, use } = share.terms
    audit.record({
      what: 'share',
      decision: 'ended',
      subject: `${id} ${why}`,
      app: by === undefined ? undefined : auditedApp(appOf(by)),
      account: accountId,
      use,
    })
  })
  accounts.onChange(() => {
    const isOut = (status: StoredAccount['status'] | undefined) =>
      status === undefined || status === 'signed-out'
    void shares.endAll('signed-out', ({ accountId }) => isOut(accounts.get(accountId)?.status))
  })
}

async function open(
  deps: SharesDeps,
  call: Call<z.output<typeof OpenShareRequest>>,
): Promise<z.input<typeof ShareReply>> {
  const { shares, random, person } = deps
  const { account: ref, use, for: forSeconds, maxUses, socket, reason } = call.body
  if (socket !== undefined && !isAbsolute(socket))
    throw new AppError('request/invalid', 'The field "socket" must begin at the root.')
  const account = accountNamed(deps, ref)
  demandSignedIn(account)
  shares.demandRoom()
  const caller = await call.request.identify()
  const id = random.bytes(8).toString('hex')
  const question = {
    kind: 'share',
    accountLabel: account.label,
    use,
    forSeconds,
    maxUses,
    reason: reason === undefined ? undefined : neutral(reason, 300),
    socket: socket === undefined ? undefined : neutral(socket, 1000),
  } as const
  // One yes opens one share: two requests that are alike are two questions.
  await person.mustAgree(question, caller, { ...askingOf(call), act: () => id })
  const { view } = appOf(caller)
  const share = await opened(deps, {
    id,
    socket,
    accountId: account.id,
    use,
    forSeconds,
    maxUses,
    reason: question.reason,
    openedBy: view.script ?? view.executable,
  })
  deps.audit.record({
    what: 'share',
    decision: 'opened',
    subject: `${id} for ${forSeconds} s${maxUses === undefined ? '' : `, ${maxUses} times at most`}`,
    app: auditedApp(appOf(caller)),
    account: account.id,
    use,
  })
  return { share: share.view(account.label) }
}

type Agreed = Omit<ShareTerms, 'socket' | 'openedAtMs' | 'deadline'> & {
  /** Undefined: where Signet puts it. */
  readonly socket: string | undefined
  readonly forSeconds: number
}

/** @throws `request/invalid` for a place that the caller chose and that cannot be had, saying why. */
async function opened(deps: SharesDeps, { socket, forSeconds, ...agreed }: Agreed): Promise<Share> {
  const { shares, shareSockets, clock, accounts, brokerOf } = deps
  demandStill(deps, agreed)
  const terms = {
    ...agreed,
    socket: socket ?? shareSockets.addressOf(agreed.id),
    openedAtMs: clock.wallMs(),
    deadline: deadlineIn(clock, forSeconds * 1000),
  }
  try {
    const share = await shares.open(terms, (begun) => shareSockets.open(terms.socket, brokerOf(begun)))
    const { status } = accounts.demand(agreed.accountId)
    // One that is only over takes no share away, but begins none either.
    if (status !== 'signed-in') await shares.end(agreed.id, 'signed-out')
    share.demandOpen()
    return share
  } catch (error) {
    const { code, message } = toAppError(error)
    // What came meanwhile has ended it, and is what to say.
    if (code === 'share/ended') demandStill(deps, agreed)
    throw socket !== undefined && faultsOfPlace.has(code)
      ? new AppError('request/invalid', `The field "socket": ${message}`, { cause: error })
      : error
  }
}

/**
 * A person's yes and a lock, or a sign-out, may come in one moment: what they end must not begin after them.
 * @throws `lock/locked`, `account/unknown`, `session/*`.
 */
function demandStill({ lock, accounts }: SharesDeps, { accountId }: Pick<ShareTerms, 'accountId'>): void {
  lock.demandUnlocked()
  demandSignedIn(accounts.demand(accountId))
}

const faultsOfPlace: ReadonlySet<ErrorCode> = new Set([
  'host/socket-path-too-long',
  'host/socket-in-use',
  'storage/untrusted-folder',
])

/** A share raises no sign-in: one of an account without a session would give nothing. */
function demandSignedIn({ status, endedBy, label }: StoredAccount): void {
  if (status !== 'signed-in')
    throw new AppError(
      status === 'expired' ? (endedBy ?? 'session/expired') : 'session/none',
      `${label} is not signed in.`,
    )
}
