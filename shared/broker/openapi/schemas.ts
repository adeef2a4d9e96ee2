// The schemas of the table as JSON Schema 2020-12, each by its name under `components`.
import { z } from 'zod'
import { errorCodes } from '../../errors'
import { AccountView } from '../../model/account'
import { DeviceView } from '../../model/account-details'
import { AuditLine } from '../../model/audit'
import { AppView, CredentialUse, GrantView } from '../../model/consent'
import { ManagedLogin, Pool, SignInMethod } from '../../model/pool'
import { SignInAnswer, SignInView, UserChallenge } from '../../model/sign-in'
import type { Operation } from '../operation'
import { operations } from '../operations/operations'
import {
  AppReply,
  ChangedDeviceReply,
  CommonRequest,
  DoneReply,
  PoolReply,
  SignInStepReply,
  SignOutReply,
} from '../requests'

/** A part of the document. */
export type Json = Readonly<Record<string, unknown>>

/** Those that several requests or replies share; the others are named after their operation. */
const shared: Readonly<Record<string, z.ZodType>> = {
  Account: AccountView,
  App: AppView,
  AuditLine,
  ChangedDeviceReply,
  AppReply,
  Challenge: UserChallenge,
  CommonRequest,
  CredentialUse,
  Device: DeviceView,
  DoneReply,
  Grant: GrantView,
  ManagedLogin,
  Pool,
  PoolReply,
  SignInAnswer,
  SignInMethod,
  SignInStep: SignInView,
  SignInStepReply,
  SignOutReply,
}

/** State: names of the schemas, filled once. */
const names = new Map<z.ZodType, string>(Object.entries(shared).map(([name, schema]) => [schema, name]))
for (const [name, { body, reply, fields, events = {} }] of Object.entries<Operation>(operations)) {
  if (fields === 'body') nameIt(body, `${pascal(name)}Request`)
  if (!isNothing(reply)) nameIt(reply, `${pascal(name)}Reply`)
  for (const [event, data] of Object.entries(events)) nameIt(data, `${pascal(event)}Event`)
}

function nameIt(schema: z.ZodType, name: string): void {
  if (!names.has(schema)) names.set(schema, name)
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** A reply that has no body. */
export function isNothing(schema: z.ZodType): boolean {
  return schema instanceof z.ZodUndefined
}

/** A reference to a named schema. */
export function refTo(schema: z.ZodType): Json {
  const name = names.get(schema)
  if (name === undefined) throw new TypeError('a schema of an operation has no name')
  return { $ref: `#/components/schemas/${name}` }
}

/** A schema as JSON Schema, with references where a part of it has a name. */
export function componentSchemas(): Record<string, Json> {
  const table = Object.values<Operation>(operations)
  const requests = convert(
    table.filter(({ fields }) => fields === 'body').map(({ body }) => body),
    'input',
  )
  const replies = convert(
    table
      .flatMap(({ reply, events = {} }) => [reply, ...Object.values(events)])
      .filter((reply) => !isNothing(reply)),
    'output',
  )
  const all = { ...replies, ...requests }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => a.localeCompare(b, 'en')))
}

/** The fields of a query. */
export function queryFields(query: z.ZodType): { readonly name: string; readonly schema: Json }[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input', override: plain })
  return Object.entries(properties).map(([name, schema]) => ({ name, schema: schema as Json }))
}

/** Takes what is named in `schemas`, or within them; a request is what is sent, a reply what comes out. */
function convert(schemas: readonly z.ZodType[], io: 'input' | 'output'): Record<string, Json> {
  const registry = z.registry<{ id: string }>()
  for (const [schema, id] of names) if (isWithin(schemas, schema)) registry.add(schema, { id })
  const { schemas: converted } = z.toJSONSchema(registry, {
    io,
    uri: (id) => `#/components/schemas/${id}`,
    override: (context) => {
      plain(context)
      // A field may be added to a reply: whoever reads it lets strange ones pass.
      if (io === 'output') delete context.jsonSchema.additionalProperties
    },
  })
  return Object.fromEntries(Object.entries(converted).map(([name, schema]) => [name, bare(schema as Json)]))
}

/** Whether a schema is one of `roots`, or a part of one. */
function isWithin(roots: readonly z.ZodType[], schema: z.ZodType): boolean {
  const seen = new Set<unknown>()
  const visit = (value: unknown): boolean => {
    if (value === schema) return true
    if (typeof value !== 'object' || value === null || seen.has(value)) return false
    seen.add(value)
    const parts = value instanceof z.ZodType ? value.def : value
    return Object.values(parts).some(visit)
  }
  return roots.some(visit)
}

function bare({ $schema: _dialect, $id: _id, ...schema }: Json): Json {
  return schema
}

type Context = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0]

/**
 * Leaves out what says nothing to a reader: the pattern of a date, the bounds of any whole number, the long list of
 * codes inside.
 */
function plain({ jsonSchema }: Context): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
  if (jsonSchema.enum?.length === errorCodes.length) {
    delete jsonSchema.enum
    jsonSchema.description = "One of Signet's own error codes, `area/what`; one may be added."
  }
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}
