// The few checks a client makes of an answer. The host is this user's own and parses what it sends; here it only
// has to be the same protocol, without loading a schema library at every start of the command.
import { AppError } from '../../shared/errors'

type Shape = 'string' | 'boolean' | 'array' | 'object'

/**
 * The value as a `T`, once the named fields are there.
 * @throws `host/untrusted` for anything else: what answers is not Signet, or not of this version.
 */
export function shaped<T extends object>(
  value: unknown,
  fields: Partial<Readonly<Record<keyof T & string, Shape>>>,
): T {
  if (typeof value !== 'object' || value === null) throw unexpected('the answer is no object')
  for (const [name, shape] of Object.entries(fields)) {
    if (shapeOf((value as Readonly<Record<string, unknown>>)[name]) !== shape)
      throw unexpected(`${name} is missing`)
  }
  // The one cast of this module: the fields above were looked at, the rest is the host's word.
  return value as T
}

function shapeOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
}

function unexpected(fault: string): AppError {
  return new AppError(
    'host/untrusted',
    `What answers at the socket does not speak Signet's protocol: ${fault}.`,
  )
}
