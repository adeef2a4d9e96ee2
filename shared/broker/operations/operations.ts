// Every request of `/v1`, by name. The host answers these and no others; docs/openapi.json is written from them.
import type { Operation } from '../operation'
import type { OperationName } from '../endpoints'
import { accountOperations } from './accounts'
import { auditOperations } from './audit'
import { ownAccountOperations } from './own-account'
import { serviceOperations } from './service'
import { settingsOperations } from './settings'
import { signInOperations } from './sign-ins'

export const operations = {
  ...serviceOperations,
  ...accountOperations,
  ...ownAccountOperations,
  ...signInOperations,
  ...settingsOperations,
  ...auditOperations,
} as const satisfies Readonly<Record<OperationName, Operation>>
