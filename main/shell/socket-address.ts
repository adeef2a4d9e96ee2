// Where the host binds its socket: the first place of LOCAL-API.md's table that applies on this machine.
import { lstatSync } from 'node:fs'
import { type SocketFacts, fitting, socketCandidates } from '../../shared/broker/socket-address'
import { AppError } from '../../shared/errors'

/**
 * The absolute path of the host's socket.
 * @throws `request/invalid` for a relative SIGNET_SOCKET; `host/socket-path-too-long`, naming SIGNET_SOCKET.
 */
export function socketAddress(facts: SocketFacts): string {
  const candidate = socketCandidates(facts).find(
    ({ onlyIn }) => onlyIn === undefined || isOwnFolder(onlyIn, facts.uid),
  )
  if (candidate === undefined) throw new AppError('internal', 'No place for the socket applies.')
  return fitting(candidate.path, facts)
}

/**
 * The same for the desktop app, whose window works also where no program is served: empty there.
 * @throws `request/invalid` and `host/socket-path-too-long` as `socketAddress`.
 */
export function desktopAddress(facts: SocketFacts): string {
  return facts.platform === 'win32' ? '' : socketAddress(facts)
}

function isOwnFolder(path: string, uid: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && stats.isDirectory() && stats.uid === uid
}
