// docs/openapi.json as a stranger reads it: nothing here knows the schemas it was written from.
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
}

type Content = Readonly<
  Record<string, { readonly schema: Schema; readonly 'x-signet-events'?: Readonly<Record<string, Schema>> }>
>

interface ResponseObject {
  readonly $ref?: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Content
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly schema: Schema
}

interface OperationObject {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, ResponseObject>>
  readonly 'x-signet-codes': readonly string[]
  readonly 'x-signet-while-locked': boolean
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly responses: Readonly<Record<string, ResponseObject>>
  }
}

export const document = JSON.parse(
  readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
) as OpenApi

export interface DocumentedOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly said: OperationObject
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'patch'] as const

/** Every operation of the document. */
export const documented: readonly DocumentedOperation[] = Object.entries(document.paths).flatMap(
  ([path, item]) =>
    methods.flatMap((method) => {
      const said = item[method] as OperationObject | undefined
      return said === undefined ? [] : [{ id: said.operationId, method: method.toUpperCase(), path, said }]
    }),
)

/** What a reference leads to. */
export function resolved(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  const name = schema.$ref.split('/').at(-1) ?? ''
  const found = document.components.schemas[name]
  if (found === undefined) throw new Error(`${schema.$ref} leads nowhere`)
  return resolved(found)
}

/** The schema of an operation's body; undefined where it takes none. */
export function bodySchema({ said }: DocumentedOperation): Schema | undefined {
  const content = said.requestBody?.content['application/json']
  return content === undefined ? undefined : resolved(content.schema)
}

/** The response of a status, as the operation declares it. */
export function responseOf({ said }: DocumentedOperation, status: number): ResponseObject | undefined {
  const response = said.responses[String(status)]
  if (response?.$ref === undefined) return response
  return document.components.responses[response.$ref.split('/').at(-1) ?? '']
}

const ajv = new Ajv2020({ strict: false, allErrors: true })
formats(ajv)
ajv.addSchema(document, 'openapi')

/** A judge of a value by a named schema of the document. */
export function judgeOf({ $ref: ref }: Schema): ValidateFunction {
  const judge = ref === undefined ? undefined : ajv.getSchema(`openapi${ref}`)
  if (judge === undefined) throw new Error(`there is no schema ${ref ?? ''}`)
  return judge
}
