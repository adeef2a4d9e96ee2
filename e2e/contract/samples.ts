// Values that a schema of the document takes, made from the schema alone.
import { resolved, type Schema } from './document'

/** What a pattern alone does not tell how to make; by the name of the field. */
const examples: Readonly<Record<string, unknown>> = {
  userPoolId: 'eu-central-1_Contract1',
  clientId: 'contractclient1',
  clientSecret: 'contractsecret0123456789abcdef',
  endpoint: 'http://127.0.0.1:9229',
  identityPoolId: 'eu-central-1:01234567-89ab-cdef-0123-456789abcdef',
  domain: 'https://login.example.com',
  redirectUris: ['http://127.0.0.1:53682/callback'],
  scopes: ['openid'],
  path: '/opt/editor/editor',
  roleArn: 'arn:aws:iam::123456789012:role/contract',
}

/** Every field of an object that may be there; `Minimal` leaves out what may be left out. */
export function sampleOf(schema: Schema, name = '', only: 'full' | 'minimal' = 'full'): unknown {
  const known = resolved(schema)
  if (examples[name] !== undefined) return examples[name]
  if (known.const !== undefined) return known.const
  if (known.enum !== undefined) return known.enum[0]
  const [variant] = known.oneOf ?? known.anyOf ?? []
  if (variant !== undefined) return sampleOf(variant, name, only)
  return sampleOfType(known, name, only)
}

function sampleOfType(schema: Schema, name: string, only: 'full' | 'minimal'): unknown {
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'number':
    case 'integer':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return schema.items === undefined ? [] : [sampleOf(schema.items, name, only)]
    case 'object':
      return objectOf(schema, only)
    default:
      throw new Error(`no sample of ${name}: ${JSON.stringify(schema)}`)
  }
}

function textOf({ format, minLength = 1 }: Schema): string {
  return format === 'date-time' ? '2026-11-27T12:00:00Z' : 'a'.repeat(minLength)
}

function objectOf({ properties = {}, required = [] }: Schema, only: 'full' | 'minimal'): object {
  const wanted = Object.entries(properties).filter(([name]) => only === 'full' || required.includes(name))
  return Object.fromEntries(wanted.map(([name, schema]) => [name, sampleOf(schema, name, only)]))
}
