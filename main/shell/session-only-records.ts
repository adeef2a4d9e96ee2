// Without a keychain nothing of a sign-in may outlive the process: who signed in and who was allowed stay in memory.
import { AppError } from '../../shared/errors'
import type { RecordStore } from '../core/ports'

/** The folders of a host; on some platforms both are one. */
export interface Records {
  readonly config: RecordStore
  readonly state: RecordStore
}

const inMemory: ReadonlySet<string> = new Set(['accounts.json', 'grants.json'])
const journals = ['refresh', 'sign-in']

/** What tells of a sign-in: accounts, grants, and which refresh or sign-in was under way. */
const tellsOfSignIn = (name: string): boolean =>
  inMemory.has(name) || journals.some((folder) => name.startsWith(`${folder}/`))

/**
 * Stores that keep in memory what tells of a sign-in, and leave everything else to `records`. The files of the same
 * names belong to the sign-ins in the keychain: they are neither read nor written nor removed.
 */
export function sessionOnlyRecords({ config, state }: Records): Records {
  const kept = overlaid(state)
  return { config: config === state ? kept : config, state: kept }
}

function overlaid(store: RecordStore): RecordStore {
  const kept = new Map<string, string>()
  return {
    ...store,
    read: (name) => (tellsOfSignIn(name) ? Promise.resolve(kept.get(name)) : store.read(name)),
    write: (name, text) =>
      tellsOfSignIn(name) ? Promise.resolve(void kept.set(name, text)) : store.write(name, text),
    remove: async (name) => {
      if (!tellsOfSignIn(name)) return store.remove(name)
      kept.delete(name)
      if (inMemory.has(name) && (await store.list('')).includes(name)) throw notOurs(name)
    },
    list: async (folder) => {
      if (!journals.includes(folder)) return store.list(folder)
      const prefix = `${folder}/`
      return [...kept.keys()]
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length))
    },
  }
}

function notOurs(name: string): AppError {
  return new AppError(
    'keychain/unavailable',
    `${name} leads to sign-ins in the keychain, which Signet does without in this session; the file stays.`,
  )
}
