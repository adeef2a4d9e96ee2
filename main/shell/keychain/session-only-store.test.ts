import { expect, it } from 'vitest'
import { sessionOnlyStore } from './session-only-store'

it('keeps secrets in memory and says that it is no keychain', async () => {
  const store = sessionOnlyStore()
  expect(await store.get('a')).toBeUndefined()
  await store.set('a', 'secret')
  expect(await store.get('a')).toBe('secret')
  expect(await sessionOnlyStore().get('a')).toBeUndefined()
  expect(await store.delete('a')).toBe(true)
  expect(await store.delete('a')).toBe(false)
  expect(await store.status()).toEqual({ backend: 'memory', state: 'session-only' })
})
