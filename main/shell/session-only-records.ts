// Without a keychain nothing of a sign-in may outlive the process: who signed in and who was allowed stay in memory.
import { AppError } from '../../shared/errors'
import type { RecordStore } from '../core/ports'

/** The folders of a host; on some platforms both are one. */
export interface Records {
  readonly config: RecordStore
  readonly state: RecordStore
}

const inMemory: ReadonlySet<string> = new Set(['accounts.json', 'grants.json'])

/**
 * Stores that keep accounts and grants in memory and leave everything else to `records`. The files of the same names
 * belong to the sign-ins in the keychain: they are neither read nor written nor removed.
 */
export function sessionOnlyRecords({ config, state }: Records): Records {
  const kept = overlaid(state)
  return { config: config === state ? kept : config, state: kept }
}

function overlaid(store: RecordStore): RecordStore {
  const kept = new Map<string, string>()
  return {
    ...store,
    read: (name) => (inMemory.has(name) ? Promise.resolve(kept.get(name)) : store.read(name)),
    write: (name, text) =>
      inMemory.has(name) ? Promise.resolve(void kept.set(name, text)) : store.write(name, text),
    remove: async (name) => {
      if (!inMemory.has(name)) return store.remove(name)
      kept.delete(name)
      if ((await store.list('')).includes(name)) throw notOurs(name)
    },
  }
}

function notOurs(name: string): AppError {
  return new AppError(
    'keychain/unavailable',
    `${name} leads to sign-ins in the keychain, which Signet does without in this session; the file stays.`,
  )
}
