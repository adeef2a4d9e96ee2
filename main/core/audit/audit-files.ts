// The files of the audit log: `audit/<n>.jsonl`, by their numbers.
import type { RecordStore } from '../ports'

export const auditFolder = 'audit'

export function auditFileName(number: number): string {
  return `${auditFolder}/${number}.jsonl`
}

/** Numbers of the files that there are, lowest first. */
export async function auditFileNumbers(store: RecordStore): Promise<readonly number[]> {
  const numbers = (await store.list(auditFolder)).flatMap((name) => {
    const digits = /^(\d{1,9})\.jsonl$/.exec(name)?.[1]
    return digits === undefined ? [] : [Number(digits)]
  })
  return numbers.sort((one, other) => one - other)
}

/** Names of the files that there are, oldest first. */
export async function auditFiles(store: RecordStore): Promise<readonly string[]> {
  return (await auditFileNumbers(store)).map(auditFileName)
}
