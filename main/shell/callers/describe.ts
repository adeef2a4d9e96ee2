// A file that a person names to allow it by hand: what it would be as a caller.
import { open, realpath, stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { AppError } from '../../../shared/errors'
import type { Callers } from '../../core/ports'
import { type FileHashes, isProtected } from './executable-facts'
import { programKind } from './programs'

export type Described = Awaited<ReturnType<Callers['describe']>>

/** First bytes of what a kernel runs by itself: ELF, Mach-O in its three forms, and `MZ` of Windows. */
const image = /^(7f454c46|cffaedfe|cafebabe|feedfacf|4d5a....)$/

/**
 * The facts of an executable, or of a script.
 * @throws `request/invalid` when the path is no readable file, or a shell or interpreter that could be anybody.
 */
export async function describeFile(given: string, hashes: FileHashes): Promise<Described> {
  if (!isAbsolute(given)) throw invalid(`${given} is not an absolute path`)
  const path = await realpath(given).catch(() => undefined)
  if (path === undefined) throw invalid(`there is no file ${given}`)
  // Before it is opened: a named pipe would wait for a writer.
  if (!(await stat(path)).isFile()) throw invalid(`${path} is not a file`)
  if (!(await isImage(path))) {
    const sha256 = await hashes.ofScript(path)
    if (sha256 === undefined) throw invalid(`${path} is not a file that can be read`)
    return { script: { path, sha256 } }
  }
  if (programKind(path) !== 'program') {
    throw invalid(`${path} runs whatever it is given; name the script instead, or answer when it asks`)
  }
  if (await isProtected(path)) return { executable: { path, protected: true } }
  const sha256 = await hashes.ofExecutable(path)
  if (sha256 === undefined) throw invalid(`${path} is not a file that can be read`)
  return { executable: { path, protected: false, sha256 } }
}

async function isImage(path: string): Promise<boolean> {
  let file
  try {
    file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0)
    return bytesRead === 4 && image.test(buffer.toString('hex'))
  } catch (error) {
    throw new AppError('request/invalid', `path: ${path} cannot be read`, { cause: error })
  } finally {
    await file?.close()
  }
}

function invalid(message: string): AppError {
  return new AppError('request/invalid', `path: ${message}`)
}
