import { randomBytes } from 'node:crypto'
import type { Random } from '../core/ports'

/** Node's CSPRNG, and nothing else in the project makes randomness. */
export const nodeRandom: Random = { bytes: (count) => randomBytes(count) }
