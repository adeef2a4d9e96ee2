// A secret as the OS keychain can hold it: Windows allows 2,560 bytes an item, a NUL cuts an item short,
// and an empty one is refused. So: plain ASCII, in parts, none of them empty.
import { createHash } from 'node:crypto'

/** Bytes, and characters, of one keychain item. */
export const maxPartBytes = 2400

/** JSON in ASCII alone, so that a character is a byte and no part can end inside one. */
export function toAsciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** Parts of at most `maxPartBytes`, in order. */
export function split(text: string): readonly string[] {
  const parts: string[] = []
  for (let start = 0; start < text.length; start += maxPartBytes)
    parts.push(text.slice(start, start + maxPartBytes))
  return parts
}

/** Hex SHA-256. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
