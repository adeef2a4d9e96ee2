// One fake per port, for tests alone: exact clocks, repeatable randomness, stores in memory, people who answer as told.
// The fake network stands in fake-transport.ts.
import { createHash } from 'node:crypto'
import { AppError } from '../../shared/errors'
import type {
  Caller,
  Callers,
  Clock,
  ExecutableFacts,
  KeychainStatus,
  Log,
  Random,
  RecordStore,
  SecretStore,
} from './ports'

export interface FakeClock extends Clock {
  /** Lets `ms` pass on both hands and runs what was due on the way, in order. */
  advance(ms: number): void
  /** Somebody sets the computer's clock: only the wall hand moves, no timer runs. */
  setWallMs(ms: number): void
  /** Timers that have neither run nor been called off. */
  readonly waiting: number
}

/** A clock that stands still until told. Starts at 2026-11-22T12:00:00Z, one hour after boot. */
export function fakeClock(startWallMs = Date.UTC(2026, 10, 22, 12)): FakeClock {
  let wallMs = startWallMs
  let bootMs = 3_600_000
  const timers = new Set<{ readonly dueAtMs: number; readonly action: () => void }>()
  const moveTo = (targetMs: number) => {
    wallMs += targetMs - bootMs
    bootMs = targetMs
  }
  return {
    wallMs: () => wallMs,
    sinceBootMs: () => bootMs,
    after: (delayMs, action) => {
      const timer = { dueAtMs: bootMs + delayMs, action }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance: (ms) => {
      const endMs = bootMs + ms
      for (;;) {
        const [next] = [...timers]
          .filter((timer) => timer.dueAtMs <= endMs)
          .sort((one, other) => one.dueAtMs - other.dueAtMs)
        if (next === undefined) break
        timers.delete(next)
        moveTo(Math.max(bootMs, next.dueAtMs))
        next.action()
      }
      moveTo(endMs)
    },
    setWallMs: (ms) => {
      wallMs = ms
    },
    get waiting() {
      return timers.size
    },
  }
}

/** Bytes that only the seed decides: SHA-256 of seed and counter. */
export function fakeRandom(seed = 'seed'): Random {
  let counter = 0
  return {
    bytes: (count) => {
      const blocks: Buffer[] = []
      for (let length = 0; length < count; length += 32) {
        counter += 1
        blocks.push(
          createHash('sha256')
            .update(`${seed}/${String(counter)}`)
            .digest(),
        )
      }
      return Buffer.concat(blocks).subarray(0, count)
    },
  }
}

/** What a keychain call is held against before it runs: the error that it shall end with, if any. */
export type SecretFailure = (operation: 'get' | 'set' | 'delete', name: string) => AppError | undefined

export interface MemorySecretStore extends SecretStore {
  /** What the keychain holds now. */
  readonly items: Map<string, string>
  /** Every call so far, in order: `set a.0`. */
  readonly journal: string[]
  /** From now on each call passes this first; it may throw. */
  failWhen(check: SecretFailure | undefined): void
}

/** A keychain in memory. */
export function memorySecretStore(
  status: KeychainStatus = { backend: 'memory', state: 'ready' },
): MemorySecretStore {
  const items = new Map<string, string>()
  const journal: string[] = []
  let check: SecretFailure | undefined
  const pass = async (operation: 'get' | 'set' | 'delete', name: string) => {
    journal.push(`${operation} ${name}`)
    await Promise.resolve()
    const failure = check?.(operation, name)
    if (failure !== undefined) throw failure
  }
  return {
    items,
    journal,
    failWhen: (next) => {
      check = next
    },
    get: async (name) => {
      await pass('get', name)
      return items.get(name)
    },
    set: async (name, value) => {
      await pass('set', name)
      items.set(name, value)
    },
    delete: async (name) => {
      await pass('delete', name)
      return items.delete(name)
    },
    status: () => Promise.resolve(status),
  }
}

export interface MemoryRecordStore extends RecordStore {
  readonly files: Map<string, string>
  /** From now on writes and appends fail with `storage/write-failed`: a full disk. */
  setFull(isFull: boolean): void
}

/** JSON files in memory. */
export function memoryRecordStore(files: Readonly<Record<string, string>> = {}): MemoryRecordStore {
  const kept = new Map(Object.entries(files))
  let isFull = false
  const put = async (name: string, text: string) => {
    await Promise.resolve()
    if (isFull) throw new AppError('storage/write-failed', `${name}: no space left on the device`)
    kept.set(name, text)
  }
  return {
    files: kept,
    setFull: (next) => {
      isFull = next
    },
    read: (name) => Promise.resolve(kept.get(name)),
    write: put,
    sync: () => Promise.resolve(),
    append: (name, text) => put(name, (kept.get(name) ?? '') + text),
    remove: async (name) => {
      await Promise.resolve(kept.delete(name))
    },
    setAside: async (name) => {
      const aside = `${name}.damaged`
      await put(aside, kept.get(name) ?? '')
      kept.delete(name)
      return aside
    },
    list: (folder) => {
      const prefix = folder === '' ? '' : `${folder}/`
      const below = [...kept.keys()].filter((name) => name.startsWith(prefix))
      return Promise.resolve(
        below.map((name) => name.slice(prefix.length)).filter((name) => !name.includes('/')),
      )
    },
  }
}

/** A caller by its facts: a protected executable without a terminal, unless said otherwise. */
export function aCaller(facts: Partial<Omit<Caller, 'kind' | 'script'>> = {}): Caller {
  return {
    kind: 'executable',
    pid: 4242,
    startTime: '100',
    executable: { path: '/usr/bin/app', protected: true },
    parents: ['/usr/bin/bash'],
    terminal: undefined,
    verifiable: true,
    preloadEnvironment: false,
    ...facts,
  }
}

export interface FakeCallers extends Callers {
  /** The process `caller.pid` exists from now on. */
  add(caller: Caller): void
  /** The process is gone. */
  end(pid: number): void
  /** The file exists from now on. */
  addFile(path: string, facts: FakeFile): void
}
type FakeFile =
  | { readonly executable: ExecutableFacts }
  | { readonly script: { readonly path: string; readonly sha256: string } }

/** The kernel's word, as told. */
export function fakeCallers(...callers: readonly Caller[]): FakeCallers {
  const known = new Map(callers.map((caller) => [caller.pid, caller]))
  const files = new Map<string, FakeFile>()
  return {
    add: (caller) => void known.set(caller.pid, caller),
    end: (pid) => void known.delete(pid),
    addFile: (path, facts) => void files.set(path, facts),
    identify: async ({ pid }) => {
      const caller = await Promise.resolve(known.get(pid))
      if (caller === undefined) throw new AppError('broker/untrusted-caller', `process ${pid} is gone`)
      return caller
    },
    describe: async (path) => {
      const file = await Promise.resolve(files.get(path))
      if (file === undefined) throw new AppError('request/invalid', `${path} is no file`)
      return file
    },
  }
}

export interface FakeLog extends Log {
  /** `level where: what`, in order. */
  readonly lines: string[]
}

/** A log that a test can read. */
export function fakeLog(): FakeLog {
  const lines: string[] = []
  return { lines, write: (level, where, what) => void lines.push(`${level} ${where}: ${what}`) }
}
