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
  if (issue.code === 'unrecognized_keys')
    return `There is no field ${issue.keys.map((key) => `"${neutral(key, 60)}"`).join(', ')}.`
  const field = issue.path.map(String).join('.')
  const key = toFieldError(issue.message)
  const message = key === 'field.invalid' ? `${issue.message}.` : en.fields[key]
  return field === '' ? `The body: ${message}` : `The field "${neutral(field, 120)}": ${message}`
}
