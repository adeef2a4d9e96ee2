// What Electron's documentation promises of each API the app uses: notifications, power, the network, the person's browser.
// Runs on Electron and on the stand-in alike: where the two differ, the stand-in is wrong.
import { expect } from '@playwright/test'
import { test } from '../fixtures/conformance'

test.describe('a notification', () => {
  test('keeps its words, which can be changed, and is not shown by being made', async ({ shared }) => {
    const seen = await shared.app.evaluate(async ({ Notification }) => {
      const notification = new Notification({ title: 'Work', body: 'ends in an hour' })
      let shows = 0
      notification.on('show', () => (shows += 1))
      const words = [notification.title, notification.body]
      notification.body = 'has ended'
      await new Promise((resolve) => setTimeout(resolve, 100))
      return { words, changed: notification.body, none: new Notification().title, shows }
    })
    expect(seen).toEqual({ words: ['Work', 'ends in an hour'], changed: 'has ended', none: '', shows: 0 })
  })

  test('where the system has them, tells each time that it is shown', async ({ shared }) => {
    const seen = await shared.app.evaluate(async ({ Notification }) => {
      const isSupported = Notification.isSupported()
      const notification = new Notification({ title: 'Work', body: 'ends in an hour' })
      const kinds: string[] = []
      const showAgain = async () => {
        const shown = new Promise((resolve) => {
          notification.once('show', (event) => {
            kinds.push(typeof event.preventDefault)
            resolve(undefined)
          })
        })
        notification.show()
        await shown
      }
      if (isSupported) for (const _time of [1, 2]) await showAgain()
      notification.close()
      // Whatever is closed already is closed.
      notification.close()
      return { isSupported, kinds }
    })
    expect(seen.kinds).toEqual(seen.isSupported ? ['function', 'function'] : [])
  })

  test('that is pressed tells its listeners, with an event, until they stop listening', async ({
    shared,
  }) => {
    const seen = await shared.app.evaluate(({ Notification }) => {
      const notification = new Notification({ title: 'Work' })
      let presses = 0
      const press = () => (presses += 1)
      notification.on('click', press)
      const isHeard = notification.emit('click')
      notification.off('click', press)
      return { isHeard, isHeardAfter: notification.emit('click'), presses }
    })
    expect(seen).toEqual({ isHeard: true, isHeardAfter: false, presses: 1 })
  })
})

test.describe('the computer', () => {
  test('tells of sleep and of the lock with events that carry nothing', async ({ shared }) => {
    const seen = await shared.app.evaluate(({ powerMonitor }) => {
      const heard: string[] = []
      const note =
        (what: string) =>
        (...carried: unknown[]) =>
          heard.push(`${what} ${String(carried.length)}`)
      const resumed = note('resume')
      powerMonitor.on('suspend', note('suspend'))
      powerMonitor.on('resume', resumed)
      powerMonitor.on('lock-screen', note('lock'))
      powerMonitor.on('unlock-screen', note('unlock'))
      powerMonitor.on('user-did-resign-active', note('user'))
      for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'user-did-resign-active'])
        powerMonitor.emit(event)
      powerMonitor.off('resume', resumed)
      powerMonitor.emit('resume')
      return heard
    })
    expect(seen).toEqual(['suspend 0', 'resume 0', 'lock 0', 'unlock 0', 'user 0'])
  })

  test('says how long nobody has touched it, and takes no threshold but a positive one', async ({
    shared,
  }) => {
    const seen = await shared.app.evaluate(({ powerMonitor }) => {
      const seconds = powerMonitor.getSystemIdleTime()
      let refused = ''
      try {
        powerMonitor.getSystemIdleState(0)
      } catch (error) {
        refused = error instanceof TypeError ? 'TypeError' : String(error)
      }
      return {
        isTime: Number.isInteger(seconds) && seconds >= 0,
        state: powerMonitor.getSystemIdleState(60),
        refused,
      }
    })
    expect(seen).toMatchObject({ isTime: true, refused: 'TypeError' })
    expect(['active', 'idle', 'locked', 'unknown']).toContain(seen.state)
  })

  test('has a network where a page has one', async ({ shared }) => {
    const isOnline = await shared.app.evaluate(({ net }) => net.isOnline())
    expect(isOnline).toBe(await shared.page.evaluate(() => navigator.onLine))
  })
})

test.describe('the person’s browser', () => {
  test('is reached by a function that answers later, and that a spec can stand in for', async ({
    shared,
  }) => {
    const seen = await shared.app.evaluate(async ({ shell }) => {
      const own = Object.getOwnPropertyDescriptor(shell, 'openExternal')
      const opened: string[] = []
      shell.openExternal = (url) => {
        opened.push(url)
        return Promise.resolve()
      }
      const answer = shell.openExternal('https://away.invalid/')
      const isPromise = answer instanceof Promise
      await answer
      const isFunction = typeof own?.value === 'function'
      if (own !== undefined) Object.defineProperty(shell, 'openExternal', own)
      return { isFunction, isPromise, opened }
    })
    expect(seen).toEqual({ isFunction: true, isPromise: true, opened: ['https://away.invalid/'] })
  })
})
