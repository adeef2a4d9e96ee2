// Every request that the host answers. Each stands in shared/broker/operations; a test holds the two together.
import { accountEditRoutes } from './account-edits'
import { accountPageRoutes } from './account-page'
import { accountRoutes } from './accounts'
import { appRoutes } from './apps'
import { auditRoutes } from './audit'
import { awsCredentialsRoute } from './aws-credentials'
import type { Consent } from './consent'
import type { BrokerDeps } from './deps'
import { deviceRoutes } from './devices'
import { eventsRoute } from './events'
import { handOverRoute } from './hand-over'
import { lockRoutes } from './lock'
import type { Person } from './person'
import { poolRoutes } from './pools'
import { resetRoute } from './reset'
import type { Route } from './route'
import { serviceRoutes } from './service'
import type { SignInDoor } from './sign-in-door'
import { signInRoutes } from './sign-ins'
import { tokenRoute } from './token'

/** What the routes are built from: the host's things, and those that ask a person. */
export type Asked = BrokerDeps & {
  readonly consent: Consent
  readonly person: Person
  readonly door: SignInDoor
}

/** In the order in which paths are looked up: the one asked for most comes first. */
export function routesOf(asked: Asked): readonly Route[] {
  return [
    tokenRoute(asked),
    awsCredentialsRoute(asked),
    ...serviceRoutes(asked),
    eventsRoute(asked),
    ...accountRoutes(asked),
    ...accountEditRoutes(asked),
    ...accountPageRoutes(asked),
    ...deviceRoutes(asked),
    ...signInRoutes(asked),
    ...poolRoutes(asked),
    ...appRoutes(asked),
    ...auditRoutes(asked),
    resetRoute(asked),
    ...lockRoutes(asked),
    handOverRoute(asked),
  ]
}
