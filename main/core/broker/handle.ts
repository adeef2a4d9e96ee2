// The local API (LOCAL-API.md): from a request of another program to its answer. No socket, no window, no disk.
import { AppError, toAppError } from '../../../shared/errors'
import { Consent } from './consent'
import type { BrokerDeps } from './deps'
import { Person } from './person'
import { problemReply } from './problem-reply'
import type { Broker, BrokerReply, BrokerRequest } from './protocol'
import { RouteTable } from './route'
import { routesOf } from './routes'
import { SignInDoor } from './sign-in-door'
import { auditSignIns } from './sign-in-audit'

/** The broker of one host. */
export function createBroker(deps: BrokerDeps): Broker {
  const asked = {
    ...deps,
    consent: new Consent(deps),
    person: new Person(deps),
    door: new SignInDoor(deps),
  }
  auditSignIns(deps)
  const table = new RouteTable(routesOf(asked))
  const served = { table, lock: deps.lock }
  deps.lock.onChange((isLocked) => {
    const reason = new AppError('lock/locked', '')
    if (isLocked) asked.consent.closeAll(reason)
    // Where somebody was asked whether to unlock, it has happened.
    asked.person.closeAll(reason)
  })
  return {
    handle: async (request, signal) => {
      try {
        return await answer(served, request, signal)
      } catch (error) {
        return failed(deps, request, error)
      }
    },
  }
}

function answer(
  { table, lock }: { readonly table: RouteTable; readonly lock: BrokerDeps['lock'] },
  request: BrokerRequest,
  signal: AbortSignal,
): BrokerReply | Promise<BrokerReply> {
  const match = table.find(request)
  if ('route' in match) {
    const { route, name, member } = match
    if (!route.operation.whileLocked) lock.demandUnlocked()
    return route.answer({ request, signal, name, member })
  }
  if (isOtherVersion(request.path))
    throw new AppError('request/unsupported-version', 'This Signet speaks v1 of the local API.')
  if (match.length === 0)
    return problemReply(new AppError('request/unknown', 'There is nothing at this path.'))
  const allowed = match.join(', ')
  const { status, body, headers } = problemReply(
    new AppError('request/unknown', `This path takes ${allowed} alone.`),
  )
  return { status, body, headers: { ...headers, Allow: allowed } }
}

function isOtherVersion(path: string): boolean {
  return /^\/v\d+(\/|$)/.test(path) && !/^\/v1(\/|$)/.test(path)
}

/** A fault of our own is logged by its name and place in the code, never by what it was handling. */
function failed({ log }: BrokerDeps, { method }: BrokerRequest, error: unknown): BrokerReply {
  const known = toAppError(error)
  if (known.code === 'internal') log.write('error', 'broker', `${method}: ${placeOf(known.cause ?? known)}`)
  return problemReply(known)
}

function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, ...places.slice(0, 3).map((line) => line.trim())].join(' ')
}
