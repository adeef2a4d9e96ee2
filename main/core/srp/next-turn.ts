import { setImmediate } from 'node:timers'

/**
 * Lets whatever waits run before the next exponentiation, so that a window stays alive on the BigInt port. The promise of
 * node:timers/promises takes half as long again, which OpenSSL's port would feel.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
