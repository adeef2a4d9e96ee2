// A computer with or without a sensor, for tests alone.
import { AppError } from '../../shared/errors'
import type { TouchId } from './ports'

export interface FakeTouchId extends TouchId {
  /** How often somebody was asked. */
  readonly prompts: number
  /** From now on there is a sensor, and this is whom it sees. */
  sees(who: 'its-person' | 'somebody-else'): void
}

/** No sensor, until `sees` says otherwise. */
export function fakeTouchId(): FakeTouchId {
  let who: 'its-person' | 'somebody-else' | undefined
  let prompts = 0
  return {
    get prompts() {
      return prompts
    },
    sees: (next) => (who = next),
    isThere: () => who !== undefined,
    prompt: async () => {
      prompts += 1
      await Promise.resolve()
      if (who !== 'its-person') throw new AppError('lock/touch-id-refused', '')
    },
  }
}
