// Pools from the files that people already have. Pure: the command and the window read the file, this reads its text.
import { AppError } from '../errors'
import { amplifyPools } from './amplify'
import { readDocument } from './document'
import { describedPool, type FoundPool, freeName, type UnnamedPool } from './found-pool'
import { isFields } from './literal'
import { signetPools } from './signet-form'
import { stackPools } from './stack-outputs'

/** Far more than any such file has; whoever reads one stops here. */
export const maxPoolFileBytes = 256 * 1024
const maxPools = 100

/**
 * The pools that a file describes: `amplify_outputs.json`, `amplifyconfiguration.json`, `aws-exports.js` (read, never
 * run), outputs of CDK and CloudFormation, or Signet's own form. At least one; each pair of pool and client once.
 * @throws `pool/invalid` naming the line, the field that is missing or the one that has the wrong form.
 */
export function readPoolFile(text: string): readonly FoundPool[] {
  if (text.length > maxPoolFileBytes) throw tooLarge()
  const root = readDocument(text)
  const known = isFields(root) ? (signetPools(root) ?? amplifyPools(root)) : undefined
  const descriptions = known ?? stackPools(root) ?? []
  if (descriptions.length === 0) throw new AppError('pool/invalid', nothingFound)
  if (descriptions.length > maxPools)
    throw new AppError('pool/invalid', `The file describes more than ${maxPools} pools.`)
  return named(merged(descriptions.map(describedPool)))
}

/** For whoever reads the file itself: it was longer than `maxPoolFileBytes`. */
export function tooLarge(): AppError {
  return new AppError('pool/invalid', `The file is larger than ${maxPoolFileBytes / 1024} KiB.`)
}

/** For whoever reads the file itself: its bytes are no UTF-8. */
export function notText(cause: unknown): AppError {
  return new AppError('pool/invalid', 'The file is no text in UTF-8.', { cause })
}

const nothingFound =
  'userPoolId and clientId are missing: the file is none that Signet reads, which are amplify_outputs.json, ' +
  "amplifyconfiguration.json, aws-exports.js, outputs of CDK or CloudFormation, and Signet's own form."

/** The first description of a pair counts; that its client has a secret counts wherever it stands. */
function merged(pools: readonly UnnamedPool[]): readonly UnnamedPool[] {
  const byPair = new Map<string, UnnamedPool>()
  for (const pool of pools) {
    const pair = `${pool.userPoolId}\n${pool.clientId}`
    const first = byPair.get(pair)
    const hasClientSecret = pool.hasClientSecret || first?.hasClientSecret === true
    byPair.set(pair, { ...pool, ...first, hasClientSecret })
  }
  return [...byPair.values()]
}

function named(pools: readonly UnnamedPool[]): readonly FoundPool[] {
  const found: FoundPool[] = []
  for (const pool of pools) {
    const taken = found.map(({ name }) => name)
    found.push({ ...pool, name: freeName(pool.name ?? pool.userPoolId, taken) })
  }
  return found
}
