// The autostart entry on the disk. One that is not Signet's is neither overwritten nor removed.
import { existsSync } from 'node:fs'
import { lstat, mkdir, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  type AutostartEntry,
  autostartText,
  canBeStarted,
  parseAutostart,
} from '../../shared/autostart-entry'
import { AppError } from '../../shared/errors'
import { hasErrno, writeFailed } from './file-errors'
import { replaceFile } from './files'

/** What a session's start is made of: the entry's place, and the program it is to start. */
interface EntryPlace {
  readonly path: string
  readonly program: string
}

/** The program that a person installed: the AppImage itself, not what it mounts while it runs. */
export function installedProgram(env: NodeJS.ProcessEnv, executable: string): string {
  const { APPIMAGE: image = '', APPDIR: mounted = '' } = env
  // Every program that is started from an AppImage inherits both: they are ours only if we run from inside.
  const isInside = mounted !== '' && executable.startsWith(`${mounted}/`)
  return isInside && image.startsWith('/') ? image : executable
}

/** Whether the desktop starts Signet, by the rules that it reads the entry by. */
export async function isEntryOn(path: string): Promise<boolean> {
  const entry = await readEntry(path)
  if (typeof entry === 'string') return false
  return entry.isOurs && entry.isOn && (entry.program === undefined || existsSync(entry.program))
}

/**
 * Writes the entry, or removes it.
 * @throws `autostart/other-entry` when there is one that is not Signet's, `autostart/refused` when no entry can name
 *   the program, `storage/write-failed`.
 */
export async function setEntry({ path, program }: EntryPlace, isOn: boolean): Promise<void> {
  const entry = await readEntry(path)
  if (entry === 'unknown' || (entry !== 'none' && !entry.isOurs))
    throw new AppError('autostart/other-entry', `${path} was not written by Signet: move it away`)
  if (isOn && !canBeStarted(program))
    throw new AppError('autostart/refused', `no autostart entry can name ${JSON.stringify(program)}: move it`)
  try {
    if (!isOn) await rm(path, { force: true })
    else {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await replaceFile(path, autostartText(program))
    }
  } catch (error) {
    if (!isOn && hasErrno(error, 'ENOTDIR')) return
    throw writeFailed(path, error)
  }
}

/** `unknown`: there is something, but no file that can be read; a link is its maker's, whatever it leads to. */
async function readEntry(path: string): Promise<AutostartEntry | 'none' | 'unknown'> {
  try {
    if (!(await lstat(path)).isFile()) return 'unknown'
    return parseAutostart(await readFile(path, 'utf8'))
  } catch (error) {
    return hasErrno(error, 'ENOENT') || hasErrno(error, 'ENOTDIR') ? 'none' : 'unknown'
  }
}
