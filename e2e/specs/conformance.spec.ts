// What Electron's documentation promises of each API the app uses: app, window, scheme, preload, IPC. Runs on Electron and on the
// stand-in alike: where the two differ, the stand-in is wrong.
import { expect } from '@playwright/test'
import { folder, test } from '../fixtures/conformance'

test.describe('app', () => {
  test('is ready only after its main module has run, and says so before whenReady resolves', ({ shared }) => {
    expect(shared.events().slice(0, 3)).toEqual(['main: not ready', 'ready', 'whenReady'])
  })

  test('knows its name, version and folder from package.json', async ({ shared }) => {
    const facts = await shared.app.evaluate(({ app }) => [app.getName(), app.getVersion(), app.getAppPath()])
    expect(facts).toEqual(['Conformance', '4.5.6', folder])
  })

  test('keeps its profile where setPath says', async ({ shared }) => {
    const path = await shared.app.evaluate(({ app }) => app.getPath('userData'))
    expect(path).toMatch(/conformance-\w+\/profile$/)
  })

  test('is not packaged, and sees the switches it was started with', async ({ shared }) => {
    const seen = await shared.app.evaluate(({ app }) => [
      app.isPackaged,
      app.commandLine.hasSwitch('remote-debugging-port'),
      app.commandLine.hasSwitch('ssl-key-log-file'),
    ])
    expect(seen).toEqual([false, true, false])
  })

  test('names the languages the person prefers', async ({ shared }) => {
    const [first] = await shared.app.evaluate(({ app }) => app.getPreferredSystemLanguages())
    expect(first).toMatch(/^ja\b/)
  })

  test('throws where enableSandbox comes too late', async ({ shared }) => {
    const late = shared.app.evaluate(({ app }) => app.enableSandbox())
    await expect(late).rejects.toThrow(/before app is ready/)
  })
})

test.describe('a window', () => {
  test('made hidden stays hidden until it is shown', ({ shared }) => {
    const events = shared.events()
    expect(events).toContain('window hidden')
    expect(events.indexOf('web-contents-created')).toBeLessThan(events.indexOf('window hidden'))
  })

  test('is found from its page, shows, hides, and shows without focus', async ({ shared }) => {
    const window = await shared.app.browserWindow(shared.page)
    const states = await window.evaluate((one: Electron.BrowserWindow) => {
      const seen = [one.getTitle(), one.isVisible()]
      one.hide()
      seen.push(one.isVisible())
      one.showInactive()
      seen.push(one.isVisible())
      return seen
    })
    expect(states).toEqual(['Conformance window', true, false, true])
  })

  test('keeps the options it was made with', async ({ shared }) => {
    const seen = await shared.app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false, alwaysOnTop: true, resizable: false, title: 'Small' })
      const facts = [window.isAlwaysOnTop(), window.isResizable(), window.getTitle(), window.isVisible()]
      window.destroy()
      return [...facts, window.isDestroyed()]
    })
    expect(seen).toEqual([true, false, 'Small', false, true])
  })

  test('gives its page the size asked for, and a picture of it', async ({ shared }) => {
    const png = await shared.page.screenshot()
    // The title bar and menu of a real window take some of its height; its width is the page's.
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(640)
  })

  test('whose close is prevented stays, and whose destroy asks nobody goes', async ({ shared }) => {
    const seen = await shared.app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false })
      const events: string[] = []
      window.on('close', (event) => {
        events.push('close')
        event.preventDefault()
      })
      window.on('closed', () => events.push('closed'))
      window.close()
      const survived = !window.isDestroyed()
      window.destroy()
      return { events, survived, isGone: window.isDestroyed() }
    })
    expect(seen).toEqual({ events: ['close', 'closed'], survived: true, isGone: true })
  })
})

test.describe('the custom scheme', () => {
  test('is a secure origin whose policy holds', async ({ shared }) => {
    const seen = await shared.page.evaluate(async () => ({
      secure: isSecureContext,
      module: document.documentElement.dataset['module'],
      inline: document.documentElement.dataset['inline'],
      fetched: await fetch('./index.html').then(
        () => 'fetched',
        () => 'refused',
      ),
    }))
    expect(seen).toEqual({ secure: true, module: 'ran', inline: undefined, fetched: 'refused' })
  })

  test('enforces trusted types', async ({ shared }) => {
    const error = await shared.page.evaluate(() => {
      try {
        document.createElement('div').innerHTML = '<b>bold</b>'
        return 'no error'
      } catch (caught) {
        return (caught as Error).name
      }
    })
    expect(error).toBe('TypeError')
  })

  test('is registered once', async ({ shared }) => {
    const again = shared.app.evaluate(({ protocol }) => protocol.handle('app', () => new Response('other')))
    await expect(again).rejects.toThrow()
    expect(await shared.app.evaluate(({ protocol }) => protocol.isProtocolHandled('app'))).toBe(true)
  })
})

