import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fakeLog } from '../../core/fakes'
import { claimDesktop, hiddenFlag, runDesktop } from './lifecycle'

/** Filled before each test: `vi.mock` wants the object before anything else exists. */
interface FakeApp {
  isPackaged?: boolean
  done: string[]
  switches: string[]
  isFirst?: boolean
  emit: (name: string, ...args: unknown[]) => boolean
  listenerCount: (name: string) => number
}
const app = vi.hoisted((): FakeApp => ({ done: [], switches: [], emit: () => false, listenerCount: () => 0 }))
vi.mock('electron', () => ({
  app,
  protocol: { registerSchemesAsPrivileged: () => void app.done.push('scheme') },
}))

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'lifecycle-'))
  const done: string[] = []
  const emitter = new EventEmitter()
  Object.assign(app, {
    isPackaged: false,
    isFirst: true,
    done,
    switches: [],
    on: emitter.on.bind(emitter),
    emit: emitter.emit.bind(emitter),
    listenerCount: emitter.listenerCount.bind(emitter),
    setPath: (name: string, path: string) => done.push(`${name}=${path}`),
    enableSandbox: () => done.push('sandbox'),
    requestSingleInstanceLock: () => app.isFirst,
    commandLine: { hasSwitch: (name: string) => app.switches.includes(name) },
    exit: (code: number) => done.push(`exit ${code}`),
    quit: () => done.push('quit'),
  })
})
afterEach(() => rmSync(scratch, { recursive: true }))

const claim = () => claimDesktop({ profileFolder: join(scratch, 'state/window'), log: fakeLog() })

/** Runs the desktop; `quit` says whether the app may end now. */
function aDesktop(options: { argv?: string[]; isLoginItem?: boolean; closeHost?: () => Promise<void> } = {}) {
  const shown: string[] = []
  const log = fakeLog()
  runDesktop({
    argv: options.argv ?? [],
    isLoginItem: options.isLoginItem ?? false,
    showMain: () => Promise.resolve(void shown.push('main')),
    closeHost: options.closeHost ?? (() => Promise.resolve()),
    log,
  })
  const mayEnd = () => {
    let isPrevented = false
    app.emit('will-quit', { preventDefault: () => (isPrevented = true) })
    return !isPrevented
  }
  return { shown, log, mayEnd }
}

describe('the first line', () => {
  it('puts the profile into its private folder before anything else', () => {
    expect(claim()).toBe(true)
    expect(app.done).toEqual([`userData=${join(scratch, 'state/window')}`, 'sandbox', 'scheme'])
    expect(statSync(join(scratch, 'state/window')).mode & 0o777).toBe(0o700)
  })

  it('ends a second desktop without touching anything', () => {
    app.isFirst = false
    expect(claim()).toBe(false)
    expect(app.done.slice(1)).toEqual(['exit 0'])
  })

  it('refuses a weakening switch in the package, with a sentence', () => {
    app.isPackaged = true
    app.switches = ['no-sandbox']
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(claim()).toBe(false)
    expect(app.done.slice(1)).toEqual(['exit 1'])
    expect(said.mock.calls[0]?.[0]).toContain('--no-sandbox')
  })

  it('allows one in a checkout, where test runners need them', () => {
    app.switches = ['no-sandbox', 'remote-debugging-port']
    expect(claim()).toBe(true)
  })
})

describe('the desktop', () => {
  it('shows its window, unless started hidden', () => {
    expect(aDesktop().shown).toEqual(['main'])
    expect(aDesktop({ argv: ['electron', '.', hiddenFlag] }).shown).toEqual([])
    expect(aDesktop({ isLoginItem: true }).shown).toEqual([])
  })

  it('shows its window when a second one is started, whatever that one was started with', () => {
    const { shown } = aDesktop({ argv: [hiddenFlag] })
    app.emit(
      'second-instance',
      {},
      ['electron', '--inspect', 'https://evil.invalid/', '/etc/passwd'],
      '/tmp',
      {},
    )
    expect(shown).toEqual(['main'])
  })

  it('goes on without windows', () => {
    aDesktop()
    expect(app.listenerCount('window-all-closed')).toBe(1)
  })
})

describe('the end', () => {
  it('waits for the host to close, once', async () => {
    let close: () => void = () => undefined
    const closeHost = vi.fn(() => new Promise<void>((resolve) => (close = resolve)))
    const { mayEnd } = aDesktop({ closeHost })
    expect(mayEnd()).toBe(false)
    expect(mayEnd()).toBe(false)
    expect(closeHost).toHaveBeenCalledTimes(1)
    close()
    await vi.waitFor(() => expect(app.done).toEqual(['quit']))
    expect(mayEnd()).toBe(true)
  })

  it('does not wait for ever', async () => {
    vi.useFakeTimers()
    const { mayEnd, log } = aDesktop({ closeHost: () => new Promise(() => undefined) })
    expect(mayEnd()).toBe(false)
    await vi.advanceTimersByTimeAsync(4_999)
    expect(app.done).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(app.done).toEqual(['quit'])
    expect(log.lines).toEqual(['error lifecycle: the host did not close within 5000 ms'])
    vi.useRealTimers()
  })

  it('comes although the host fails to close, and says so', async () => {
    const { mayEnd, log } = aDesktop({ closeHost: () => Promise.reject(new TypeError('secret path')) })
    expect(mayEnd()).toBe(false)
    await vi.waitFor(() => expect(app.done).toEqual(['quit']))
    expect(log.lines).toEqual(['error lifecycle: closing failed (TypeError)'])
  })
})
