// One host per user: whoever holds this lock, and nobody else, touches the socket, the keychain and the files.
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../shared/errors'
import { errno, isHeldByOther, libc } from './libc'

/** flock(2): exclusive, and an answer at once. */
const LOCK_EX = 2
const LOCK_NB = 4

/** Held until released or until the process ends, however it ends: the kernel lets go of it. */
export interface HostLock {
  release(): void
}

/**
 * Takes the lock on the file at `path`, which is made where it is missing and never removed.
 * @throws `host/already-running` when another host holds it; `storage/untrusted-folder` when the file is a link, no
 * plain file or another user's; `storage/write-failed` when it cannot be opened.
 */
export function takeHostLock(path: string): HostLock {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (;;) {
    const descriptor = openLockFile(path)
    if (flock(descriptor, LOCK_EX | LOCK_NB) !== 0) {
      const code = errno()
      closeSync(descriptor)
      throw refused(path, code)
    }
    if (isStillAt(path, descriptor)) {
      note(descriptor)
      return { release: once(() => closeSync(descriptor)) }
    }
    // Somebody removed the file meanwhile: the lock on what is gone would keep nobody out.
    closeSync(descriptor)
  }
}

const flock: (...args: [descriptor: number, operation: number]) => number = libc(
  'int flock(int descriptor, int operation)',
)

function openLockFile(path: string): number {
  let descriptor
  try {
    descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  } catch (error) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) throw untrusted(path, error)
    throw new AppError('storage/write-failed', `The lock file ${path} cannot be opened.`, { cause: error })
  }
  const stats = fstatSync(descriptor)
  if (stats.isFile() && stats.uid === process.getuid?.()) return descriptor
  closeSync(descriptor)
  throw untrusted(path)
}

/** A second release must not close what took over the descriptor's number. */
function once(action: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) action()
    isDone = true
  }
}

function isStillAt(path: string, descriptor: number): boolean {
  const [held, named] = [fstatSync(descriptor), lstatSync(path, { throwIfNoEntry: false })]
  return named !== undefined && held.dev === named.dev && held.ino === named.ino
}

/** For a person who wonders who holds it; nothing reads it. */
function note(descriptor: number): void {
  ftruncateSync(descriptor)
  writeSync(descriptor, `${process.pid}\n`, 0)
}

function refused(path: string, code: number): AppError {
  if (isHeldByOther(code)) {
    return new AppError('host/already-running', 'Signet is running already.')
  }
  return new AppError('storage/write-failed', `The lock file ${path} cannot be locked (error ${code}).`)
}

function untrusted(path: string, cause?: unknown): AppError {
  return new AppError('storage/untrusted-folder', `${path} is not a plain file of your own.`, { cause })
}
