import { spawn } from 'node:child_process'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isOfAnotherUser, type LoopbackConnection, uidOf } from './loopback-peer'

const table = [
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
  '   0: 0100007F:BAC3 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 11 1 0 100 0 0 10 0',
  '   1: 0200007F:D431 0100007F:BAC3 01 00000000:00000000 00:00000000 00000000  1001        0 12 1 0 20 4 30 10 -1',
  '   2: 0100007F:D431 0100007F:BAC3 01 00000000:00000000 00:00000000 00000000  1000        0 13 1 0 20 4 30 10 -1',
  '   3: 0100007F:BAC3 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 14 1 0 20 4 30 10 -1',
  '',
].join('\n')
const table6 =
  '   0: 00000000000000000000000001000000:D431 00000000000000000000000001000000:BAC3 01 00000000:00000000 00:00000000 00000000  1002        0 15 1 0'

describe('uidOf', () => {
  it.each([
    ['127.0.0.1', 0xd431, 1000],
    ['127.0.0.2', 0xd431, 1001],
    ['127.0.0.1', 0xd432, undefined],
  ])('of %s port %i is %s', (remoteAddress, remotePort, uid) => {
    expect(uidOf(table, { remoteAddress, remotePort, localPort: 0xbac3 })).toBe(uid)
  })

  it('takes no connection to another port, and none that only waits', () => {
    expect(uidOf(table, { remoteAddress: '127.0.0.1', remotePort: 0xd431, localPort: 80 })).toBeUndefined()
    expect(
      uidOf(table, { remoteAddress: '127.0.0.1', remotePort: 0xbac3, localPort: 0xbac3 }),
    ).toBeUndefined()
  })

  it('reads the longer addresses, too', () => {
    expect(uidOf(table6, { remoteAddress: '::1', remotePort: 0xd431, localPort: 0xbac3 })).toBe(1002)
  })
})

describe.runIf(process.platform === 'linux')('isOfAnotherUser', () => {
  const ends: (() => void)[] = []
  afterEach(() => ends.splice(0).forEach((end) => end()))
  const uid = process.getuid?.() ?? 0

  /** A connection of a process of its own, held open. */
  async function connection(options: { readonly uid?: number } = {}): Promise<LoopbackConnection> {
    const server = createServer()
    ends.push(() => server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const script = `require('net').connect(${port}, '127.0.0.1')`
    const client = spawn(process.execPath, ['-e', script], { cwd: '/', stdio: 'ignore', ...options })
    ends.push(() => client.kill())
    const socket = await new Promise<Socket>((resolve) => server.once('connection', resolve))
    ends.push(() => socket.destroy())
    return { remoteAddress: socket.remoteAddress!, remotePort: socket.remotePort!, localPort: port }
  }

  it('is no for a program of one’s own', async () => {
    expect(await isOfAnotherUser(await connection(), uid)).toBe(false)
  })

  // Only root may start a process of somebody else.
  it.runIf(uid === 0)('is yes for a program of somebody else', async () => {
    expect(await isOfAnotherUser(await connection({ uid: 65_534 }), uid)).toBe(true)
  })

  it('is yes for one that the kernel does not know', async () => {
    const there = await connection()
    expect(await isOfAnotherUser({ ...there, remotePort: 1 }, uid)).toBe(true)
  })
})
