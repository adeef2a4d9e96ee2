import { describe, expect, it } from 'vitest'
import { operations } from '../../../shared/broker/operations/operations'
import { Consent } from './consent'
import { aBroker } from './fakes'
import { Person } from './person'
import { routesOf } from './routes'
import { SignInDoor } from './sign-in-door'

async function served() {
  const { deps } = await aBroker()
  const asking = { consent: new Consent(deps), person: new Person(deps), door: new SignInDoor(deps) }
  return routesOf({ ...deps, ...asking }).map(({ operation }) => operation)
}

describe('the requests that the host answers', () => {
  it('stand in the table of operations, as they are', async () => {
    const known = new Set<unknown>(Object.values(operations))
    const strange = (await served()).filter((operation) => !known.has(operation))
    expect(strange.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })

  it('are all that the table has', async () => {
    const answered = new Set<unknown>(await served())
    const missing = Object.values(operations).filter((operation) => !answered.has(operation))
    expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([])
  })
})

describe('the table of operations', () => {
  it.each(Object.entries(operations))('says in one sentence what %s does', (_name, { summary }) => {
    expect(summary).toMatch(/^[A-Z][^.]*\.$/)
  })

  it('has each method of a path once', () => {
    const lines = Object.values(operations).map(
      ({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '*')}`,
    )
    expect(new Set(lines).size).toBe(lines.length)
  })
})
