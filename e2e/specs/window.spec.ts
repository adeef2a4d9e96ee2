// The window's own manners: it comes and goes while Signet serves, and it does nothing but show Signet's pages.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { test, work } from '../fixtures/computer-test'
import { electronHost, root } from '../fixtures/electron-host'
import type { Computer, RunningApp } from '../fixtures/launch-app'
import { addPool, giveCredentials } from '../fixtures/person'

/** Starts the app once more, as a click on its icon does. @returns its exit code and what it said. */
function startAgain({ env }: Computer, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const isRoot = process.geteuid?.() === 0
  const child = spawn(electronHost().program, [...(isRoot ? ['--no-sandbox'] : []), root, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  return new Promise((resolve) =>
    child.once('close', (code) => resolve({ code, said: Buffer.concat(said).toString() })),
  )
}

/** The windows that the person sees. */
const visibleWindows = ({ app }: RunningApp) =>
  app.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().filter((window) => window.isVisible()).length,
  )

test('closing the window leaves Signet serving; starting it again shows a fresh window', async ({
  computer,
}) => {
  const running = await computer.launch()
  const closed = running.window.waitForEvent('close')
  const window = await running.app.browserWindow(running.window)
  await window.evaluate((one: Electron.BrowserWindow) => one.close())
  await closed
  expect((await computer.signet(['status', '--json'])).code).toBe(0)

  const opened = running.app.waitForEvent('window')
  expect(await startAgain(computer)).toEqual({ code: 0, said: '' })
  const fresh = await opened
  await expect(fresh.getByRole('heading').first()).toBeVisible()
  expect(await visibleWindows(running)).toBe(1)
})

test('a second start with arguments of its own opens nothing and reads nothing', async ({ computer }) => {
  const running = await computer.launch()
  const again = await startAgain(
    computer,
    '--inspect=0',
    'file:///etc/passwd',
    '/etc/passwd',
    'signet://token?x=1',
  )
  expect(again.said).not.toContain('root:')
  expect(again.code).toBe(0)
  await expect.poll(() => running.app.windows().length).toBe(1)
  await expect(running.window.getByRole('heading').first()).toBeVisible()
  expect(computer.log()).not.toContain('passwd')
})

test('started hidden, Signet serves without a window, and shows one when it is started again', async ({
  computer,
}) => {
  const isRoot = process.geteuid?.() === 0
  const args = [...(isRoot ? ['--no-sandbox'] : []), root, '--hidden']
  const app = await _electron.launch({
    ...electronHost().launch,
    args,
    env: { ...computer.env },
    colorScheme: null,
  })
  await expect.poll(async () => (await computer.signet(['status', '--json'])).code).toBe(0)
  expect(app.windows()).toHaveLength(0)
  const opened = app.waitForEvent('window')
  expect((await startAgain(computer)).code).toBe(0)
  await expect((await opened).getByRole('heading').first()).toBeVisible()
  await app.close()
})

test('locked in the window, Signet gives nothing out until it is unlocked there', async ({ computer }) => {
  const { window } = await computer.launch()
  await addPool(window, { ...work, endpoint: computer.cognito.url })
  await giveCredentials(window, 'bob', passwords.bob)
  await window.getByRole('button', { name: 'Done' }).click()
  const exitOfToken = async () => (await computer.signet(['token', '--no-interactive'])).code
  await window.getByRole('button', { name: 'Lock' }).click()
  await expect(window.getByRole('heading', { name: 'Signet is locked' })).toBeFocused()
  expect(await exitOfToken()).toBe(6)
  await window.getByRole('button', { name: 'Unlock' }).click()
  await expect(window.getByRole('button', { name: 'Lock' })).toBeVisible()
  expect(await exitOfToken()).toBe(5)
})

test('unlocked by password, Signet opens for the right one alone', async ({ computer }) => {
  const { window } = await computer.launch()
  await addPool(window, { ...work, endpoint: computer.cognito.url })
  await giveCredentials(window, 'bob', passwords.bob)
  await window.getByRole('button', { name: 'Done' }).click()
  await window.getByRole('button', { name: 'Settings' }).click()
  await window.getByLabel('The password of an account').check()
  await window.getByRole('button', { name: 'Lock', exact: true }).click()
  const field = window.getByRole('textbox', { name: /^Password of .*bob/ })
  const unlock = window.getByRole('button', { name: 'Unlock' })
  await field.fill('Wrong-Password-1!')
  await unlock.click()
  await expect(window.getByRole('alert')).toContainText('The password is wrong.')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('')
  await field.fill(passwords.bob)
  await unlock.click()
  await expect(window.getByRole('alert')).toContainText('The password was wrong a moment ago.')

  // Another program has the window come forward, and is answered when its person has unlocked there.
  const asking = computer.signet(['unlock'])
  await expect(async () => {
    await field.fill(passwords.bob)
    await unlock.click()
    await expect(window.getByRole('heading', { name: 'Signet is locked' })).toHaveCount(0, { timeout: 1000 })
  }).toPass()
  expect((await asking).code).toBe(0)
  expect((await computer.signet(['token', '--no-interactive'])).code).toBe(5)
  expect(computer.log()).not.toMatch(/Wrong-Password|Bob-Password/)
})

test('from a checkout, Signet does not offer to start with the computer, and says why', async ({
  computer,
}) => {
  const { window } = await computer.launch()
  await addPool(window, { ...work, endpoint: computer.cognito.url })
  await giveCredentials(window, 'bob', passwords.bob)
  await window.getByRole('button', { name: 'Done' }).click()
  await window.getByRole('button', { name: 'Settings' }).click()
  await expect(window.getByRole('region', { name: 'Starting' })).toContainText('runs from a checkout')
  await expect(window.getByLabel('Start when I sign in to this computer')).toHaveCount(0)
})

test('a screen that is locked locks Signet where that was chosen, and not before', async ({ computer }) => {
  const { app, window } = await computer.launch()
  await addPool(window, { ...work, endpoint: computer.cognito.url })
  await giveCredentials(window, 'bob', passwords.bob)
  await window.getByRole('button', { name: 'Done' }).click()
  const happen = (event: string) =>
    app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event)
  const exitOfToken = async () => (await computer.signet(['token', '--no-interactive'])).code
  const isLocked = window.getByRole('heading', { name: 'Signet is locked' })

  await happen('lock-screen')
  expect(await exitOfToken()).toBe(5)
  await window.getByRole('button', { name: 'Settings' }).click()
  await window.getByLabel('When the screen locks').check()
  await expect
    .poll(() => readFileSync(join(computer.home, 'settings.json'), { encoding: 'utf8', flag: 'a+' }))
    .toContain('"lockAtScreenLock": true')
  await happen('suspend')
  expect(await exitOfToken()).toBe(5)
  await happen('lock-screen')
  await expect(isLocked).toBeVisible()
  expect(await exitOfToken()).toBe(6)
  await happen('unlock-screen')
  expect(await exitOfToken()).toBe(6)

  await window.getByRole('button', { name: 'Unlock' }).click()
  await expect(isLocked).toHaveCount(0)
  await happen('user-did-resign-active')
  await expect(isLocked).toBeVisible()
  const reasons = () =>
    [
      ...readFileSync(join(computer.home, 'audit/1.jsonl'), 'utf8').matchAll(
        /"decision":"locked","subject":"(\w+)"/g,
      ),
    ].map(([, reason]) => reason)
  await expect.poll(reasons).toEqual(['screen', 'user'])
})

