// Whose program is at the other end of a TCP connection on loopback: what peer credentials are to a Unix socket.
import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'

/** A connection as its server sees it. */
export interface LoopbackConnection {
  readonly remoteAddress: string
  readonly remotePort: number
  readonly localPort: number
}

/**
 * Whether the kernel says that another user's program made this connection, or that nobody holds its other end any more.
 * Linux alone tells (proc(5), /proc/net/tcp); elsewhere the answer is no.
 */
export async function isOfAnotherUser(connection: LoopbackConnection, ownUid: number): Promise<boolean> {
  const table = isIPv4(connection.remoteAddress) ? '/proc/net/tcp' : '/proc/net/tcp6'
  let text: string
  try {
    text = await readFile(table, 'utf8')
  } catch {
    // Decided: no such table, no such knowledge.
    return false
  }
  return uidOf(text, connection) !== ownUid
}

/** The uid that holds the client's end; undefined where the table has no such connection. */
export function uidOf(
  table: string,
  { remoteAddress, remotePort, localPort }: LoopbackConnection,
): number | undefined {
  const client = `${addressHex(remoteAddress)}:${portHex(remotePort)}`
  const serverPort = `:${portHex(localPort)}`
  for (const line of table.split('\n')) {
    const [, local, remote, , , , , uid] = line.trim().split(/\s+/)
    if (local === client && remote?.endsWith(serverPort) === true && uid !== undefined) return Number(uid)
  }
  return undefined
}

const portHex = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0')

/** As the kernel prints it: each 32-bit word in the byte order of this computer, which is little-endian wherever Node runs. */
function addressHex(address: string): string {
  if (!isIPv4(address)) return '00000000000000000000000001000000'
  return Buffer.from(address.split('.').map(Number)).reverse().toString('hex').toUpperCase()
}
