// Before a byte is sent: folder and socket are this user's own, closed to everyone else, and no links. An impostor
// that another user planted, or that an inherited variable points to, is never spoken to.
import { type Stats, lstatSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../shared/errors'

/** What was checked, by identity, so that it can be compared once connected. */
export interface TrustedSocket {
  readonly path: string
  readonly identity: string
}

/**
 * Checks the socket at `path` and its folder.
 * @returns undefined when there is no socket (nothing runs there).
 * @throws `host/untrusted`, saying what is wrong and how to set it right.
 */
export function checkTrusted(path: string, uid: number): TrustedSocket | undefined {
  const folder = dirname(path)
  const folderStats = lstatOf(folder)
  if (folderStats === undefined) return undefined
  const folderFault = faultOfFolder(folderStats, uid)
  if (folderFault !== undefined) throw untrusted(folder, folderFault)
  const stats = lstatOf(path)
  if (stats === undefined) return undefined
  const fault = faultOfSocket(stats, uid)
  if (fault !== undefined) throw untrusted(path, fault)
  return { path, identity: identityOf(folderStats, stats) }
}

/**
 * Checks again after connecting that the path still leads to what was checked: a folder on the way may have been
 * exchanged in between.
 * @throws `host/untrusted`
 */
export function checkStillTrusted(socket: TrustedSocket, uid: number): void {
  const now = checkTrusted(socket.path, uid)
  if (now?.identity !== socket.identity) throw untrusted(socket.path, 'it was exchanged while connecting')
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A file where a folder should be is no different from nothing: no socket can be there.
    if (isErrno(error, 'ENOTDIR')) return undefined
    throw untrusted(path, isErrno(error, 'EACCES') ? 'it may not be read' : 'it cannot be examined', error)
  }
}

function faultOfFolder(stats: Stats, uid: number): string | undefined {
  if (stats.isSymbolicLink()) return 'it is a link'
  if (!stats.isDirectory()) return 'it is not a folder'
  if (stats.uid !== uid) return 'it belongs to another user'
  if ((stats.mode & 0o077) !== 0) return 'others may enter it; its mode must be 0700'
  return undefined
}

function faultOfSocket(stats: Stats, uid: number): string | undefined {
  if (stats.isSymbolicLink()) return 'it is a link'
  if (!stats.isSocket()) return 'it is not a socket'
  if (stats.uid !== uid) return 'it belongs to another user'
  return undefined
}

function identityOf(folder: Stats, socket: Stats): string {
  return [folder.dev, folder.ino, socket.dev, socket.ino].join(':')
}

function untrusted(path: string, fault: string, cause?: unknown): AppError {
  return new AppError('host/untrusted', `${path} is not trusted: ${fault}. Nothing was sent.`, { cause })
}

/** Whether an error is the operating system's `code`. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
