// The account of a signed-in person: what Cognito says of it, the password, the second factors.
import { operations } from '../../../shared/broker/operations/operations'
import type { MfaWish } from '../../../shared/model/account-details'
import type { MfaChange } from '../../../shared/model/sign-in-methods'
import type { Caller } from '../ports'
import { processName } from '../process-name'
import { askingOf } from './asking'
import { accountCall, agreed, done, type OwnAccountDeps, permittedToRead } from './own-account'
import type { Question } from './person'
import { type Route, route } from './route'

export function accountPageRoutes(deps: OwnAccountDeps): readonly Route[] {
  return [
    route(operations.accountDetails, (call) =>
      permittedToRead(deps, call, ({ own, account }) => own.details(account.id)),
    ),
    route(operations.changePassword, (call) =>
      agreed(deps, call, {
        question: ({ label }) => ({ kind: 'change-password', accountLabel: label }),
        change: async ({ own, account }) => {
          const { previousPassword, proposedPassword } = call.body
          await own.changePassword(account.id, { previousPassword, proposedPassword })
          return done
        },
      }),
    ),
    setMfaRoute(deps),
    ...totpRoutes(deps),
  ]
}

function setMfaRoute(deps: OwnAccountDeps): Route {
  return route(operations.setMfa, (call) => {
    const { type, isOn, isPreferred } = call.body
    return agreed(deps, call, {
      question: ({ label }) => mfaQuestion(label, type, changeOf({ type, isOn, isPreferred })),
      change: async ({ own, account }) => {
        await own.setMfa(account.id, { type, isOn, isPreferred })
        return done
      },
    })
  })
}

function totpRoutes(deps: OwnAccountDeps): readonly Route[] {
  const setUps = new SetUps()
  return [
    route(operations.setUpTotp, (call) =>
      agreed(deps, call, {
        question: ({ label }) => mfaQuestion(label, 'SOFTWARE_TOKEN_MFA', 'add'),
        change: async ({ own, account, caller }) => {
          const setUp = await own.setUpTotp(account.id)
          setUps.begun(account.id, caller)
          return setUp
        },
      }),
    ),
    route(operations.confirmTotp, async (call) => {
      const { own, account, caller } = await accountCall(deps, call)
      if (!setUps.isBy(account.id, caller))
        await deps.person.mustAgree(
          mfaQuestion(account.label, 'SOFTWARE_TOKEN_MFA', 'add'),
          caller,
          askingOf(call),
        )
      const { code, friendlyDeviceName } = call.body
      await own.confirmTotp(account.id, { code, friendlyDeviceName })
      setUps.ended(account.id)
      return done
    }),
  ]
}

/** State: the process to which a person agreed to give each account's new secret: its code needs no second yes. */
class SetUps {
  readonly #by = new Map<string, string>()

  begun(accountId: string, caller: Caller): void {
    this.#by.set(accountId, processName(caller))
  }

  isBy(accountId: string, caller: Caller): boolean {
    return this.#by.get(accountId) === processName(caller)
  }

  ended(accountId: string): void {
    this.#by.delete(accountId)
  }
}

function mfaQuestion(accountLabel: string, method: MfaWish['type'], change: MfaChange): Question {
  return { kind: 'change-mfa', accountLabel, method, change }
}

function changeOf({ isOn, isPreferred }: MfaWish): MfaChange {
  if (!isOn) return 'off'
  return isPreferred === true ? 'prefer' : 'on'
}
