// What the file system says, in our codes: the file's name and what to do about it.
import { AppError } from '../../shared/errors'

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space and try again',
  EDQUOT: 'your disk quota is used up: free some space and try again',
  EFBIG: 'the file may not grow further: raise the file size limit (ulimit -f) and try again',
  EROFS: 'the disk is read-only: make it writable, or set SIGNET_HOME to a folder that is',
  EACCES:
    'you may not write there: give yourself the right (chmod u+w), or set SIGNET_HOME to another folder',
  EPERM: 'you may not write there: give yourself the right (chmod u+w), or set SIGNET_HOME to another folder',
}

/** Whether the system gave this reason, such as `ENOENT`. */
export function hasErrno(error: unknown, errno: string): boolean {
  return errnoOf(error) === errno
}

/** `storage/write-failed`, naming the file and the fix. What was there before is still there. */
export function writeFailed(path: string, error: unknown): AppError {
  if (error instanceof AppError) return error
  const errno = errnoOf(error) ?? 'unknown reason'
  const what = advice[errno] ?? 'check the disk and try again'
  return new AppError('storage/write-failed', `${path} could not be written (${errno}): ${what}`, {
    cause: error,
  })
}

/** `storage/damaged` for what is there but cannot be read. */
export function readFailed(path: string, error: unknown): AppError {
  const errno = errnoOf(error) ?? 'unknown reason'
  const message = `${path} could not be read (${errno}): check the file's rights and the disk`
  return new AppError('storage/damaged', message, { cause: error })
}

function errnoOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}
