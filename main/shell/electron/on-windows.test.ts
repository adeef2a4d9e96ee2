// What the desktop app does on Windows, where no program is served yet: its window, and a word about it. Here with the
// platform's facts as they are there; it has not run on Windows.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { fakeLog } from '../../core/fakes'
import { aHost } from '../../fixtures'
import { startBrokerServer } from '../broker-server'
import { localCallers } from '../callers/local-callers'
import { desktopAddress } from '../socket-address'
import { AppStates } from './app-states'
import { claimHost, RunningDesktop } from './running-desktop'

let scratch = ''
const { getuid } = process
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'on-windows-'))
  // Node has no users there.
  Reflect.deleteProperty(process, 'getuid')
})
afterEach(() => {
  Object.assign(process, { getuid })
  rmSync(scratch, { recursive: true })
})

it('serves the window, opens no pipe, and says that programs are not served', async () => {
  const lockPath = join(scratch, 'host.lock')
  const address = desktopAddress({ platform: 'win32', uid: 0, home: 'C:\\Users\\ada', env: {} })
  const lock = await claimHost({ lockPath, address, platform: 'win32' })
  const log = fakeLog()
  const callers = localCallers('win32', { commands: [] })
  const listen = vi.spyOn(createServer().constructor.prototype as { listen: () => void }, 'listen')
  const { host } = await aHost()
  const desktop = new RunningDesktop({
    address,
    compose: () => Promise.resolve(host),
    serve: ({ broker }) => startBrokerServer({ address: join(scratch, 'pipe'), broker, callers, log }),
    changed: vi.fn(),
    log,
  })
  await desktop.start({ isSessionOnly: false })
  const states = new AppStates({
    host: () => desktop.host,
    version: '0',
    systemLocale: 'en',
    localApi: () => desktop.localApi(),
    push: vi.fn(),
    log,
  })
  expect((await states.current()).localApi).toEqual({
    serving: false,
    address: '',
    problem: 'host/not-served',
  })
  expect(listen).not.toHaveBeenCalled()
  expect(existsSync(join(scratch, 'pipe'))).toBe(false)
  lock.release()
  await desktop.close()
})
