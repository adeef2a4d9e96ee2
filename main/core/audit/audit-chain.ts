// The hash chain of the audit log: each line carries the hash of the one before, across files.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../../../shared/parse-json'

/** Where the chain stands: the number of its last line, and that line's hash. */
export interface Link {
  readonly seq: number
  readonly hash: string
}

/** Before the first line. */
export const origin: Link = { seq: 0, hash: '0'.repeat(64) }

const ChainedLine = z.looseObject({ seq: z.int().positive(), prev: z.string().regex(/^[0-9a-f]{64}$/) })

/** The next line as it is written, without its line feed, and where the chain stands after it. */
export function nextLine(last: Link, content: object): { readonly text: string; readonly link: Link } {
  const seq = last.seq + 1
  const text = JSON.stringify({ seq, prev: last.hash, ...content })
  return { text, link: { seq, hash: hashOf(text) } }
}

/**
 * The last whole line of a file; undefined when there is none.
 * @returns `isTorn` when something follows it that is no line: a write that was cut off.
 */
export function lastLink(file: string): { readonly link: Link | undefined; readonly isTorn: boolean } {
  const lines = file.split('\n')
  let isTorn = lines.pop() !== ''
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const link = linkOf(line)?.link
    if (link !== undefined) return { link, isTorn }
    isTorn = true
  }
  return { link: undefined, isTorn }
}

/** Where the chain stands after a line, and what that line says was before it; undefined for what is no line of ours. */
export function linkOf(line: string): { readonly link: Link; readonly prev: string } | undefined {
  const parsed = ChainedLine.safeParse(parseJson(line)).data
  return parsed === undefined
    ? undefined
    : { link: { seq: parsed.seq, hash: hashOf(line) }, prev: parsed.prev }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line, 'utf8').digest('hex')
}
