// What Electron's documentation promises of each API the app uses: refusals, child processes, dialogs, and the way from start to end. Runs on Electron and on the
// stand-in alike: where the two differ, the stand-in is wrong.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { folder, test } from '../fixtures/conformance'

test.describe('a closed window', () => {
  test('does not navigate away', async ({ shared }) => {
    await shared.page.locator('#away').click()
    await expect.poll(shared.events).toContain('will-navigate https://away.invalid/page')
    expect(shared.events()).toContain('will-frame-navigate main https://away.invalid/page')
    await expect(shared.page.getByRole('heading', { name: 'Conformance' })).toBeVisible()
  })

  test('does not navigate where only the frame listener refuses', async ({ shared }) => {
    await shared.page.evaluate(() => void (location.href = 'https://away.invalid/other?frame'))
    await expect.poll(shared.events).toContain('will-frame-navigate main https://away.invalid/other?frame')
    await expect(shared.page.getByRole('heading', { name: 'Conformance' })).toBeVisible()
    expect(shared.events()).not.toContain('request refused https://away.invalid/other?frame')
  })

  test('opens no other', async ({ shared }) => {
    await shared.page.locator('#blank').click()
    await expect.poll(shared.events).toContain('window-open https://away.invalid/new')
    await shared.page.evaluate(() => void window.open('https://away.invalid/script'))
    await expect.poll(shared.events).toContain('window-open https://away.invalid/script')
    await expect.poll(() => shared.app.windows().length).toBe(1)
    expect(await shared.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  test('gets no permission', async ({ shared }) => {
    const seen = await shared.page.evaluate(async () => ({
      geolocation: await new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('given'),
          ({ code }) => resolve(code),
        ),
      ),
      notifications: await Notification.requestPermission(),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        () => 'refused',
      ),
    }))
    expect(seen).toEqual({ geolocation: 1, notifications: 'denied', camera: 'refused' })
  })

  test('saves no download', async ({ shared }) => {
    await shared.page.evaluate(() => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(new Blob(['text']))
      link.download = 'file.txt'
      link.click()
    })
    await expect.poll(shared.events).toContain('will-download')
  })
})

test.describe('a utility process', () => {
  test('hears what was said before it listened, answers, and ends with its exit code', async ({ shared }) => {
    const seen = await shared.app.evaluate(
      async ({ utilityProcess }, child) => {
        const process = utilityProcess.fork(child, ['one', 'two'], {
          serviceName: 'conformance',
          stdio: 'ignore',
        })
        const spawned = new Promise((resolve) => process.once('spawn', () => resolve(typeof process.pid)))
        const heard = new Promise((resolve) => process.once('message', resolve))
        process.postMessage({ bytes: new Uint8Array([7]), big: 5n })
        const answer = (await heard) as { heard: { bytes: Uint8Array; big: bigint } }
        const exited = new Promise((resolve) => process.once('exit', resolve))
        process.postMessage('exit')
        const { heard: echoed, ...rest } = answer
        return {
          spawned: await spawned,
          echoed: [[...echoed.bytes], echoed.big.toString()],
          rest,
          exitCode: await exited,
          pid: typeof process.pid,
        }
      },
      join(folder, 'child.cjs'),
    )
    expect(seen).toEqual({
      spawned: 'number',
      echoed: [[7], '5'],
      rest: { args: ['one', 'two'], hasSend: false, throughNode: 0 },
      exitCode: 7,
      pid: 'undefined',
    })
  })

  test('can be killed', async ({ shared }) => {
    const seen = await shared.app.evaluate(
      async ({ utilityProcess }, child) => {
        const process = utilityProcess.fork(child)
        await new Promise((resolve) => process.once('spawn', () => resolve(undefined)))
        const exited = new Promise((resolve) => process.once('exit', resolve))
        return [process.kill(), typeof (await exited)]
      },
      join(folder, 'child.cjs'),
    )
    expect(seen).toEqual([true, 'number'])
  })
})

test.describe('dialog and menu', () => {
  test('a message box that is called off answers as if cancelled', async ({ shared }) => {
    const seen = await shared.app.evaluate(async ({ dialog }) => {
      const caller = new AbortController()
      const answer = dialog.showMessageBox({
        message: 'Really?',
        buttons: ['Cancel', 'Do it'],
        cancelId: 0,
        signal: caller.signal,
      })
      const first = await Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 100, 'waits'))])
      caller.abort()
      return [first, (await answer).response]
    })
    expect(seen).toEqual(['waits', 0])
  })

  test('a menu finds its items by id and presses them', async ({ shared }) => {
    const seen = await shared.app.evaluate(({ Menu }) => {
      let pressed = 0
      const menu = Menu.buildFromTemplate([
        { label: 'Top', submenu: [{ id: 'press', label: 'Press', click: () => (pressed += 1) }] },
      ])
      const before = Menu.getApplicationMenu()
      Menu.setApplicationMenu(menu)
      const item = Menu.getApplicationMenu()?.getMenuItemById('press')
      item?.click()
      Menu.setApplicationMenu(before)
      return [item?.label, menu.items.map(({ label }) => label), pressed]
    })
    expect(seen).toEqual(['Press', ['Top'], 1])
  })
})

test.describe('from start to end', () => {
  test('a second process is refused, and the first hears of it', async ({ fresh }) => {
    const { events, second } = await fresh()
    expect(await second('an-argument')).toBe(0)
    await expect.poll(events).toContain('second-instance an-argument')
    expect(events()).toContain('second: refused')
  })

  test('quitting asks the app, closes the windows, and ends, in that order', async ({ fresh }) => {
    const { app, events } = await fresh()
    await app.close()
    expect(events().slice(-5)).toEqual(['before-quit', 'close', 'closed', 'will-quit', 'quit 0'])
  })

  test('an app may hold its end, and quit again when it has closed', async ({ fresh }) => {
    const { app, events } = await fresh({ CONFORMANCE_HOLD: '1' })
    await app.close()
    expect(events().slice(-7)).toEqual([
      'before-quit',
      'close',
      'closed',
      'will-quit',
      'before-quit',
      'will-quit',
      'quit 0',
    ])
  })

  test('the last window going is told, and does not end an app that listens', async ({ fresh }) => {
    const { app, events } = await fresh()
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().forEach((window) => window.close()),
    )
    await expect.poll(events).toContain('window-all-closed')
    expect(await app.evaluate(({ app: self }) => self.isReady())).toBe(true)
  })

  test('exit ends at once: nobody is asked', async ({ fresh }) => {
    const { app, events } = await fresh()
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    await app.evaluate(({ app: self }) => self.exit(3)).catch(() => undefined)
    expect(await ended).toBe(3)
    expect(events()).not.toContain('before-quit')
    expect(events()).not.toContain('will-quit')
    expect(events()).not.toContain('close')
  })

  test('SIGTERM quits in order', async ({ fresh }) => {
    const { app, events } = await fresh()
    const ended = new Promise((resolve) => app.process().once('exit', resolve))
    app.process().kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(events()).toContain('before-quit')
    expect(events().at(-1)).toBe('quit 0')
  })

  test('a page whose process dies is reported', async ({ fresh }) => {
    const { app, events } = await fresh()
    await app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().forEach(({ webContents }) => webContents.forcefullyCrashRenderer()),
    )
    await expect.poll(() => events().some((event) => event.startsWith('render-process-gone'))).toBe(true)
  })
})
