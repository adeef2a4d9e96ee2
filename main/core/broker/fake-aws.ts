import type { BrokerDeps } from './deps'

/** AWS that gives everybody the same, for an hour. */
export function fakeAws(): BrokerDeps['aws'] {
  return {
    demandIdentityPool: () => undefined,
    credentials: () =>
      Promise.resolve({
        accessKeyId: 'ASIAFAKE',
        secretAccessKey: 'secret',
        sessionToken: 'session-token',
        leftMs: 3_600_000,
      }),
  }
}
