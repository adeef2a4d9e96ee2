// Without a keychain nothing of a sign-in may outlive the process: who signed in and who was allowed stay in memory.
import type { RecordStore } from '../core/ports'

const inMemory: ReadonlySet<string> = new Set(['accounts.json', 'grants.json'])

/** A store that keeps accounts and grants in memory and leaves everything else to `store`. */
export function sessionOnlyRecords(store: RecordStore): RecordStore {
  const kept = new Map<string, string>()
  return {
    ...store,
    read: (name) => (inMemory.has(name) ? Promise.resolve(kept.get(name)) : store.read(name)),
    write: (name, text) =>
      inMemory.has(name) ? Promise.resolve(void kept.set(name, text)) : store.write(name, text),
    remove: (name) => (inMemory.has(name) ? Promise.resolve(void kept.delete(name)) : store.remove(name)),
  }
}