test('the menu quits, and the socket is gone', async ({ computer }) => {
  const { app } = await computer.launch()
  expect(existsSync(computer.socket)).toBe(true)
  const ended = new Promise((resolve) => app.process().once('exit', resolve))
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('quit')?.click()
  })
  expect(await ended).toBe(0)
  expect(existsSync(computer.socket)).toBe(false)
})

test.describe('whatever runs in the page', () => {
  test('it stays where it is, opens nothing, connects nowhere and runs no text', async ({ computer }) => {
    const { app, window } = await computer.launch()
    const title = await window.getByRole('heading').first().textContent()
    for (const url of [
      'https://away.invalid/',
      'http://127.0.0.1:9/',
      'app://other/index.html',
      'app://bundle/index.html',
    ]) {
      await window.evaluate((to) => void (location.href = to), url)
      await window.evaluate((to) => void open(to), url)
    }
    const outcomes = await window.evaluate(async () => {
      const failure = async (action: () => unknown): Promise<string> => {
        // The debugger may evaluate text while it calls; what runs after it is under the page's policy.
        await new Promise((resolve) => setTimeout(resolve))
        try {
          await action()
          return 'worked'
        } catch (error) {
          return (error as Error).name
        }
      }
      const loads = (element: HTMLElement, source: string): Promise<string> =>
        new Promise((resolve) => {
          element.onload = () => resolve('loaded')
          element.onerror = () => resolve('refused')
          Object.assign(element, { src: source })
          document.body.append(element)
        })
      return {
        html: await failure(() => (document.createElement('p').innerHTML = '<b>x</b>')),
        script: await failure(() => (document.createElement('script').text = 'window.ran = 1')),
        evaluated: await failure(() => void Reflect.construct(Function, ['return 1'])),
        fetched: await failure(() => fetch('https://away.invalid/')),
        ownFile: await failure(() => fetch('/index.html')),
        image: await loads(new Image(), 'https://away.invalid/pixel.png'),
        dataImage: await loads(new Image(), 'data:image/gif;base64,R0lGODlhAQABAAAAACw='),
        geolocation: await new Promise((resolve) =>
          navigator.geolocation.getCurrentPosition(
            () => resolve('given'),
            ({ code }) => resolve(code),
          ),
        ),
      }
    })
    expect(outcomes).toEqual({
      html: 'TypeError',
      script: 'TypeError',
      evaluated: 'EvalError',
      fetched: 'TypeError',
      ownFile: 'TypeError',
      image: 'refused',
      dataImage: 'refused',
      geolocation: 1,
    })
    expect(await window.getByRole('heading').first().textContent()).toBe(title)
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    // The stand-in's browser opens a page before it can be refused one; it is gone at once.
    await expect.poll(() => app.windows().length).toBe(1)
    await expect.poll(() => computer.log()).toMatch(/refused a (?:frame's )?navigation/)
    expect(computer.log()).toContain('refused a new window')
    expect(computer.log()).not.toContain('away.invalid')
  })

  test('it calls what the contract has, and nothing that is not its own', async ({ computer }) => {
    const { window } = await computer.launch()
    const outcomes = await window.evaluate(async () => {
      type AnyCall = (name: string, input: unknown) => Promise<unknown>
      const call = (window as unknown as { bridge: { call: AnyCall } }).bridge.call
      const failure = (name: string, input: unknown): Promise<string> =>
        call(name, input).then(
          (reply) => JSON.stringify(reply),
          (error: unknown) => (error as Error).message,
        )
      return {
        unknown: await failure('shell.run', {}),
        inherited: await failure('constructor', {}),
        notItsOwn: await failure('consent.answer', { id: 'x', answer: 'always' }),
        wrongInput: await failure('pools.remove', { name: 'x', also: 1 }),
        uncloneable: await failure('pools.remove', { name: () => 'x' }),
        names: Object.keys((window as unknown as { bridge: object }).bridge).sort(),
      }
    })
    expect(outcomes.unknown).toContain('no such call')
    expect(outcomes.inherited).toContain('no such call')
    expect(outcomes.notItsOwn).toContain('not for this frame')
    expect(outcomes.wrongInput).toContain('"code":"request/invalid"')
    expect(outcomes.uncloneable).toContain('could not be cloned')
    expect(outcomes.names).toEqual(['call', 'on'])
  })
})
