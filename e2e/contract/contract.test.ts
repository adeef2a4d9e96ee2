// The contract with other programs, held against a running host by the document alone: docs/openapi.json.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { OperationName } from '../../shared/broker/endpoints'
import { cellsOf } from './cells'
import {
  bodySchema,
  document,
  documented,
  type DocumentedOperation,
  judgeOf,
  responseOf,
  type Schema,
} from './document'
import { type Answer, type RunningHost, runningHost } from './running-host'
import { sampleOf } from './samples'
import { type Scenario, scenarios } from './scenarios'

let host: RunningHost
let cells = 0
beforeEach(async () => {
  host = await runningHost()
})
afterEach(async () => {
  await host.close()
})
// A document that lost its schemas would leave nothing to ask.
afterAll(() => expect(cells).toBeGreaterThan(1800))

const byId = documented.map((operation) => [operation.id, operation] as const)
const scenarioOf = ({ id }: DocumentedOperation): Scenario => scenarios[id as OperationName]

/** The request line's target, once everything is there that must be. */
async function targetOf(operation: DocumentedOperation): Promise<string> {
  const { variables = {}, query, before } = scenarioOf(operation)
  const known: Readonly<Record<string, string>> = { ...variables, ...(await before?.(host)) }
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_part, name: string) => known[name] ?? 'nobody')
  return query === undefined ? path : `${path}?${query}`
}

/** Fails unless the document has this answer. */
function expectDeclared(operation: DocumentedOperation, { status, headers, body, text }: Answer): void {
  cells++
  const response = responseOf(operation, status)
  expect(response, `${operation.id} answered ${status} ${text}`).toBeDefined()
  const [[type, content] = []] = Object.entries(response?.content ?? {})
  if (type === undefined || content === undefined) {
    expect(text).toBe('')
    return
  }
  expect(headers['content-type']).toBe(type)
  if (content['x-signet-events'] !== undefined) {
    expectEvents(text, content['x-signet-events'])
    return
  }
  const judge = judgeOf(content.schema)
  expect(judge(body), `${text} ${JSON.stringify(judge.errors)}`).toBe(true)
  expectHeaders(headers, response?.headers ?? {})
  if (status < 400) return
  const { code, status: said } = body as { code: string; status: number }
  expect(operation.said['x-signet-codes']).toContain(code)
  expect(said).toBe(status)
}

function expectEvents(text: string, schemas: Readonly<Record<string, Schema>>): void {
  const events = [...text.matchAll(/event: (.*)\ndata: (.*)\n\n/g)]
  expect(events.length).toBeGreaterThan(0)
  for (const [, name = '', data = ''] of events)
    expect(judgeOf(schemas[name] ?? {})(JSON.parse(data)), data).toBe(true)
}

function expectHeaders(given: Answer['headers'], declared: Readonly<Record<string, unknown>>): void {
  const known = new Set(Object.keys(declared).map((name) => name.toLowerCase()))
  for (const name of Object.keys(given)) if (named.has(name)) expect(known, name).toContain(name)
}

const named: ReadonlySet<string> = new Set(['retry-after', 'allow'])

function expectProblem(answer: Answer, status: number, code: string): string {
  cells++
  const { body, text } = answer
  const problem = body as { code?: string; detail?: string } | undefined
  expect([answer.status, problem?.code], text).toEqual([status, code])
  expect(answer.headers['content-type']).toBe('application/problem+json')
  return problem?.detail ?? ''
}

