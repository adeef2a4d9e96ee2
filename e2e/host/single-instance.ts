// One process per profile folder, as Chromium's ProcessSingleton has it: the first keeps a lock file, the next ones
// leave a note in a folder that the first one watches.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
  type FSWatcher,
} from 'node:fs'
import { join } from 'node:path'

/** What a later process tells the first one. */
export interface SecondInstance {
  readonly argv: string[]
  readonly workingDirectory: string
  readonly additionalData: unknown
}

/** State: whether this process holds the lock of its folder, and the watch on the notes. */
export class SingleInstance {
  private held: { readonly folder: string; readonly watcher: FSWatcher } | undefined
  private readonly heard: (note: SecondInstance) => void

  constructor(heard: (note: SecondInstance) => void) {
    this.heard = heard
  }

  /** @returns whether this process is the first; where not, the first has been told. */
  request(profileFolder: string, note: SecondInstance): boolean {
    if (this.held !== undefined) return true
    const folder = join(profileFolder, 'stand-in-instance')
    mkdirSync(folder, { recursive: true })
    if (!takeLock(join(folder, 'lock'))) {
      // Renamed into place: the watcher must not read half a note.
      const name = join(folder, `note-${process.pid}`)
      writeFileSync(`${name}.part`, JSON.stringify(note))
      renameSync(`${name}.part`, `${name}.json`)
      return false
    }
    const watcher = watch(folder, () => this.readNotes(folder))
    watcher.unref()
    this.held = { folder, watcher }
    return true
  }

  release(): void {
    if (this.held === undefined) return
    this.held.watcher.close()
    rmSync(this.held.folder, { recursive: true, force: true })
    this.held = undefined
  }

  private readNotes(folder: string): void {
    if (!existsSync(folder)) return
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
      const path = join(folder, name)
      const note = JSON.parse(readFileSync(path, 'utf8')) as SecondInstance
      rmSync(path)
      this.heard(note)
    }
  }
}

/** Takes the lock unless a living process holds it. */
function takeLock(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  if (isAlive(Number(readFileSync(path, 'utf8')))) return false
  writeFileSync(path, String(process.pid))
  return true
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
