// Where each request of `/v1` goes: all that a client needs at run time. What it takes and gives stands in operations.ts.

/** Method and path by name; a part in braces is variable, and there are two at most. */
export const endpoints = {
  service: 'GET /v1',
  status: 'GET /v1/status',
  events: 'GET /v1/events',
  accounts: 'GET /v1/accounts',
  token: 'POST /v1/accounts/{account}/token',
  awsCredentials: 'POST /v1/accounts/{account}/aws-credentials',
  signIn: 'POST /v1/accounts/{account}/sign-in',
  signOut: 'POST /v1/accounts/{account}/sign-out',
  setDefaultAccount: 'POST /v1/accounts/{account}/default',
  renameAccount: 'PATCH /v1/accounts/{account}',
  removeAccount: 'DELETE /v1/accounts/{account}',
  accountDetails: 'GET /v1/accounts/{account}/details',
  changePassword: 'POST /v1/accounts/{account}/password',
  setMfa: 'POST /v1/accounts/{account}/mfa',
  setUpTotp: 'POST /v1/accounts/{account}/mfa/totp',
  confirmTotp: 'POST /v1/accounts/{account}/mfa/totp/confirm',
  devices: 'GET /v1/accounts/{account}/devices',
  changeDevice: 'PATCH /v1/accounts/{account}/devices/{device}',
  forgetDevice: 'DELETE /v1/accounts/{account}/devices/{device}',
  forgetOtherDevices: 'POST /v1/accounts/{account}/devices/forget-others',
  startSignIn: 'POST /v1/sign-ins',
  answerSignIn: 'POST /v1/sign-ins/{id}',
  waitForSignIn: 'POST /v1/sign-ins/{id}/wait',
  cancelSignIn: 'DELETE /v1/sign-ins/{id}',
  pools: 'GET /v1/pools',
  addPool: 'POST /v1/pools',
  removePool: 'DELETE /v1/pools/{pool}',
  apps: 'GET /v1/apps',
  allowApp: 'POST /v1/apps',
  revokeApp: 'DELETE /v1/apps/{app}',
  audit: 'GET /v1/audit',
  verifyAudit: 'GET /v1/audit/verify',
  lock: 'POST /v1/lock',
  unlock: 'POST /v1/unlock',
  reset: 'POST /v1/reset',
  handOver: 'POST /v1/hand-over',
} as const satisfies Readonly<Record<string, `${Method} /v1${string}`>>

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type OperationName = keyof typeof endpoints

/** The names of the variable parts of a path. */
export type Variables<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Variables<Rest>
  : never

/** Method and path of an operation. */
export function endpoint(name: OperationName): { readonly method: Method; readonly path: string } {
  const [method, path] = endpoints[name].split(' ') as [Method, string]
  return { method, path }
}
