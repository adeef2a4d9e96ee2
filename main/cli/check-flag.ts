import { type PoolField, poolFault } from '../../shared/model/pool-check'
import { poolFaults } from '../../shared/text/cli'
import { UsageError } from './usage-error'

/** @returns the value of a flag that is a field of a pool. @throws UsageError for one that cannot be right. */
export function checkFlag(field: PoolField, value: string): string {
  const fault = poolFault(field, value)
  if (fault !== undefined) throw new UsageError(`--${field} ${poolFaults[fault]}.`)
  return value
}