describe.each(byId)('%s', (_id, operation) => {
  const { method } = operation
  const schema = bodySchema(operation)

  it('answers a good request as declared', async () => {
    const answer = await host.send(method, await targetOf(operation), scenarioOf(operation).body)
    expect(answer.status, answer.text).toBeLessThan(300)
    expectDeclared(operation, answer)
  })

  it.each(['full', 'minimal'] as const)('answers a %s request of its schema as declared', async (only) => {
    const body = schema === undefined ? undefined : sampleOf(schema, '', only)
    expectDeclared(operation, await host.send(method, await targetOf(operation), body))
  })

  it('says as declared that Signet is locked, or answers', async () => {
    const target = await targetOf(operation)
    await host.send('POST', '/v1/lock')
    const answer = await host.send(method, target, scenarioOf(operation).body)
    expectDeclared(operation, answer)
    expect(answer.status === 423).toBe(!operation.said['x-signet-while-locked'])
  })

  it('answers about what is not there as declared', async () => {
    const path = operation.path.replaceAll(/\{\w+\}/g, 'nobody')
    expectDeclared(operation, await host.send(method, path, scenarioOf(operation).body))
  })

  it('answers where no person may be asked as declared', async () => {
    const target = await targetOf(operation)
    host.asker.willAnswer({ consent: () => 'deny', confirm: () => false })
    const body = { ...scenarioOf(operation).body, interactive: false }
    expectDeclared(operation, await host.send(method, target, schema === undefined ? undefined : body))
    if (schema !== undefined)
      expectDeclared(operation, await host.send(method, target, { ...body, interactive: true }))
  })

  it('refuses a body that is no object of JSON', async () => {
    const target = await targetOf(operation)
    for (const text of ['{', '"text"', '[]', '7', '\u0000', '{"a":1}{'])
      if (schema !== undefined || !isJson(text))
        expectProblem(await host.send(method, target, text), 400, 'bad_request')
    const deep = '['.repeat(40) + ']'.repeat(40)
    expectProblem(await host.send(method, target, deep), 400, 'bad_request')
    expectProblem(await host.send(method, target, ' '.repeat(70_000)), 413, 'too_large')
  })

  it('names each field that is wrong', async () => {
    if (schema === undefined) return
    const target = await targetOf(operation)
    for (const { what, field, body } of cellsOf(schema)) {
      const detail = expectProblem(await host.send(method, target, body), 400, 'bad_request')
      expect(detail, what).toContain(`"${field}"`)
    }
  })
})

function fits(path: string, target: string): boolean {
  return new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(target)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('a query', () => {
  const queries = documented.flatMap((operation) =>
    (operation.said.parameters ?? []).map((parameter) => ({ operation, ...parameter })),
  )

  it.each(queries)('names the field $name that is wrong', async ({ operation, name, schema }) => {
    const path = (await targetOf(operation)).replace(/\?.*/, '')
    const wrong = cellsOf({ type: 'object', properties: { [name]: schema } })
      .map(({ what, body }) => [what, (body as Record<string, unknown>)[name]] as const)
      // A query is text: of other types its words are what is looked at.
      .filter(([what, value]) => typeof value !== 'object' && !/a (string|number|boolean)$/.test(what))
    for (const [what, value] of [...wrong, ['unknown', 'x'] as const]) {
      const field = what === 'unknown' ? 'strange' : name
      const query = new URLSearchParams({ [field]: String(value) }).toString()
      const detail = expectProblem(await host.send('GET', `${path}?${query}`), 400, 'bad_request')
      expect(detail, what).toContain(`"${field}"`)
    }
  })
})

describe.each(Object.keys(document.paths))('the path %s', (path) => {
  const target = path.replaceAll(/\{\w+\}/g, 'ada')
  // A fixed path may fit a variable one as well.
  const own = documented.filter((operation) => fits(operation.path, target)).map(({ method }) => method)

  it('says which methods it takes', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      if (own.includes(method)) continue
      const answer = await host.send(method, target)
      expectProblem(answer, 404, 'not_found')
      expect(String(answer.headers['allow']).split(', ').sort()).toEqual([...own].sort())
    }
  })

  it('is of version 1 alone', async () => {
    for (const version of ['/v2', '/v0', '/v10'])
      expectProblem(await host.send('GET', target.replace('/v1', version)), 404, 'unsupported_version')
  })
})
