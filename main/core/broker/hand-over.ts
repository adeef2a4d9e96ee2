// POST /v1/hand-over: a desktop app that meets an agent asks it to go.
import { operations } from '../../../shared/broker/operations/operations'
import { AppError } from '../../../shared/errors'
import type { BrokerDeps } from './deps'
import { type Route, route } from './route'

export function handOverRoute({ isHost, handOver }: Pick<BrokerDeps, 'isHost' | 'handOver'>): Route {
  return route(operations.handOver, async ({ request }) => {
    if (!isHost(await request.identify()))
      throw new AppError('broker/untrusted-caller', 'Only another Signet may ask this one to go.')
    handOver()
    return undefined
  })
}
