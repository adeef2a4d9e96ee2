// What a person has set up here: the pools, and which apps may have what.
import { asksPerson, namesAccount, needsKeychain, operation, whoAsks, writesRecords } from '../operation'
import {
  AddPoolRequest,
  AllowAppRequest,
  AppReply,
  AppsReply,
  CommonRequest,
  PoolReply,
  PoolsReply,
} from '../requests'

export const settingsOperations = {
  pools: operation('pools', {
    summary: 'Lists the pools.',
    body: CommonRequest,
    reply: PoolsReply,
    whileLocked: true,
  }),
  addPool: operation('addPool', {
    summary: 'Adds a pool; asks the person.',
    body: AddPoolRequest,
    reply: PoolReply,
    problems: [...asksPerson, ...needsKeychain, ...writesRecords, 'sign_in_refused'],
  }),
  removePool: operation('removePool', {
    summary: 'Removes a pool and signs its accounts out; asks the person.',
    body: CommonRequest,
    reply: PoolReply,
    problems: [...asksPerson, ...needsKeychain, ...writesRecords],
  }),
  apps: operation('apps', {
    summary: 'Lists which apps may have what, and which may not.',
    body: CommonRequest,
    reply: AppsReply,
    whileLocked: true,
  }),
  allowApp: operation('allowApp', {
    summary: 'Allows an executable or a script for one account from now on; asks the person.',
    body: AllowAppRequest,
    reply: AppReply,
    problems: [...namesAccount, ...asksPerson, ...writesRecords],
  }),
  revokeApp: operation('revokeApp', {
    summary: 'Ends every decision about an app.',
    body: CommonRequest,
    reply: AppReply,
    whileLocked: true,
    problems: [...whoAsks, ...writesRecords],
  }),
} as const
