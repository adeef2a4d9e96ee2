// The end of a sign-in, and the way back: one field, one press, no code; and whoever waited goes on.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type ElectronApplication, type Page } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { test, work } from '../fixtures/computer-test'
import type { Computer, RunningApp } from '../fixtures/launch-app'
import { choose, giveCode, giveCredentials } from '../fixtures/person'
import { ask } from '../fixtures/program'

const day = 86_400_000
const pictures = process.env['SIGNET_SCREENSHOTS']

/** Alice signs in with her code; the program of these stories is allowed from then on. */
async function signedIn(computer: Computer): Promise<RunningApp> {
  computer.hasPool(work)
  const run = await computer.launch()
  const { window } = run
  await window.getByRole('button', { name: 'Sign in' }).first().click()
  await giveCredentials(window, 'alice', passwords.alice)
  await giveCode(window, computer.cognito.totp('alice'))
  await window.getByRole('button', { name: 'Done' }).click()
  const first = ask(computer)
  await choose(await run.prompt(), 'Always allow')
  expect((await first).status).toBe(200)
  return run
}

/** The app starts anew on the same computer: no token is in memory. */
async function restarted(computer: Computer, run: RunningApp): Promise<RunningApp> {
  await run.quit()
  return computer.launch()
}

/** Counts what a person does in the page from now on. */
async function countActs(window: Page): Promise<() => Promise<{ clicks: number; fields: number }>> {
  await window.evaluate(() => {
    const acts = { clicks: 0, fields: new Set<EventTarget | null>() }
    document.addEventListener('pointerdown', () => (acts.clicks += 1), true)
    document.addEventListener('input', ({ target }) => acts.fields.add(target), true)
    Object.assign(globalThis, { acts: () => ({ clicks: acts.clicks, fields: acts.fields.size }) })
  })
  return () =>
    window.evaluate(() =>
      (globalThis as unknown as { acts: () => { clicks: number; fields: number } }).acts(),
    )
}

async function picture(window: Page, name: string): Promise<void> {
  if (pictures !== undefined) await window.screenshot({ path: join(pictures, `way-back-${name}.png`) })
}

test('a sign-in that has expired: the notice is on the card, and one field and one press lead back', async ({
  computer,
}) => {
  const { cognito } = computer
  const { window } = await restarted(computer, await signedIn(computer))
  cognito.clock.advance(31 * day)
  // Nobody may be asked: the program hears that it is over, and so does the window.
  expect((await ask(computer, { body: { interactive: false } })).body.code).toBe('sign_in_required')
  await expect(window.getByText('Your sign-in has expired.')).toBeVisible()
  await expect(window.getByText('Sign-in ended')).toBeVisible()
  await picture(window, 'expired')

  const acts = await countActs(window)
  const codes = cognito.counters().challenges['SOFTWARE_TOKEN_MFA']
  await window.getByLabel('Password of').fill(passwords.alice)
  await window.getByRole('button', { name: 'Sign in again' }).click()
  await expect(window.getByText('Signed in as')).toBeVisible()
  expect(await acts()).toEqual({ clicks: 1, fields: 1 })
  expect(cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(codes)
  expect(cognito.admin.devices({ username: 'alice' })).toHaveLength(1)
  expect((await ask(computer)).status).toBe(200)
})

test('a sign-in that was revoked: the program that needs it brings up exactly that step, and gets its token', async ({
  computer,
}) => {
  const { cognito } = computer
  const { window } = await restarted(computer, await signedIn(computer))
  cognito.admin.signOutUser({ username: 'alice' })
  const waiting = ask(computer)
  await expect(window.getByRole('heading', { name: 'Sign in again' })).toBeVisible()
  await expect(window.getByText('Your sign-in was ended by you or an administrator.')).toBeVisible()
  await expect(window.getByLabel('Username')).toHaveValue('alice')
  await expect(window.getByLabel('Password', { exact: true })).toBeFocused()
  await picture(window, 'revoked')

  const acts = await countActs(window)
  await window.getByLabel('Password', { exact: true }).fill(passwords.alice)
  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
  expect((await waiting).status).toBe(200)
  expect(await acts()).toEqual({ clicks: 1, fields: 1 })
  expect(cognito.admin.devices({ username: 'alice' })).toHaveLength(1)
})

interface Shown {
  readonly title: string
  emit(name: 'click'): void
}

/** Keeps what the app shows through the OS, on either host. */
const watchNotifications = (app: ElectronApplication) =>
  app.evaluate(({ Notification }) => {
    const shown: unknown[] = []
    Object.assign(globalThis, { notificationsShown: shown })
    Notification.prototype.show = function () {
      shown.push(this)
    }
  })
const titles = (app: ElectronApplication) =>
  app.evaluate(() =>
    (globalThis as unknown as { notificationsShown: Shown[] }).notificationsShown.map(({ title }) => title),
  )

test('a sign-in that ends soon: the command says so, and the renewal asks for the password alone', async ({
  computer,
}) => {
  const { cognito } = computer
  const first = await signedIn(computer)
  await first.window.getByRole('button', { name: 'Pools' }).click()
  await first.window.getByRole('button', { name: 'Change how long' }).click()
  await first.window.getByLabel('Number').fill('30')
  await first.window.getByRole('button', { name: 'Save' }).click()
  await expect(first.window.getByText('30 days', { exact: true })).toBeVisible()
  await first.quit()
  const path = join(computer.home, 'accounts.json')
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { accounts: { signedInAtMs: number }[] }
  for (const account of kept.accounts) account.signedInAtMs -= 29 * day - 3_600_000
  writeFileSync(path, JSON.stringify(kept))

  const { shown } = await computer.launchHidden()
  await expect
    .poll(async () => (await computer.signet(['accounts'])).stderr)
    .toContain('alice: ends in 25 hours: `signet login --account alice` renews it.')
  const soon = JSON.parse(readFileSync(path, 'utf8')) as { accounts: { endNotice?: string }[] }
  expect(soon.accounts).toMatchObject([{ endNotice: 'week' }])
  const renewing = computer.signet(['login', '--account', 'alice'])
  const window = await shown()
  await expect(window.getByRole('heading', { name: 'Renew your sign-in' })).toBeVisible()
  await picture(window, 'renewal')
  await window.getByLabel('Password', { exact: true }).fill(passwords.alice)
  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
  expect((await renewing).code).toBe(0)
  expect((await computer.signet(['accounts'])).stderr).not.toContain('ends in')
  expect(cognito.admin.devices({ username: 'alice' })).toHaveLength(1)
})

test('a sign-in that ends while no window is open: a notification says so, and a press leads to the way back', async ({
  computer,
}) => {
  await (await signedIn(computer)).quit()
  const { app, shown } = await computer.launchHidden()
  await watchNotifications(app)
  computer.cognito.admin.signOutUser({ username: 'alice' })
  expect((await ask(computer, { body: { interactive: false } })).body.code).toBe('sign_in_required')
  await expect.poll(() => titles(app)).toEqual(['alice: Your sign-in was ended by you or an administrator.'])
  await app.evaluate(() => {
    const { notificationsShown } = globalThis as unknown as { notificationsShown: Shown[] }
    notificationsShown[0]?.emit('click')
  })
  const window = await shown()
  await expect(window.getByRole('heading', { name: 'Sign in again' })).toBeVisible()
  await expect(window.getByLabel('Password', { exact: true })).toBeFocused()
})
