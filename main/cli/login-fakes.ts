// `signet login` in a test: against a host that goes through given steps, whatever it is answered.
import type { SignInView, UserChallenge } from '../../shared/model/sign-in'
import { type SeenRequest, jsonReply, problemReply, scriptedHost } from '../client/fakes'
import { type FakeWorld, type Printed, signet } from './fakes'

export const credentials: Extract<SignInView, { kind: 'credentials' }> = {
  kind: 'credentials',
  poolName: 'acme',
  method: 'USER_SRP_AUTH',
}
export const signedIn: SignInView = {
  kind: 'signedIn',
  username: 'ada',
  accountId: '0123456789abcdef',
  device: 'remembered',
}
export const knownAccounts = [
  { id: '0123456789abcdef', poolName: 'acme', username: 'ada', label: 'me', default: true },
  { id: 'fedcba9876543210', poolName: 'acme', username: 'eve', label: 'eve', default: false },
]

/** The step that asks ada this. */
export const challenged = (challenge: UserChallenge): SignInView => ({
  kind: 'challenged',
  username: 'ada',
  challenge,
})

export interface Setting {
  /** The first is the answer to the start; a text: a request that the host refuses with it. */
  readonly steps?: readonly (SignInView | string)[]
  /** No browser comes back: whoever waits for one waits for ever. */
  readonly neverReturns?: boolean
  readonly pools?: readonly string[]
  readonly hostKind?: 'agent' | 'desktop'
  readonly accounts?: readonly object[]
  readonly world?: FakeWorld
}

/** Runs `signet login` against a host that goes through the steps. */
export async function login(
  words: string,
  setting: Setting = {},
): Promise<Printed & { seen: readonly SeenRequest[] }> {
  const { steps = [credentials, signedIn] } = setting
  const left = [...steps]
  const host = await scriptedHost(({ method, path }) => {
    const known = knownReply(path, setting)
    if (known !== undefined) return known
    if (path.endsWith('/sign-in')) return jsonReply(200, { status: 'signed-in' })
    if (method === 'DELETE')
      return jsonReply(200, { id: 's1', step: { kind: 'failed', code: 'auth/cancelled' } })
    if (isForEver(path, setting)) return new Promise<never>(() => undefined)
    return stepReply(left.shift())
  })
  try {
    const printed = await signet(['login', ...words.split(' ').filter(Boolean)], { ...setting.world, host })
    return { ...printed, seen: host.seen }
  } finally {
    await host.close()
  }
}

/** What the host says before any sign-in. */
function knownReply(path: string, { pools = ['acme'], hostKind = 'agent', accounts = [] }: Setting) {
  if (path === '/v1') return jsonReply(200, serviceOf(hostKind))
  if (path === '/v1/pools') return jsonReply(200, { pools: pools.map((name) => ({ name })) })
  return path === '/v1/accounts' ? jsonReply(200, { accounts }) : undefined
}

const isForEver = (path: string, { neverReturns }: Setting): boolean =>
  neverReturns === true && path.endsWith('/wait')

const serviceOf = (host: string) => ({
  name: 'signet',
  version: '1',
  apiVersions: ['v1'],
  host,
  pid: 1,
  locked: false,
})

function stepReply(step: SignInView | string | undefined) {
  if (step === undefined) return problemReply(404, 'not_found', 'No step left.')
  return typeof step === 'string'
    ? problemReply(400, 'bad_request', step)
    : jsonReply(200, { id: 's1', step })
}

/** What was sent of the sign-in, in order. */
export const bodies = (seen: readonly SeenRequest[]): unknown[] =>
  seen
    .filter(({ path }) => path.startsWith('/v1/sign-ins'))
    .map(({ method, body }) => (method === 'DELETE' ? 'cancelled' : body))

/** What the challenges were answered, after the credentials. */
export const answers = (seen: readonly SeenRequest[]): unknown[] =>
  bodies(seen)
    .slice(2)
    .map((body) => (typeof body === 'object' && body !== null && 'answer' in body ? body.answer : body))
