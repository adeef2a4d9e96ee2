// Every way in which each field of a request can be wrong, made from the document.
import { resolved, type Schema } from './document'
import { sampleOf } from './samples'

/** One wrong body, and the field that the refusal must name. */
export interface Cell {
  readonly what: string
  readonly field: string
  readonly body: unknown
}

/** A value of the wrong type, of each type there is. */
const strangers: Readonly<Record<string, unknown>> = {
  string: 'x',
  number: 7,
  boolean: true,
  array: [],
  object: {},
  null: null,
}

/** Where in a body a schema stands, and the body around it. */
interface Place {
  readonly path: readonly string[]
  readonly body: unknown
}

/** The wrong bodies of a request. */
export function cellsOf(schema: Schema): readonly Cell[] {
  return objectCells(resolved(schema), { path: [], body: sampleOf(schema) })
}

function objectCells(schema: Schema, place: Place): Cell[] {
  const { properties = {}, required = [], additionalProperties } = schema
  const stranger = { ...place, path: [...place.path, 'strange'] }
  return [
    ...Object.entries(properties).flatMap(([name, field]) =>
      fieldCells(resolved(field), { ...place, path: [...place.path, name] }),
    ),
    ...required.map((name) => cell('missing', { ...place, path: [...place.path, name] }, undefined)),
    ...(additionalProperties === false ? [cell('unknown', stranger, 1)] : []),
  ]
}

function fieldCells(schema: Schema, place: Place): Cell[] {
  return [...typeCells(schema, place), ...rangeCells(schema, place), ...innerCells(schema, place)]
}

function typeCells(schema: Schema, place: Place): Cell[] {
  const own = typesOf(schema)
  return Object.entries(strangers)
    .filter(([type]) => !own.has(type))
    .map(([type, value]) => cell(`a ${type}`, place, value))
}

function typesOf(schema: Schema): ReadonlySet<string> {
  const { type, enum: values, const: value, oneOf, anyOf } = schema
  const variants = oneOf ?? anyOf
  if (variants !== undefined) return new Set(variants.flatMap((variant) => [...typesOf(resolved(variant))]))
  if (type === 'integer') return new Set(['number'])
  return new Set([type ?? typeof (value ?? values?.[0])])
}

function rangeCells(schema: Schema, place: Place): Cell[] {
  const { type, format, maxLength, minLength, minimum, maximum, maxItems, items } = schema
  const isChoice = schema.enum !== undefined || schema.const !== undefined
  const cells: readonly (readonly [boolean, string, () => unknown])[] = [
    [maxLength !== undefined, 'too long', () => 'a'.repeat((maxLength ?? 0) + 1)],
    [minLength !== undefined && minLength > 0, 'too short', () => 'a'.repeat((minLength ?? 1) - 1)],
    [schema.pattern !== undefined, 'of another form', () => '\u0000\n'],
    [minimum !== undefined, 'too small', () => (minimum ?? 0) - 1],
    [maximum !== undefined, 'too large', () => (maximum ?? 0) + 1],
    [type === 'integer', 'a fraction', () => (minimum ?? 0) + 0.5],
    [isChoice && type === 'string', 'no choice', () => 'no-such-choice'],
    [format === 'date-time', 'no date', () => 'yesterday'],
    [maxItems !== undefined, 'too many', () => tooMany(maxItems, items, place)],
  ]
  return cells.filter(([applies]) => applies).map(([, what, value]) => cell(what, place, value()))
}

function tooMany(most = 0, items: Schema = {}, { path }: Place): unknown[] {
  const known = sampleOf({ type: 'array', items }, path.at(-1))
  return Array.from({ length: most + 1 }, () => (Array.isArray(known) ? (known[0] as unknown) : known))
}

/** The cells of what is inside a field: the variants of a union, the fields of an object, the entries of a list. */
function innerCells(schema: Schema, place: Place): Cell[] {
  const variants = schema.oneOf ?? schema.anyOf ?? []
  const own = schema.type === 'object' ? objectCells(schema, place) : []
  const { additionalProperties: values, items } = schema
  const entry = typeof values === 'object' ? valueCells(values, place) : []
  const first = items === undefined ? [] : typeCells(resolved(items), itemPlace(place))
  return [
    ...own,
    ...entry,
    ...first,
    ...variants.flatMap((variant) => {
      const body = changed(place.body, place.path, sampleOf(variant))
      return objectCells(resolved(variant), { ...place, body })
    }),
  ]
}

/** A record's values, each under a name of its own. */
function valueCells(values: Schema, place: Place): Cell[] {
  const entry = { ...place, path: [...place.path, 'entry'] }
  const schema = resolved(values)
  return [...typeCells(schema, entry), ...rangeCells(schema, entry)]
}

function itemPlace(place: Place): Place {
  return { ...place, path: [...place.path, '0'] }
}

function cell(what: string, { path, body }: Place, value: unknown): Cell {
  const field = path.join('.')
  return { what: `${field}: ${what}`, field, body: changed(body, path, value) }
}

/** The body with another value at a path; undefined leaves the field out. */
function changed(body: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  if (Array.isArray(body)) return [changed(body[0], rest, value)]
  const before = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  return { ...before, [name]: changed(before[name], rest, value) }
}
