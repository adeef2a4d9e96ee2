import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { openApiDocument } from '../../shared/broker/openapi/document'
import { operations } from '../../shared/broker/operations/operations'
import { document, documented } from './document'

describe('docs/openapi.json', () => {
  it('is OpenAPI 3.1, by its own schema', async () => {
    const validator = new Validator()
    const { valid, errors } = await validator.validate({ ...document })
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  it('is no OpenAPI once a response has no description', async () => {
    const text = JSON.stringify(document).replace('"description":"Done."', '"x":1')
    const broken = JSON.parse(text) as Record<string, unknown>
    expect((await new Validator().validate(broken)).valid).toBe(false)
  })

  it('is what the schemas give', () => {
    expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
  })

  it('has every operation of the table, under its name', () => {
    expect(documented.map(({ id, method, path }) => `${id} ${method} ${path}`).sort()).toEqual(
      Object.entries(operations)
        .map(([name, { method, path }]) => `${name} ${method} ${path}`)
        .sort(),
    )
  })

  it('refers to nothing that is not there, and has nothing that nobody refers to', () => {
    const text = JSON.stringify(document)
    const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)].map(([, name]) => name))
    const { components } = JSON.parse(text) as { components: Record<string, object> }
    const there = Object.entries(components).flatMap(([kind, parts]) =>
      Object.keys(parts).map((name) => `${kind}/${name}`),
    )
    expect([...referred].sort()).toEqual(there.sort())
  })

  it('lets a reply grow, and no request', () => {
    const { schemas } = document.components
    const open = Object.entries(schemas).filter(
      ([, { additionalProperties }]) => additionalProperties === false,
    )
    expect(open.every(([name]) => name.endsWith('Request') || name === 'ManagedLogin')).toBe(true)
    expect(open.length).toBeGreaterThan(10)
  })
})
