// POST /v1/hand-over: a desktop app that meets an agent asks it to go.
import { z } from 'zod'
import { CommonRequest } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import type { BrokerDeps } from './deps'
import { type Route, route } from './route'

export function handOverRoute({ isHost, handOver }: Pick<BrokerDeps, 'isHost' | 'handOver'>): Route {
  return route({
    method: 'POST',
    path: '/v1/hand-over',
    whileLocked: true,
    body: CommonRequest,
    reply: z.undefined(),
    status: 202,
    run: async ({ request }) => {
      if (!isHost(await request.identify()))
        throw new AppError('broker/untrusted-caller', 'Only another Signet may ask this one to go.')
      handOver()
      return undefined
    },
  })
}
