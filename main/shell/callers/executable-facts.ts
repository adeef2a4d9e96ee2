// What a file is and whether its user could change it. Hashes are streamed, so that a large file never holds up a
// request, and kept by what would change with the file.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { dirname } from 'node:path'

const chunkBytes = 256 * 1024
const keptHashes = 256
/** A script larger than this is data: not read, and so never approved as a script. */
const maxScriptBytes = 32 * 1024 * 1024

/** Hashes of files, by device, inode, size and both times. State: the hashes known so far. */
export class FileHashes {
  readonly #known = new Map<string, Promise<string>>()

  /**
   * Hex SHA-256 of the file at `path`.
   * @returns undefined when it cannot be read, is no regular file, or changed while it was read.
   */
  async ofExecutable(path: string): Promise<string | undefined> {
    return await this.#of(path, Number.POSITIVE_INFINITY)
  }

  /** The same for a script, of at most 32 MiB. */
  async ofScript(path: string): Promise<string | undefined> {
    return await this.#of(path, maxScriptBytes)
  }

  async #of(path: string, maxBytes: number): Promise<string | undefined> {
    let file
    try {
      // Not blocking: a named pipe in place of a script must not hang the reader.
      file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
      const key = await keyOf(file, maxBytes)
      if (key === undefined) return undefined
      const hash = await this.#once(key, file)
      return (await keyOf(file, maxBytes)) === key ? hash : undefined
    } catch {
      // Unreadable: whoever asked for the hash treats the program as unverifiable.
      return undefined
    } finally {
      await file?.close()
    }
  }

  #once(key: string, file: FileHandle): Promise<string> {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const hash = hashOf(file)
    this.#known.set(key, hash)
    hash.catch(() => this.#known.delete(key))
    const [oldest] = this.#known.keys()
    if (this.#known.size > keptHashes && oldest !== undefined) this.#known.delete(oldest)
    return hash
  }
}

async function keyOf(file: FileHandle, maxBytes: number): Promise<string | undefined> {
  const stats = await file.stat({ bigint: true })
  const { dev, ino, size, mtimeNs, ctimeNs } = stats
  if (!stats.isFile() || size > maxBytes) return undefined
  return [dev, ino, size, mtimeNs, ctimeNs].join(':')
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let position = 0
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunkBytes, position)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(chunk.subarray(0, bytesRead))
    position += bytesRead
  }
}

const writableByOthers = 0o022

/**
 * Whether only root can change the file: it and every folder above it are root's and closed to other writers.
 * Also the measure when Signet itself runs as root, who could write anything: what matters is what others can.
 * `path` must be resolved: a link on the way counts as unprotected.
 */
export async function isProtected(path: string): Promise<boolean> {
  // Windows: Node names root as the owner of every file, which says nothing.
  if (process.getuid === undefined) return false
  const places = [path]
  for (let at = path; at !== dirname(at); at = dirname(at)) places.push(dirname(at))
  return (await Promise.all(places.map((place) => isRootsAlone(place)))).every(Boolean)
}

async function isRootsAlone(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => undefined)
  if (stats === undefined || stats.uid !== 0 || stats.isSymbolicLink()) return false
  return (stats.mode & writableByOthers) === 0
}
