// The local API as an OpenAPI 3.1 document, written from the table of operations: docs/openapi.json.
import type { endpoints, Variables } from '../endpoints'
import type { Operation } from '../operation'
import { operations } from '../operations/operations'
import { codesOf, problemResponses, problemSchema, sharedResponses } from './problem-responses'
import { componentSchemas, isNothing, type Json, queryFields, refTo } from './schemas'

type Variable = Variables<(typeof endpoints)[keyof typeof endpoints]>

const variables: Readonly<Record<Variable, string>> = {
  account: 'An id, a label, a username, or `default`.',
  device: 'A device key, a beginning of one, or a name.',
  id: 'The id of a sign-in of this process.',
  pool: "The pool's name.",
  app: "The app's id.",
}

/** The document, as it is checked in. */
export function openApiDocument(): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Signet: the local API',
      version: 'v1',
      summary: 'How programs on this computer get tokens of Amazon Cognito user pools.',
      description: [
        'HTTP/1.1 over a Unix domain socket (`signet status` names it); there is no port.',
        'Additive: a field, an operation or a code may be added; none is renamed, removed or re-typed.',
        'Who asks is the word of the kernel; a request carries no credentials.',
      ].join('\n'),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://signet', description: 'The Unix domain socket, under any host name.' }],
    security: [],
    paths: paths(),
    components: {
      schemas: { ...componentSchemas(), Problem: problemSchema() },
      responses: sharedResponses(),
      headers: {
        RetryAfter: {
          description: 'Seconds after which to ask again.',
          schema: { type: 'integer', minimum: 1 },
        },
        Allow: { description: 'The methods of the path, where it has others.', schema: { type: 'string' } },
      },
    },
  }
}

function paths(): Record<string, Json> {
  const byPath: Record<string, Record<string, Json>> = {}
  for (const [name, operation] of Object.entries<Operation>(operations)) {
    const item = (byPath[operation.path] ??= { ...pathParameters(operation) })
    item[operation.method.toLowerCase()] = operationObject(name, operation)
  }
  return byPath
}

/** Said once for all methods of a path. */
function pathParameters({ path }: Operation): Record<string, Json> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as Variable)
  if (names.length === 0) return {}
  const parameters = names.map((name) => ({
    name,
    in: 'path',
    required: true,
    description: variables[name],
    schema: { type: 'string', minLength: 1 },
  }))
  return { parameters: parameters as unknown as Json }
}

function operationObject(name: string, operation: Operation): Json {
  const { summary, fields, body, whileLocked } = operation
  return {
    operationId: name,
    summary,
    ...(fields === 'query'
      ? { parameters: queryFields(body).map((field) => ({ ...field, in: 'query' })) }
      : {}),
    ...(takesBody(operation) ? { requestBody: requestBody(operation) } : {}),
    responses: { ...reply(operation), ...problemResponses(operation) },
    'x-signet-codes': codesOf(operation),
    'x-signet-while-locked': whileLocked,
  }
}

/** The fields that every request may carry mean nothing where a GET asks nobody. */
function takesBody({ method, fields, problems }: Operation): boolean {
  return fields === 'body' && (method !== 'GET' || problems.includes('consent_required'))
}

function requestBody({ body }: Operation): Json {
  return {
    required: !body.safeParse({}).success,
    content: { 'application/json': { schema: refTo(body) } },
  }
}

function reply({ status, reply: schema, events }: Operation): Json {
  if (events !== undefined) return { [status]: eventStream(events) }
  if (isNothing(schema)) return { [status]: { description: 'Taken; there is no body.' } }
  return {
    [status]: { description: 'Done.', content: { 'application/json': { schema: refTo(schema) } } },
  }
}

/** A stream has no schema of its own in OpenAPI 3.1: the schema of each event's data stands beside it. */
function eventStream(events: NonNullable<Operation['events']>): Json {
  return {
    description: [
      'Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html), until either side ends it.',
      'The first says whether Signet is locked; what else there was is not told again: after a new connection, read',
      'what you need anew. Each has `event`, `id` and one line of `data`, JSON as `x-signet-events` has it.',
      'A comment comes at least every 30 seconds. The connection carries nothing else.',
    ].join('\n'),
    content: {
      'text/event-stream': {
        schema: { type: 'string' },
        'x-signet-events': Object.fromEntries(
          Object.entries(events).map(([name, schema]) => [name, refTo(schema)]),
        ),
      },
    },
  }
}
