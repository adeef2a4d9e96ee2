import { EventEmitter } from 'node:events'
import type { App, Session } from 'electron'
import { describe, expect, it } from 'vitest'
import { fakeLog } from '../../core/fakes'
import { closeContents, closeSession, weakeningSwitch } from './security'

describe('the command line', () => {
  const startedWith = (...names: string[]) => ({ hasSwitch: (name: string) => names.includes(name) })

  it.each([
    'no-sandbox',
    'disable-web-security',
    'load-extension',
    'proxy-server',
    'host-resolver-rules',
    'ssl-key-log-file',
    'remote-debugging-port',
    'remote-debugging-pipe',
  ])('weakens the window with --%s', (name) => {
    expect(weakeningSwitch(startedWith('hidden', name))).toBe(name)
  })

  it('is harmless with the switches of every day', () => {
    expect(
      weakeningSwitch(startedWith('hidden', 'ozone-platform', 'force-device-scale-factor')),
    ).toBeUndefined()
  })
})

/** The part of Electron's session that is closed, with what was installed on it. */
function aSession() {
  const installed: Record<string, (...args: never[]) => unknown> = {}
  const install = (name: string) => (handler: (...args: never[]) => unknown) =>
    void (installed[name] = handler)
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: install('request'),
    setPermissionCheckHandler: install('check'),
    setDevicePermissionHandler: install('device'),
    webRequest: { onBeforeRequest: install('beforeRequest') },
  })
  return { session: session as unknown as Session, installed, emitter: session }
}

/** An event that remembers whether it was called off. */
function anEvent() {
  const event = { isPrevented: false, preventDefault: () => void (event.isPrevented = true) }
  return event
}

describe('a closed session', () => {
  it('grants no permission and no device', () => {
    const { session, installed } = aSession()
    closeSession(session, fakeLog())
    const decisions: boolean[] = []
    const decide = (isGranted: boolean) => decisions.push(isGranted)
    Reflect.apply(installed['request']!, undefined, [{}, 'media', decide])
    expect(decisions).toEqual([false])
    expect(Reflect.apply(installed['check']!, undefined, [])).toBe(false)
    expect(Reflect.apply(installed['device']!, undefined, [])).toBe(false)
  })

  it.each([
    ['app://bundle/index.html', false],
    ['app://bundle.evil.invalid/x', true],
    ['https://example.invalid/?token=x', true],
    ['file:///etc/passwd', true],
    ['ws://localhost/', true],
  ])('cancels a request to %s: %s', (url, cancel) => {
    const { session, installed } = aSession()
    const log = fakeLog()
    closeSession(session, log)
    let answer: unknown
    Reflect.apply(installed['beforeRequest']!, undefined, [{ url }, (given: unknown) => (answer = given)])
    expect(answer).toEqual({ cancel })
    expect(JSON.stringify(log.lines)).not.toContain('token')
  })

  it('saves no download', () => {
    const { session, emitter } = aSession()
    closeSession(session, fakeLog())
    const event = anEvent()
    emitter.emit('will-download', event)
    expect(event.isPrevented).toBe(true)
  })
})

describe('closed contents', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'refuse %s',
    (name) => {
      const app = new EventEmitter()
      closeContents(app as unknown as App, fakeLog())
      const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: () => undefined })
      app.emit('web-contents-created', {}, contents)
      const event = anEvent()
      contents.emit(name, event, 'smb://example.invalid/')
      expect(event.isPrevented).toBe(true)
    },
  )

  it('open no window', () => {
    const app = new EventEmitter()
    closeContents(app as unknown as App, fakeLog())
    let open: () => unknown = () => undefined
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: () => unknown) => void (open = handler),
    })
    app.emit('web-contents-created', {}, contents)
    expect(open()).toEqual({ action: 'deny' })
  })
})
