import type { z } from 'zod'
import { AppError } from '../../../shared/errors'
import { en } from '../../../shared/text/en'
import { toFieldError } from '../../../shared/text/field-errors'
import { neutral } from '../../../shared/text/neutral'

/**
 * The body as its schema has it; an absent one is an empty object.
 * @throws `request/invalid` naming the field and never its value: it may be a password.
 */
export function parseBody<Body extends z.ZodType>(schema: Body, body: unknown): z.output<Body> {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AppError(
    'request/invalid',
    issue === undefined ? 'The body has the wrong form.' : sentenceOf(issue),
  )
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => named([...issue.path, key])).join(', ')
    return `There is no field ${names}.`
  }
  const key = toFieldError(issue.message)
  const message = key === 'field.invalid' ? `it ${fault(issue)}.` : en.fields[key]
  return issue.path.length === 0
    ? `The body: ${message.replace(/^it /, '')}`
    : `The field ${named(issue.path)}: ${message}`
}

const named = (path: readonly PropertyKey[]): string => `"${neutral(path.map(String).join('.'), 120)}"`

/** What is wrong with a value, in words for whoever wrote it: the schema library's own are for programmers. */
function fault(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_big':
      return `${sizeOf(issue.origin)} ${String(issue.maximum)}${unitOf(issue.origin)}`
    case 'too_small':
      return isEmptyText(issue) ? 'is empty' : `is less than ${String(issue.minimum)}${unitOf(issue.origin)}`
    case 'invalid_type':
      return `must be ${kindOf(issue.expected)}`
    case 'invalid_value':
      return `is none of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return 'says nothing that there is to choose from'
    default:
      return 'has the wrong form'
  }
}

const isEmptyText = (issue: z.core.$ZodIssueTooSmall): boolean =>
  issue.origin === 'string' && issue.minimum === 1

const sizes: Readonly<Record<string, string>> = { string: 'is longer than', array: 'has more than' }
const unitOf = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : ''
const kindOf = (expected: string): string => kinds[expected] ?? 'of another form'
const sizeOf = (origin: string): string => sizes[origin] ?? 'is more than'
const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}
