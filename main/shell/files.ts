// RecordStore on the disk: a file is there whole, as it was or as it is to be. Folders are the user's alone.
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { AppError } from '../../shared/errors'
import type { RecordStore } from '../core/ports'
import { hasErrno, readFailed, writeFailed } from './file-errors'

/** One segment of a name inside the store: plain characters and no leading dot, so that none leads out of it. */
const safeSegment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/
const temporaryName = /^\..+\.tmp$/

/** JSON files in `folder`, which is created (0700) at the first write. */
export function fileRecordStore(folder: string): RecordStore {
  const tidied = new Set<string>()
  const pathOf = (name: string): string => {
    if (!name.split('/').every((segment) => safeSegment.test(segment)))
      throw new AppError('internal', `not a file name of the store: "${name}"`)
    return join(folder, name)
  }
  const forReading = async (path: string): Promise<string> => {
    for (const part of foldersTo(folder, path)) await refuseUntrusted(part)
    return path
  }
  const forWriting = async (path: string): Promise<string> => {
    for (const part of foldersTo(folder, path)) {
      if (await refuseUntrusted(part)) continue
      await writing(part, () => mkdir(part, { recursive: true, mode: 0o700 }))
    }
    const parent = dirname(path)
    if (!tidied.has(parent)) await writing(parent, () => removeTemporaries(parent))
    tidied.add(parent)
    return path
  }
  return {
    read: async (name) => readText(await forReading(pathOf(name))),
    write: async (name, text) => {
      const path = await forWriting(pathOf(name))
      await writing(path, () => replaceFile(path, text))
    },
    remove: async (name) => {
      const path = await forReading(pathOf(name))
      await writing(path, () => rm(path, { force: true }))
    },
    setAside: async (name) => {
      const path = await forReading(pathOf(name))
      const free = await freeName(name, (candidate) => exists(pathOf(candidate)))
      await writing(path, () => rename(path, pathOf(free)))
      return free
    },
    list: async (name) => {
      const path = await forReading(join(name === '' ? folder : pathOf(name), 'any'))
      return listFiles(dirname(path))
    },
    append: async (name, text) => {
      const path = await forWriting(pathOf(name))
      await writing(path, () => appendWhole(path, text))
    },
    sync: (name) => writing(pathOf(name), () => syncFile(pathOf(name))),
  }
}

/** The store's folder and each one below it on the way to `path`. */
function foldersTo(folder: string, path: string): readonly string[] {
  const folders: string[] = []
  for (let parent = dirname(path); parent.length > folder.length; parent = dirname(parent))
    folders.unshift(parent)
  return [folder, ...folders]
}

/**
 * Whoever can write a folder can swap the files in it.
 * @returns whether the folder exists. @throws `storage/untrusted-folder`.
 */
async function refuseUntrusted(folder: string): Promise<boolean> {
  const stat = await lstat(folder).catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return undefined
    throw readFailed(folder, error)
  })
  if (stat === undefined) return false
  const refuse = (why: string) => new AppError('storage/untrusted-folder', `${folder} ${why}`)
  if (stat.isSymbolicLink()) throw refuse('is a link: put a folder of your own there')
  if (!stat.isDirectory()) throw refuse('is no folder: move it away')
  // Windows: the profile's own access list holds; there are no owner and mode to read.
  if (process.getuid === undefined) return true
  if (stat.uid !== process.getuid()) throw refuse(`belongs to another user (uid ${stat.uid}): move it away`)
  if ((stat.mode & 0o077) !== 0) throw refuse(`is open to other users: chmod 700 "${folder}"`)
  return true
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return undefined
    throw readFailed(path, error)
  }
}

async function writing<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action()
  } catch (error) {
    throw writeFailed(path, error)
  }
}

/** Temp file beside it, fsync, rename, fsync of the folder: after a power cut either content is there, whole. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const parent = dirname(path)
  const temporary = join(parent, `.${randomBytes(8).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(parent)
}

/** Not every system can: Windows opens no folder, some file systems sync none. There the rename has to do. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(folder, constants.O_RDONLY)
    await handle.sync()
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'].some((errno) => hasErrno(error, errno))) throw error
  } finally {
    await handle?.close()
  }
}

/** All of `text` or nothing of it: a line cut in the middle would break every reader after it. */
async function appendWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'a', 0o600)
  try {
    const { size } = await file.stat()
    try {
      await file.writeFile(text)
    } catch (error) {
      await file.truncate(size)
      throw error
    }
  } finally {
    await file.close()
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+').catch((error: unknown) => {
    if (hasErrno(error, 'ENOENT')) return undefined
    throw error
  })
  if (file === undefined) return
  try {
    await file.datasync()
  } finally {
    await file.close()
  }
}

/** What a crash in the middle of `replaceFile` left. Only the host writes here, so none of them is in use. */
async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (temporaryName.test(name)) await rm(join(folder, name), { force: true })
  }
}

async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile() && !temporaryName.test(entry.name))
      .map(({ name }) => name)
  } catch (error) {
    if (hasErrno(error, 'ENOENT')) return []
    throw readFailed(folder, error)
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

/** `pools.json.damaged`, or the first `pools.json.damaged-2`, `-3`, … that is not taken: none is overwritten. */
async function freeName(name: string, isTaken: (name: string) => Promise<boolean>): Promise<string> {
  let free = `${name}.damaged`
  for (let count = 2; await isTaken(free); count += 1) free = `${name}.damaged-${count}`
  return free
}
