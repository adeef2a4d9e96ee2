// Which programs may have tokens. A person widens that; anyone may narrow it.
import { isAbsolute } from 'node:path'
import type { z } from 'zod'
import { operations } from '../../../shared/broker/operations/operations'
import type { AllowAppRequest, AppReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { neutral } from '../../../shared/text/neutral'
import { deadlineIn } from '../deadline'
import { appOf, appOfFile } from '../grants/app-key'
import { accountNamed } from './account-named'
import { askingOf } from './asking'
import { auditedApp } from './audited-app'
import type { BrokerDeps } from './deps'
import type { Person } from './person'
import { type Call, type Route, route } from './route'

type AppsDeps = Pick<BrokerDeps, 'accounts' | 'pools' | 'grants' | 'audit' | 'callers' | 'clock'> & {
  readonly person: Person
}

export function appRoutes(deps: AppsDeps): readonly Route[] {
  const { accounts, grants, audit } = deps
  return [
    route(operations.apps, () => ({ apps: grants.list(accounts.labelOf) })),
    route(operations.allowApp, (call) => allow(deps, call)),
    route(operations.revokeApp, async ({ name, request }) => {
      const grant = grants.list(accounts.labelOf).find(({ app }) => app.id === name)
      if (grant === undefined)
        throw new AppError('request/unknown', 'No app has this id; see `signet apps list`.')
      const caller = await request.identify()
      await grants.revoke(name)
      audit.record({ what: 'app', decision: 'revoked', subject: name, app: auditedApp(appOf(caller)) })
      return { app: grant.app }
    }),
  ]
}

async function allow(
  deps: AppsDeps,
  call: Call<z.output<typeof AllowAppRequest>>,
): Promise<z.input<typeof AppReply>> {
  const { grants, audit, callers, person, clock } = deps
  const { path, account: ref, use, for: forSeconds } = call.body
  if (!isAbsolute(path)) throw new AppError('request/invalid', 'The field "path" must begin at the root.')
  const account = accountNamed(deps, ref)
  const caller = await call.request.identify()
  // The bytes that are there now are the ones allowed: another file put in place meanwhile is another app.
  const app = appOfFile(await callers.describe(path))
  const question = {
    kind: 'allow-app',
    path: neutral(path, 1000),
    accountLabel: account.label,
    use,
    forSeconds,
  } as const
  await person.mustAgree(question, caller, askingOf(call))
  const end = forSeconds === undefined ? 'always' : deadlineIn(clock, forSeconds * 1000)
  await grants.put({ app, accountId: account.id, use }, end)
  audit.record({
    what: 'app',
    decision: 'allowed',
    subject: `${app.id} ${path}`,
    app: auditedApp(appOf(caller)),
    account: account.id,
    use,
  })
  return { app: app.view }
}
