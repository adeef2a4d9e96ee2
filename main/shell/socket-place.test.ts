import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { type Server, createServer } from 'node:net'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BrokerServer, startBrokerServer } from './broker-server'

let folder: string
let address: string
let open: { close: () => unknown }[]
const uid = process.getuid?.() ?? 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-place-'))
  address = join(folder, 's', 'signet.sock')
  open = []
})
afterEach(async () => {
  for (const each of open) await each.close()
  rmSync(folder, { recursive: true })
})

async function start(at = address): Promise<BrokerServer> {
  const server = await startBrokerServer({
    address: at,
    broker: { handle: () => Promise.resolve({ status: 200, body: {} }) },
    callers: { peerOf: () => ({ pid: 1, uid }), identify: () => Promise.reject(new Error('not asked')) },
    log: { write: () => undefined },
  })
  open.push({ close: () => server.close(0) })
  return server
}

async function listener(at: string): Promise<Server> {
  const server = createServer().listen(at)
  await new Promise((resolve) => server.once('listening', resolve))
  open.push({ close: () => server.close() })
  return server
}

/** A socket file whose listener is gone without removing it, as after a crash. */
function staleSocket(at: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(at)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', script])
  expect(lstatSync(at).isSocket()).toBe(true)
}

const refusal = (code: string, words: string): unknown =>
  expect.objectContaining({ code, message: expect.stringContaining(words) as unknown })

describe('the socket', () => {
  it('and its folder are closed to others, whatever the umask', async () => {
    const before = process.umask(0)
    try {
      await start()
    } finally {
      process.umask(before)
    }
    expect(statSync(address).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 's')).mode & 0o777).toBe(0o700)
  })

  it('replaces a stale one of ours', async () => {
    mkdirSync(join(folder, 's'), { mode: 0o700 })
    staleSocket(address)
    await start()
    expect(lstatSync(address).isSocket()).toBe(true)
  })

  it('goes with its server, and only if it is still the server’s own', async () => {
    const first = await start()
    await first.close(0)
    expect(existsSync(address)).toBe(false)
    const second = await start()
    rmSync(address)
    await listener(address)
    await second.close(0)
    expect(lstatSync(address).isSocket()).toBe(true)
  })

  it('is not put in the place of a live one, which goes on', async () => {
    mkdirSync(join(folder, 's'), { mode: 0o700 })
    const other = await listener(address)
    await expect(start()).rejects.toEqual(refusal('host/socket-in-use', 'another program listens'))
    expect(other.listening).toBe(true)
    expect(lstatSync(address).isSocket()).toBe(true)
  })
})

describe('a squatted address', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 's'), { mode: 0o700 })
  })

  it('is refused and left as it is: a file', async () => {
    writeFileSync(address, 'precious')
    await expect(start()).rejects.toEqual(refusal('host/socket-in-use', 'not a socket'))
    expect(readFileSync(address, 'utf8')).toBe('precious')
  })

  it('is refused and left as it is: a folder', async () => {
    mkdirSync(address)
    await expect(start()).rejects.toEqual(refusal('host/socket-in-use', 'not a socket'))
    expect(lstatSync(address).isDirectory()).toBe(true)
  })

  it('is refused and left as it is: a link, to a stale socket too', async () => {
    const target = join(folder, 'elsewhere')
    staleSocket(target)
    symlinkSync(target, address)
    await expect(start()).rejects.toEqual(refusal('host/socket-in-use', 'a link'))
    expect(readlinkSync(address)).toBe(target)
    expect(lstatSync(target).isSocket()).toBe(true)
  })
})

describe('a folder that is not ours alone', () => {
  it.each<[string, () => void, string]>([
    ['is a link', () => symlinkSync(folder, join(folder, 's')), 'it is a link'],
    ['is a dangling link', () => symlinkSync('nowhere', join(folder, 's')), 'it is a link'],
    ['is a file', () => writeFileSync(join(folder, 's'), ''), 'not a folder'],
    ['is open to its group', () => mkdirSync(join(folder, 's'), { mode: 0o750 }), 'must be 0700'],
    ['is open to everyone', () => mkdirSync(join(folder, 's'), { mode: 0o755 }), 'must be 0700'],
  ])('is refused when it %s', async (_, make, words) => {
    make()
    await expect(start()).rejects.toEqual(refusal('storage/untrusted-folder', words))
    expect(existsSync(join(folder, 's', 'signet.sock'))).toBe(false)
  })

  it('is refused when others may exchange a folder above it', async () => {
    mkdirSync(join(folder, 'open'))
    chmodSync(join(folder, 'open'), 0o777)
    const below = join(folder, 'open', 's', 'signet.sock')
    await expect(start(below)).rejects.toEqual(refusal('storage/untrusted-folder', 'others may write'))
    chmodSync(join(folder, 'open'), 0o1777)
    await start(below)
  })
})

describe('a long address', () => {
  const ofLength = (bytes: number): string =>
    `${folder}/${'x'.repeat(bytes - folder.length - 2 - 11)}/signet.sock`

  it('is taken up to 107 bytes', async () => {
    expect(ofLength(107)).toHaveLength(107)
    await start(ofLength(107))
  })

  it('is refused past them, naming SIGNET_SOCKET, before anything is made', async () => {
    await expect(start(ofLength(108))).rejects.toEqual(refusal('host/socket-path-too-long', 'SIGNET_SOCKET'))
    expect(existsSync(join(ofLength(108), '..'))).toBe(false)
  })
})
