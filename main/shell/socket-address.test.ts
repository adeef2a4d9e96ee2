import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { desktopAddress, socketAddress } from './socket-address'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'signet-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('socketAddress', () => {
  const facts = { platform: 'linux', uid: 4_000_000, home: '/home/ada' }

  it('is in the runtime folder where there is one', () => {
    expect(socketAddress({ ...facts, env: { XDG_RUNTIME_DIR: home } })).toBe(`${home}/signet/signet.sock`)
  })

  it('is in the state folder where /run/user has no folder of ours', () => {
    expect(socketAddress({ ...facts, env: { XDG_STATE_HOME: home } })).toBe(`${home}/signet/signet.sock`)
  })

  it('names SIGNET_SOCKET when the path is too long', () => {
    const env = { XDG_RUNTIME_DIR: `/${'x'.repeat(100)}` }
    expect(() => socketAddress({ ...facts, env })).toThrow('SIGNET_SOCKET')
  })

  it('is none on Windows, where the desktop app serves its window alone', () => {
    const windows = { ...facts, platform: 'win32', env: { SIGNET_SOCKET: '\\\\.\\pipe\\signet' } }
    expect(desktopAddress(windows)).toBe('')
    expect(() => socketAddress(windows)).toThrow(expect.objectContaining({ code: 'host/not-served' }))
  })
})
