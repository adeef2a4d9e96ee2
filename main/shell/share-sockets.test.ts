import { existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Broker } from '../core/broker/protocol'
import { fakeLog } from '../core/fakes'
import { us } from './broker-fixture'
import { runningHost } from './running-host'
import { removeStaleShares, shareSockets } from './share-sockets'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'signet-shares-')), 's')
  mkdirSync(folder, { mode: 0o700 })
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const nobody: Broker = { handle: () => Promise.resolve({ status: 404, body: {} }) }

function sockets() {
  return shareSockets({
    address: join(folder, 'signet.sock'),
    callers: { peerOf: () => us, identify: () => Promise.reject(new Error('nobody is identified here')) },
    log: fakeLog(),
  })
}

describe('the sockets of shares', () => {
  it('stand beside the socket of the host, closed to others, also where several are made at once', async () => {
    const shares = sockets()
    const addresses = ['0000000000000001', '0000000000000002', '0000000000000003'].map((id) =>
      shares.addressOf(id),
    )
    const doors = await Promise.all(addresses.map((address) => shares.open(address, nobody)))
    for (const address of addresses) {
      expect(lstatSync(address).mode & 0o777).toBe(0o600)
      expect(address).toMatch(/\/s\/share-[0-9a-f]{16}\.sock$/)
    }
    await Promise.all(doors.map((door) => door.close(0)))
    expect(addresses.filter((address) => existsSync(address))).toEqual([])
  })

  it('leave what is not theirs as it is', async () => {
    const address = join(folder, 'notes.txt')
    writeFileSync(address, 'mine')
    await expect(sockets().open(address, nobody)).rejects.toMatchObject({ code: 'host/socket-in-use' })
    expect(lstatSync(address).isFile()).toBe(true)
  })

  it('of a host that was killed are removed, and no others', async () => {
    const stale = join(folder, 'share-00000000000000aa.sock')
    const left = createServer()
    await new Promise<void>((resolve) => left.listen(stale, resolve))
    const kept = join(folder, 'share-00000000000000bb.sock')
    const live = await sockets().open(kept, nobody)
    const file = join(folder, 'share-00000000000000cc.sock')
    writeFileSync(file, '')
    await removeStaleShares(join(folder, 'signet.sock'), fakeLog())
    expect([existsSync(stale), existsSync(kept), existsSync(file)]).toEqual([true, true, true])
    // Node unlinks what it bound: a link to the same socket outlives it, as a file outlives its host.
    const second = join(folder, 'share-00000000000000dd.sock')
    linkSync(stale, second)
    await new Promise((resolve) => left.close(resolve))
    await removeStaleShares(join(folder, 'signet.sock'), fakeLog())
    expect([existsSync(second), existsSync(kept), existsSync(file)]).toEqual([false, true, true])
    expect(await runningHost(kept)).toBeUndefined()
    await live.close(0)
  })
})
