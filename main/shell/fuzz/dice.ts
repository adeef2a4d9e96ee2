// Chance that can be had again: the same seed gives the same throws (xorshift128, seeded by SHA-256).
import { createHash } from 'node:crypto'

export interface Dice {
  /** A whole number from 0 up to, not including, `sides`. */
  readonly below: (sides: number) => number
  readonly pick: <Value>(values: readonly Value[]) => Value
  readonly bytes: (count: number) => Buffer
}

export function diceOf(seed: string): Dice {
  const digest = createHash('sha256').update(seed).digest()
  let [x, y, z, w] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number]
  const next = (): number => {
    const t = x ^ (x << 11)
    ;[x, y, z] = [y, z, w]
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0
    return w
  }
  const below = (sides: number): number => next() % sides
  return {
    below,
    pick: (values) => {
      const value = values[below(values.length)]
      if (value === undefined) throw new Error('nothing to pick from')
      return value
    },
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => below(256))),
  }
}
