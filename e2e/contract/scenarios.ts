// For each operation the request that succeeds, and what must have happened before. A new operation needs its row.
import type { OperationName } from '../../shared/broker/endpoints'
import type { RunningHost } from './running-host'

export interface Scenario {
  /** The variable parts of the path. */
  readonly variables?: Readonly<Record<string, string>>
  readonly body?: object
  readonly query?: string
  readonly before?: (host: RunningHost) => Promise<Readonly<Record<string, string>> | undefined>
}

const ada = { variables: { account: 'ada' } } as const

const begun: Scenario['before'] = async (host) => {
  const { body } = await host.send('POST', '/v1/sign-ins', { account: 'ada' })
  return { id: (body as { id: string }).id }
}

const allowed: Scenario['before'] = async (host) => {
  const { body } = await host.send('POST', '/v1/apps', { path: '/opt/editor/editor' })
  return { app: (body as { app: { id: string } }).app.id }
}

export const scenarios: Readonly<Record<OperationName, Scenario>> = {
  service: {},
  status: {},
  events: {},
  accounts: {},
  token: { ...ada, body: { use: 'id', minimumTtl: 60, reason: 'a contract' } },
  awsCredentials: { ...ada, body: { minimumTtl: 900 } },
  signIn: ada,
  signOut: { ...ada, body: { everywhere: true, forgetDevice: true } },
  setDefaultAccount: ada,
  renameAccount: { ...ada, body: { label: 'Ada at home' } },
  removeAccount: ada,
  accountDetails: ada,
  changePassword: { ...ada, body: { previousPassword: 'Before-1!', proposedPassword: 'After-1!' } },
  setMfa: { ...ada, body: { type: 'SOFTWARE_TOKEN_MFA', isOn: true } },
  setUpTotp: ada,
  confirmTotp: { ...ada, body: { code: '123456' } },
  devices: ada,
  changeDevice: { variables: { account: 'ada', device: 'telephone' }, body: { name: 'pocket' } },
  forgetDevice: { variables: { account: 'ada', device: 'telephone' } },
  forgetOtherDevices: ada,
  startSignIn: { body: { account: 'ada' } },
  answerSignIn: {
    before: begun,
    body: { answer: { kind: 'credentials', username: 'ada', password: 'Secret-1!' } },
  },
  waitForSignIn: { before: begun, body: { wait: 0 } },
  cancelSignIn: { before: begun },
  pools: {},
  addPool: {
    body: { name: 'other', userPoolId: 'eu-central-1_Contract1', clientId: 'contractclient1' },
  },
  removePool: { variables: { pool: 'work' } },
  apps: { before: allowed },
  allowApp: { body: { path: '/opt/editor/editor' } },
  revokeApp: { before: allowed },
  audit: { query: 'limit=10&what=app', before: allowed },
  verifyAudit: { before: allowed },
  lock: {},
  unlock: {},
  reset: {},
  handOver: {},
}
