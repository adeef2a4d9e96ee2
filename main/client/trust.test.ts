import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type Server, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPrivateFolder } from './fakes'
import { checkStillTrusted, checkTrusted } from './trust'

const uid = process.getuid?.() ?? 0

let root: string
let folder: string
let path: string
let servers: Server[]

beforeEach(() => {
  root = aPrivateFolder()
  folder = join(root, 'signet')
  path = join(folder, 'signet.sock')
  mkdirSync(folder, { mode: 0o700 })
  servers = []
})

afterEach(async () => {
  for (const server of servers) await new Promise((resolve) => server.close(resolve))
  rmSync(root, { recursive: true, force: true })
})

async function listen(at = path): Promise<void> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(at, resolve))
}

const untrusted = (fault: string): unknown =>
  expect.objectContaining({ code: 'host/untrusted', message: expect.stringContaining(fault) as string })

describe('checkTrusted', () => {
  it('trusts a socket of our own in a folder of our own', async () => {
    await listen()
    expect(checkTrusted(path, uid)?.path).toBe(path)
  })

  it('finds nothing where there is no socket, no folder, or a file on the way', () => {
    expect(checkTrusted(path, uid)).toBeUndefined()
    expect(checkTrusted(join(root, 'absent', 'signet.sock'), uid)).toBeUndefined()
    writeFileSync(join(root, 'file'), '')
    expect(checkTrusted(join(root, 'file', 'deeper', 'signet.sock'), uid)).toBeUndefined()
  })

  it('refuses a folder that others may enter, whoever they are', async () => {
    await listen()
    for (const mode of [0o710, 0o701, 0o704, 0o740, 0o777]) {
      chmodSync(folder, mode)
      expect(() => checkTrusted(path, uid)).toThrow(untrusted('0700'))
    }
  })

  it('refuses the folder and the socket of another user', async () => {
    await listen()
    expect(() => checkTrusted(path, uid + 1)).toThrow(untrusted('belongs to another user'))
  })

  it('refuses a linked folder and a linked socket', async () => {
    await listen()
    symlinkSync(folder, join(root, 'link'))
    expect(() => checkTrusted(join(root, 'link', 'signet.sock'), uid)).toThrow(untrusted('it is a link'))
    symlinkSync(path, join(folder, 'other.sock'))
    expect(() => checkTrusted(join(folder, 'other.sock'), uid)).toThrow(untrusted('it is a link'))
  })

  it('refuses a file in the place of the socket, and of the folder', () => {
    writeFileSync(path, '')
    expect(() => checkTrusted(path, uid)).toThrow(untrusted('it is not a socket'))
    expect(() => checkTrusted(join(path, 'signet.sock'), uid)).toThrow(untrusted('it is not a folder'))
  })
})

describe('checkStillTrusted', () => {
  it('passes what did not change, and refuses a folder exchanged in between', async () => {
    await listen()
    const trusted = checkTrusted(path, uid)
    if (trusted === undefined) throw new Error('no socket')
    expect(() => checkStillTrusted(trusted, uid)).not.toThrow()
    renameSync(folder, join(root, 'aside'))
    mkdirSync(folder, { mode: 0o700 })
    await listen()
    expect(() => checkStillTrusted(trusted, uid)).toThrow(untrusted('exchanged'))
  })
})
