// The place of the host's socket: a folder that is ours alone, and nothing of anybody else's at the path. Called under
// the host's lock, so that whatever still listens there is no host of ours.
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, realpathSync, renameSync, type Stats, unlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { fitting } from '../../shared/broker/socket-address'
import { AppError } from '../../shared/errors'

/** Where to bind, and the two steps that follow: the socket is closed to others before anybody can see it. */
export interface SocketPlace {
  /** A name beside the real one. */
  readonly bindAt: string
  /** Closes the bound socket to others and moves it to the address, over a stale one. */
  publish(): void
  /** Removes the socket from the address, if it is still this one. */
  withdraw(): void
}

/**
 * Makes the folder, or examines it where it exists, and looks at what stands at the address.
 * @throws `host/socket-path-too-long`; `storage/untrusted-folder`, saying why; `host/socket-in-use` when the address is
 * taken by a live socket or by anything that is not a socket of ours: that is left as it is.
 */
export async function prepareSocketPlace(address: string, uid: number): Promise<SocketPlace> {
  const facts = { env: {}, platform: process.platform, uid, home: '' }
  const folder = dirname(address)
  fitting(address, facts)
  const bindAt = fitting(join(folder, hiddenName(address)), facts)
  makeFolder(folder)
  examineFolder(folder, uid)
  examineAncestors(folder, uid)
  await examineAddress(address, uid)
  removeSocket(bindAt)
  let published: Stats | undefined
  return {
    bindAt,
    publish() {
      chmodSync(bindAt, 0o600)
      renameSync(bindAt, address)
      published = lstatSync(address)
    },
    withdraw() {
      const found = lstatSync(address, { throwIfNoEntry: false })
      if (found?.dev === published?.dev && found?.ino === published?.ino) removeSocket(address)
    },
  }
}

/** A name of its own for each socket of each process: several may be on their way into one folder. */
function hiddenName(address: string): string {
  const digest = createHash('sha256').update(`${process.pid} ${address}`).digest('hex')
  return `.${digest.slice(0, 8)}`
}

/** Removes a socket of ours at which nobody listens any more. */
export async function removeStaleSocket(path: string): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true && !(await listens(path)))
    removeSocket(path)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    // A file or a dangling link in its place is examined below like anything else; here only what nothing can follow.
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return
    throw new AppError('storage/untrusted-folder', `The folder ${folder} cannot be made.`, { cause: error })
  }
}

function examineFolder(folder: string, uid: number): void {
  const stats = lstatSync(folder)
  if (stats.isSymbolicLink()) throw untrusted(folder, 'it is a link')
  if (!stats.isDirectory()) throw untrusted(folder, 'it is not a folder')
  if (stats.uid !== uid) throw untrusted(folder, 'it belongs to another user')
  if ((stats.mode & 0o077) !== 0) throw untrusted(folder, 'others may enter it; its mode must be 0700')
}

const sticky = 0o1000
const writableByOthers = 0o022

/** Whoever may rename a folder on the way may put another one in its place. */
function examineAncestors(folder: string, uid: number): void {
  for (let at = dirname(realpathSync(folder)); ; at = dirname(at)) {
    const { uid: owner, mode } = lstatSync(at)
    if (owner !== uid && owner !== 0) throw untrusted(at, 'it belongs to another user')
    if ((mode & writableByOthers) !== 0 && (mode & sticky) === 0) {
      throw untrusted(at, 'others may write to it, and so exchange what is in it')
    }
    if (at === dirname(at)) return
  }
}

async function examineAddress(address: string, uid: number): Promise<void> {
  const stats = lstatSync(address, { throwIfNoEntry: false })
  if (stats === undefined) return
  if (stats.isSymbolicLink()) throw inUse(address, 'a link stands there')
  if (!stats.isSocket()) throw inUse(address, 'something stands there that is not a socket')
  if (stats.uid !== uid) throw inUse(address, "another user's socket stands there")
  if (await listens(address)) throw inUse(address, 'another program listens there')
}

/** Whether somebody accepts connections at a socket: ECONNREFUSED is what a stale one says. */
function listens(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(address)
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT')
    })
  })
}

function removeSocket(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSocket() === true) unlinkSync(path)
}

function untrusted(folder: string, fault: string): AppError {
  return new AppError('storage/untrusted-folder', `The folder ${folder} is not trusted: ${fault}.`)
}

function inUse(address: string, fault: string): AppError {
  return new AppError(
    'host/socket-in-use',
    `The socket cannot be put at ${address}: ${fault}. Remove it, or choose another path (SIGNET_SOCKET).`,
  )
}
