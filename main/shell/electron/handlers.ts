// What each call of the window does. No decisions: a call is one step of the host, its answer one view.
import { AppError } from '../../../shared/errors'
import type { Handlers } from '../../../shared/ipc/contract'
import type { Host } from '../../core/host'
import { accountHandlers } from './account-handlers'
import type { AppStates } from './app-states'
import type { Autostart } from './autostart'
import type { WindowAsker } from './window-asker'
import { windowOwner, type WindowSignIns } from './window-sign-ins'

export interface HandlerDeps {
  /** The host that runs now: it is another one after the switch to this session only. */
  readonly host: () => Host
  readonly states: AppStates
  readonly signIns: WindowSignIns
  readonly asker: Pick<WindowAsker, 'answer' | 'current'>
  readonly cancelKeychain: () => void
  readonly startSessionOnly: () => Promise<void>
  readonly autostart: Autostart
}

/** A handler for every call of the contract. */
export function createHandlers(deps: HandlerDeps): Handlers {
  return {
    ...shownHandlers(deps),
    ...signInHandlers(deps),
    ...hostHandlers(deps),
    ...accountHandlers(deps.host),
  }
}

type Part<Name extends keyof Handlers> = Pick<Handlers, Name>

type ShownCall =
  | 'app.state'
  | 'settings.set'
  | 'autostart.view'
  | 'autostart.set'
  | 'apps.revoke'
  | 'shares.end'
  | 'lock.lock'
  | 'lock.unlock'
  | 'consent.current'
  | 'consent.answer'

/** What is shown and what a person decides about programs. */
function shownHandlers({ host, states, asker, autostart }: HandlerDeps): Part<ShownCall> {
  return {
    'app.state': () => states.current(),
    'settings.set': async (patch) => {
      await host().changeSettings(patch)
    },
    'autostart.view': () => autostart.view(),
    'autostart.set': ({ isOn }) => autostart.set(isOn),
    'apps.revoke': async ({ appId }) => {
      await host().revokeApp(appId)
    },
    'shares.end': async ({ shareId }) => {
      await host().endShare(shareId)
    },
    'lock.lock': async () => {
      await host().lock()
    },
    'lock.unlock': async (proof) => {
      await host().unlock(proof)
    },
    'consent.current': () => Promise.resolve({ consent: asker.current() }),
    'consent.answer': ({ id, answer }) => {
      asker.answer(id, answer)
      return Promise.resolve(undefined)
    },
  }
}

function signInHandlers({
  host,
  signIns,
}: HandlerDeps): Part<'signIn.start' | 'signIn.answer' | 'signIn.cancel'> {
  const runOf = (id: string) => {
    const run = host().signIns.get(id, windowOwner)
    if (run === undefined)
      throw new AppError('auth/timed-out', 'This sign-in is not open any more: start again.')
    return run
  }
  return {
    'signIn.start': (from) => Promise.resolve(signIns.start(from)),
    'signIn.answer': async ({ id, answer }) => {
      await runOf(id).answer(answer)
    },
    'signIn.cancel': ({ id }) => {
      host().signIns.get(id, windowOwner)?.cancel()
      return Promise.resolve(undefined)
    },
  }
}

type HostCall =
  | 'pools.check'
  | 'pools.add'
  | 'pools.setLife'
  | 'pools.remove'
  | 'accounts.signOut'
  | 'accounts.setDefault'
  | 'accounts.remove'
  | 'keychain.cancel'
  | 'host.startSessionOnly'

function hostHandlers({ host, cancelKeychain, startSessionOnly }: HandlerDeps): Part<HostCall> {
  return {
    'pools.check': async (pool) => ({ pool: await host().checkPool(pool) }),
    'pools.add': async (pool) => ({ pool: await host().addPool(pool) }),
    'pools.setLife': async ({ name, refreshTokenLifeSeconds }) => {
      await host().setPoolLife(name, refreshTokenLifeSeconds)
    },
    'pools.remove': async ({ name }) => ({ warnings: [...(await host().removePool(name))] }),
    'accounts.signOut': async ({ accountId, everywhere, forgetDevice }) => ({
      warnings: [...(await host().signOut(accountId, { everywhere, forgetDevice }))],
    }),
    'accounts.setDefault': async ({ accountId }) => {
      await host().setDefaultAccount(accountId)
    },
    'accounts.remove': async ({ accountId }) => ({
      warnings: [...(await host().removeAccount(accountId))],
    }),
    'keychain.cancel': () => {
      cancelKeychain()
      return Promise.resolve(undefined)
    },
    'host.startSessionOnly': async () => {
      await startSessionOnly()
    },
  }
}
