// One sound request for each row of the local API: what the hostile frames are made from.
import { anAccount, workPool } from '../../core/broker/fakes'
import { aCaller } from '../../core/fakes'
import { appOf } from '../../core/grants/app-key'

/** A request before it is written down. */
export interface Spoken {
  readonly method: string
  readonly target: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** Has its tokens for good. */
export const friend = aCaller({ pid: 1 })

const { id } = anAccount('ada')
const device = 'eu-central-1_aaaa1111-0000'
const account = `/v1/accounts/${id}`
const credentials = { kind: 'credentials', username: 'ada', password: 'correct horse' }
const common = { interactive: true, wait: 1, reason: 'nightly sync' }

const get = (target: string): Spoken => ({ method: 'GET', target })
const post = (target: string, body: Spoken['body'] = {}): Spoken => ({ method: 'POST', target, body })

export const soundRequests: readonly Spoken[] = [
  post('/v1/accounts/ada/token', { use: 'access', minimumTtl: 60, ...common }),
  post(`${account}/token`, { use: 'id', ...common }),
  post('/v1/accounts/default/token'),
  post(`${account}/aws-credentials`, { minimumTtl: 900, ...common }),
  get('/v1'),
  get('/v1/status'),
  get('/v1/accounts'),
  post(`${account}/sign-in`, { renew: true, ...common }),
  post(`${account}/sign-out`, { everywhere: true, forgetDevice: false }),
  post(`${account}/default`),
  { method: 'PATCH', target: account, body: { label: 'Ada at home' } },
  get(`${account}/details`),
  post(`${account}/password`, { previousPassword: 'correct horse', proposedPassword: 'battery staple' }),
  post(`${account}/mfa`, { type: 'SOFTWARE_TOKEN_MFA', isOn: true, isPreferred: true }),
  post(`${account}/mfa/totp`),
  post(`${account}/mfa/totp/confirm`, { code: '123456', friendlyDeviceName: 'telephone' }),
  get(`${account}/devices`),
  { method: 'PATCH', target: `${account}/devices/${device}`, body: { name: 'desk' } },
  { method: 'DELETE', target: `${account}/devices/${device}` },
  post(`${account}/devices/forget-others`),
  post('/v1/sign-ins', { pool: workPool.name, username: 'ada', method: 'USER_SRP_AUTH' }),
  post('/v1/sign-ins/run-1', { answer: credentials }),
  post('/v1/sign-ins/run-1/wait', { wait: 1 }),
  { method: 'DELETE', target: '/v1/sign-ins/run-1' },
  get('/v1/pools'),
  post('/v1/pools', { ...workPool, name: 'other', userPoolId: 'eu-central-1_SignetT2' }),
  get('/v1/apps'),
  post('/v1/apps', { path: '/usr/bin/true', account: 'ada', use: 'id' }),
  get('/v1/audit?what=token&limit=5&since=2026-11-22T12:00:00Z'),
  get('/v1/audit/verify'),
  post('/v1/unlock'),
  post('/v1/hand-over'),
]

/** After one of these most others find nothing: to be sent once in a while. */
export const endingRequests: readonly Spoken[] = [
  { method: 'DELETE', target: account },
  { method: 'DELETE', target: '/v1/pools/work' },
  post('/v1/reset'),
  { method: 'DELETE', target: `/v1/apps/${appOf(friend).id}` },
  post('/v1/lock'),
]
