// Whether a browser's return belongs to an attempt, before anything of the attempt is used up (THREATS.md T26).
import { createHash, timingSafeEqual } from 'node:crypto'

const once = ['state', 'code', 'error', 'error_description', 'iss'] as const

/**
 * The state is the attempt's, compared in constant time; each parameter is there at most once; and it is either a code
 * or an error. Whoever does not know the state cannot end an attempt.
 */
export function belongsTo(state: string, query: string): boolean {
  const parameters = new URLSearchParams(query)
  const isOwn = isSame(parameters.get('state') ?? '', state)
  const isPlain = once.every((name) => parameters.getAll(name).length <= 1)
  const isOneOfTwo = ((parameters.get('code') ?? '') !== '') !== ((parameters.get('error') ?? '') !== '')
  return isOwn && isPlain && isOneOfTwo
}

/**
 * The query of an address that a person has copied from another computer's browser.
 * @returns undefined where it is not the address that was waited for.
 */
export function queryOf(url: string, redirectUri: string): string | undefined {
  const [whole = ''] = url.trim().split('#', 1)
  const mark = whole.indexOf('?')
  const [address, query] = mark < 0 ? [whole, undefined] : [whole.slice(0, mark), whole.slice(mark + 1)]
  // A browser writes the slash that a host alone lacks.
  const isThere = address === redirectUri || address === `${redirectUri}/`
  return isThere ? query : undefined
}

function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