test.describe('the preload script', () => {
  test('is sandboxed, and the page sees nothing but what it exposed', async ({ shared }) => {
    const seen = await shared.page.evaluate(() => ({
      nodeModules: window.bridge.nodeModules,
      others: ['require', 'process', 'module', 'electron', 'ipcRenderer'].filter((name) => name in window),
    }))
    expect(seen).toEqual({ nodeModules: 'refused', others: [] })
  })

  test('exposes frozen copies that a page can neither change nor replace', async ({ shared }) => {
    const seen = await shared.page.evaluate(() => {
      'use strict'
      const tries = [
        () => Object.assign(window, { bridge: {} }),
        () => Object.assign(window.bridge, { invoke: () => 'mine' }),
        () => Object.assign(window.bridge.nested, { list: [] }),
        () => delete (window as { bridge?: unknown }).bridge,
      ]
      return tries.map((attempt) => {
        try {
          attempt()
          return 'done'
        } catch (error) {
          return (error as Error).name
        }
      })
    })
    expect(seen).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError'])
    expect(await shared.page.evaluate(() => window.bridge.nested)).toEqual({ list: [1, { two: 2 }] })
  })

  test('exposes a name once', async ({ shared }) => {
    const error = await shared.page.evaluate(() => {
      try {
        window.bridge.exposeAgain()
        return 'no error'
      } catch (caught) {
        return (caught as Error).message
      }
    })
    expect(error).toContain('existing property')
  })

  test('passes functions both ways, and errors as their message', async ({ shared }) => {
    const seen = await shared.page.evaluate(() => {
      const doubled = window.bridge.callBack((value) => value * 2)
      try {
        window.bridge.explode()
        return [doubled, 'no error']
      } catch (error) {
        return [doubled, error instanceof Error, (error as Error).message]
      }
    })
    expect(seen).toEqual([42, true, 'from the preload script'])
  })
})

test.describe('IPC', () => {
  test('clones what structured clone can: dates, maps, sets, bytes, big and odd numbers, cycles', async ({
    shared,
  }) => {
    const seen = await shared.page.evaluate(async () => {
      const cyclic: Record<string, unknown> = { name: 'cycle', hole: undefined }
      cyclic['self'] = cyclic
      const [date, map, set, bytes, numbers, cycle] = (await window.bridge.invoke('echo', [
        new Date(86_400_000),
        new Map([['a', 1]]),
        new Set([1, 2]),
        new Uint8Array([1, 254]),
        [10n ** 30n, NaN, -0, Infinity],
        cyclic,
      ])) as [
        Date,
        Map<string, number>,
        Set<number>,
        Uint8Array,
        [bigint, number, number, number],
        typeof cyclic,
      ]
      return {
        date: date.toISOString(),
        map: map.get('a'),
        set: [...set],
        bytes: [bytes.constructor.name, ...bytes],
        big: numbers[0].toString(),
        odd: [Number.isNaN(numbers[1]), Object.is(numbers[2], -0), numbers[3] === Infinity],
        cycle: [cycle['self'] === cycle, 'hole' in cycle, cycle['hole'] === undefined],
      }
    })
    expect(seen).toEqual({
      date: '1970-01-02T00:00:00.000Z',
      map: 1,
      set: [1, 2],
      bytes: ['Uint8Array', 1, 254],
      big: (10n ** 30n).toString(),
      odd: [true, true, true],
      cycle: [true, true, true],
    })
  })

  test('hands main real dates and bytes', async ({ shared }) => {
    const kinds = await shared.page.evaluate(async () => [
      await window.bridge.invoke('describe', new Date(0)),
      await window.bridge.invoke('describe', new Uint8Array(1)),
      await window.bridge.invoke('describe', undefined),
    ])
    expect(kinds).toEqual(['[object Date]', '[object Uint8Array]', '[object Undefined]'])
  })

  test('carries a failure as text, with the channel', async ({ shared }) => {
    const message = await shared.page.evaluate(() =>
      window.bridge.invoke('fail').then(
        () => 'no error',
        (error: unknown) => (error as Error).message,
      ),
    )
    expect(message).toBe("Error invoking remote method 'fail': TypeError: it did not work")
  })

  test('refuses a channel that nobody handles', async ({ shared }) => {
    const message = await shared.page.evaluate(() =>
      window.bridge.invoke('nobody').then(
        () => 'no error',
        (error: unknown) => (error as Error).message,
      ),
    )
    expect(message).toContain("No handler registered for 'nobody'")
  })

  test('refuses a second handler of one channel', async ({ shared }) => {
    const second = shared.app.evaluate(({ ipcMain }) => ipcMain.handle('echo', () => undefined))
    await expect(second).rejects.toThrow(/second handler for 'echo'/)
  })

  test('tells main the frame and the window that called', async ({ shared }) => {
    const seen = await shared.page.evaluate(() => window.bridge.invoke('sender'))
    expect(seen).toEqual(['app://bundle/index.html', true, 'Conformance window'])
  })

  test('pushes in order, to whoever still listens', async ({ shared }) => {
    const seen = await shared.page.evaluate(async () => {
      const heard: number[] = []
      const stop = window.bridge.onPush((n) => heard.push(n))
      await window.bridge.invoke('push', 20)
      await window.bridge.invoke('echo', 'the pushes were sent before this reply')
      stop()
      await window.bridge.invoke('push', 5)
      await window.bridge.invoke('echo', 'likewise')
      return heard
    })
    expect(seen).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
  })
})
