// The window's calls about one signed-in account.
import type { Handlers } from '../../../shared/ipc/contract'
import type { Host } from '../../core/host'

/** The handler of every `account.*` call. */
export function accountHandlers(
  host: () => Pick<Host, 'ownAccount'>,
): Pick<Handlers, Extract<keyof Handlers, `account.${string}`>> {
  const own = () => host().ownAccount
  return {
    'account.details': ({ accountId }) => own().details(accountId),
    'account.changePassword': async ({ accountId, ...passwords }) => {
      await own().changePassword(accountId, passwords)
    },
    'account.setUpTotp': ({ accountId }) => own().setUpTotp(accountId),
    'account.confirmTotp': async ({ accountId, ...proof }) => {
      await own().confirmTotp(accountId, proof)
    },
    'account.setMfa': async ({ accountId, ...method }) => {
      await own().setMfa(accountId, method)
    },
    'account.changeAttribute': ({ accountId, ...change }) => own().changeAttribute(accountId, change),
    'account.sendAttributeCode': ({ accountId, name }) => own().sendAttributeCode(accountId, name),
    'account.verifyAttribute': async ({ accountId, ...proof }) => {
      await own().verifyAttribute(accountId, proof)
    },
    'account.renameDevice': async ({ accountId, ...rename }) => {
      await own().renameDevice(accountId, rename)
    },
    'account.rememberDevice': async ({ accountId, ...wish }) => {
      await own().rememberDevice(accountId, wish)
    },
    'account.forgetDevice': async ({ accountId, deviceKey }) => {
      await own().forgetDevice(accountId, deviceKey)
    },
    'account.forgetOtherDevices': ({ accountId }) => own().forgetOtherDevices(accountId),
  }
}
