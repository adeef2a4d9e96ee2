// Signing in at the pool's own pages: the app, a browser beside it, and the hosted UI of the embedded Cognito.
// SIGNET_SCREENSHOTS=FOLDER keeps a picture of the pages that a browser ends on.
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { aClient, aPool, passwords } from '../cognito/builders'
import { authorizeUrl } from '../cognito/hosted-ui/test-browser'
import { test as base, work } from '../fixtures/computer-test'
import type { Computer, RunningApp } from '../fixtures/launch-app'
import { choose } from '../fixtures/person'
import { ask } from '../fixtures/program'
import {
  freeRedirectUri,
  giveBrowser,
  givePassword,
  makePasskey,
  moveElsewhere,
  openedBy,
  startTheirBrowser,
  type TheirBrowser,
} from '../fixtures/their-browser'

const pictures = process.env['SIGNET_SCREENSHOTS']

/** Each story has ports of its own: Cognito takes no other than the registered ones. */
const test = base.extend<{ redirectUri: string; their: TheirBrowser }>({
  // Playwright reads the names of what a fixture needs from a pattern.
  // eslint-disable-next-line no-empty-pattern
  redirectUri: async ({}, use) => use(await freeRedirectUri()),
  pool: async ({ redirectUri }, use) =>
    use(
      aPool({
        allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'],
        identityProviders: [
          {
            name: 'Corp',
            users: [{ subject: 'heidi', attributes: { name: 'Heidi', email: 'heidi@corp.example' } }],
          },
        ],
        clients: [aClient({ callbackUrls: [redirectUri], identityProviders: ['COGNITO', 'Corp'] })],
      }),
    ),
  // eslint-disable-next-line no-empty-pattern
  their: async ({}, use) => {
    const their = await startTheirBrowser()
    await use(their)
    await their.close()
  },
})
// Two browsers and a keyring start for each story.
test.setTimeout(120_000)

interface Pages {
  readonly domain: string
  readonly redirectUris: string[]
  readonly identityProvider?: string
}

/** What is known of the pool's pages, beside the pool. */
function pagesOf({ cognito }: Computer, redirectUri: string): Pages {
  return { domain: cognito.url, redirectUris: [redirectUri] }
}

/** The app with a pool whose one way in is the browser, and the browser of this story. */
async function launchForPages(computer: Computer, managedLogin: Pages): Promise<RunningApp> {
  computer.hasPool({ ...work, method: 'MANAGED_LOGIN', managedLogin })
  const running = await computer.launch()
  await giveBrowser(running.app)
  return running
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

const signInButton = ({ window }: RunningApp) =>
  window.getByRole('button', { name: 'Sign in', exact: true }).first()
const browserButton = ({ window }: RunningApp) =>
  window.getByRole('button', { name: 'Sign in with the browser' })

test('a person adds a pool with its pages, signs in there, programs get tokens, and the next day too', async ({
  computer,
  redirectUri,
  their,
}) => {
  const { cognito } = computer
  const first = await computer.launch()
  const { window } = first
  await giveBrowser(first.app)
  await window.getByLabel('Name', { exact: true }).fill(work.name)
  await window.getByLabel('User pool id').fill(work.userPoolId)
  await window.getByLabel('Client id').fill(work.clientId)
  await window.getByText('Signing in with the browser').click()
  await window.getByLabel('Domain of the sign-in page').fill(cognito.url)
  await window.getByLabel('Callback addresses').fill(redirectUri)
  await window.getByText('More options').click()
  await window.getByLabel('Endpoint').fill(cognito.url)
  await expect(window.getByText('Pool found.')).toBeVisible()
  await window.getByRole('button', { name: 'Add pool' }).click()

  await window.getByLabel('Username').fill('alice')
  await browserButton(first).click()
  await expect(window.getByText('Waiting for your browser…')).toBeVisible()
  await expect(window.getByText(new URL(cognito.url).host)).toBeVisible()
  const [address = ''] = await openedBy(first.app)
  await their.page.goto(address)
  await expect(their.page.getByLabel('User name')).toHaveValue('alice')
  await givePassword(their.page, 'alice', passwords.alice)
  await their.page.getByLabel('Code').fill(cognito.totp('alice'))
  await their.page.getByRole('button', { name: 'Continue' }).click()
  await expect(their.page.getByRole('heading', { name: /Signed in as alice/ })).toBeVisible()
  expect(their.page.url().startsWith(redirectUri)).toBe(true)
  await picture(their.page, 'browser-end-signed-in')
  await expect(window.getByText('Signed in as')).toBeVisible()

  const asked = ask(computer)
  await choose(await first.prompt(), 'Always allow')
  const { status, body } = await asked
  expect(status).toBe(200)
  expect(body.token).toEqual(expect.any(String))
  await first.quit()

  const second = await computer.launch()
  await expect(second.window.getByText('Signed in since')).toBeVisible()
  expect((await ask(computer)).status).toBe(200)
  expect(cognito.counters().challenges['PASSWORD_VERIFIER']).toBeUndefined()
  expect(computer.log()).not.toContain('code=')
})

test('somebody of another provider needs one press here, and is called by their address', async ({
  computer,
  redirectUri,
  their,
}) => {
  const running = await launchForPages(computer, {
    ...pagesOf(computer, redirectUri),
    identityProvider: 'Corp',
  })
  await signInButton(running).click()
  await expect(browserButton(running)).toBeFocused()
  await running.window.keyboard.press('Enter')
  const [address = ''] = await openedBy(running.app)
  await their.page.goto(address)
  await their.page.getByRole('button', { name: 'Heidi' }).click()
  await expect(their.page.getByRole('heading', { name: /Signed in as heidi@corp\.example/ })).toBeVisible()
  await running.window.getByRole('button', { name: 'Done' }).click()
  await expect(running.window.getByRole('heading', { name: 'heidi@corp.example' })).toBeVisible()
})

test('who is refused in the browser is told so on both sides, and may try again', async ({
  computer,
  redirectUri,
  their,
}) => {
  const running = await launchForPages(computer, {
    ...pagesOf(computer, redirectUri),
    identityProvider: 'Corp',
  })
  await signInButton(running).click()
  await browserButton(running).click()
  const [address = ''] = await openedBy(running.app)
  await their.page.goto(address)
  await their.page.getByRole('button', { name: 'Do not sign in' }).click()
  await expect(their.page.getByRole('heading', { name: 'The sign-in was refused' })).toBeVisible()
  await picture(their.page, 'browser-end-refused')
  await expect(running.window.getByRole('alert')).toContainText('The sign-in was refused in the browser.')

  await browserButton(running).click()
  const [, again = ''] = await openedBy(running.app, 2)
  await their.page.goto(again)
  await their.page.getByRole('button', { name: 'Heidi' }).click()
  await expect(running.window.getByText('Signed in as')).toBeVisible()
})

test('a browser in which somebody else is signed in is refused in words, and asks at the next try', async ({
  computer,
  redirectUri,
  their,
}) => {
  const { cognito } = computer
  const running = await launchForPages(computer, pagesOf(computer, redirectUri))
  const { window } = running
  await signInButton(running).click()
  await browserButton(running).click()
  const [aliceFirst = ''] = await openedBy(running.app)
  await their.page.goto(aliceFirst)
  await givePassword(their.page, 'alice', passwords.alice)
  await their.page.getByLabel('Code').fill(cognito.totp('alice'))
  await their.page.getByRole('button', { name: 'Continue' }).click()
  await window.getByRole('button', { name: 'Done' }).click()
  // Somebody else uses the pool in the same browser: Bob, for an app of his own.
  await their.page.goto(authorizeUrl(cognito, { prompt: 'login', redirect_uri: redirectUri }))
  const away = their.page.waitForRequest((request) => request.url().startsWith(redirectUri))
  await givePassword(their.page, 'bob', passwords.bob)
  await away

  await window.getByRole('button', { name: 'Sign out', exact: true }).click()
  await signInButton(running).click()
  await browserButton(running).click()
  const [, again = ''] = await openedBy(running.app, 2)
  await their.page.goto(again)
  await expect(their.page.getByRole('heading', { name: 'Somebody else signed in' })).toBeVisible()
  await expect(window.getByRole('alert')).toContainText('Somebody else signed in in the browser.')

  await browserButton(running).click()
  const [, , asking = ''] = await openedBy(running.app, 3)
  await their.page.goto(asking)
  await expect(their.page.getByLabel('User name')).toHaveValue('alice@example.com')
  await givePassword(their.page, 'alice', passwords.alice)
  await their.page.getByLabel('Code').fill(cognito.totp('alice'))
  await their.page.getByRole('button', { name: 'Continue' }).click()
  await expect(their.page.getByRole('heading', { name: /Signed in as alice/ })).toBeVisible()
  await expect(window.getByText('Signed in as')).toBeVisible()
})

test('a sign-in that was cancelled here is not finished by the browser any more', async ({
  computer,
  redirectUri,
  their,
}) => {
  computer.hasPool({ ...work, managedLogin: pagesOf(computer, redirectUri) })
  const running = await computer.launch()
  await giveBrowser(running.app)
  await signInButton(running).click()
  await browserButton(running).click()
  const [address = ''] = await openedBy(running.app)
  await running.window.getByRole('button', { name: 'Cancel' }).click()
  await expect(running.window.getByRole('heading', { name: 'Accounts' })).toBeVisible()

  await their.page.goto(address)
  const back = their.page.waitForEvent('requestfailed', (request) => request.url().startsWith(redirectUri))
  await givePassword(their.page, 'bob', passwords.bob)
  await back
  expect((await ask(computer, { body: { interactive: false } })).status).not.toBe(200)
  await expect(running.window.getByText('Nobody is signed in yet.')).toBeVisible()
})

test('a window that was closed meanwhile is there again once the browser is done', async ({
  computer,
  redirectUri,
  their,
}) => {
  const running = await launchForPages(computer, pagesOf(computer, redirectUri))
  await signInButton(running).click()
  await browserButton(running).click()
  const [address = ''] = await openedBy(running.app)
  const closed = running.window.waitForEvent('close')
  const window = await running.app.browserWindow(running.window)
  await window.evaluate((one: Electron.BrowserWindow) => one.close())
  await closed

  await their.page.goto(address)
  await givePassword(their.page, 'bob', passwords.bob)
  await expect(their.page.getByRole('heading', { name: /Signed in as bob/ })).toBeVisible()
  const fresh = await running.shown()
  await expect(fresh.getByText('Signed in since')).toBeVisible()
})

test('a passkey, chosen among the ways of USER_AUTH, is used in the browser', async ({
  computer,
  redirectUri,
  their,
}) => {
  const { cognito } = computer
  await makePasskey(their, { cognito, redirectUri, username: 'bob', password: passwords.bob })
  // Browsers refuse passkeys on a bare address.
  const domain = cognito.url.replace('127.0.0.1', 'localhost')
  computer.hasPool({ ...work, method: 'USER_AUTH', managedLogin: { domain, redirectUris: [redirectUri] } })
  const running = await computer.launch()
  const { window } = running
  await giveBrowser(running.app)
  await signInButton(running).click()
  await window.getByLabel('Username').fill('bob')
  await signInButton(running).click()
  await window.getByRole('radio', { name: 'Passkey' }).check()
  await expect(window.getByText('Passkeys live in your browser')).toBeVisible()
  await browserButton(running).click()
  const [address = ''] = await openedBy(running.app)
  await their.page.goto(address)
  await their.page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(their.page.getByRole('heading', { name: /Signed in as bob/ })).toBeVisible()
  await expect(window.getByText('Signed in as')).toBeVisible()
})

test('without a browser here, one elsewhere is used: its last address is pasted', async ({
  computer,
  redirectUri,
  their,
}) => {
  computer.hasPool({ ...work, method: 'MANAGED_LOGIN', managedLogin: pagesOf(computer, redirectUri) })
  const running = await computer.launch()
  const { window } = running
  // The stand-in has no browser; neither is Electron to have one here.
  await running.app.evaluate(({ shell }) => {
    shell.openExternal = () => Promise.reject(new Error('no browser'))
  })
  await signInButton(running).click()
  await browserButton(running).click()
  const address = await window.getByLabel('Address of the sign-in page').inputValue()
  const endedOn = await moveElsewhere(their, redirectUri)
  await their.page.goto(address)
  await givePassword(their.page, 'bob', passwords.bob)
  await expect.poll(endedOn).toContain('code=')
  const url = endedOn()

  await window.getByText('Use another browser').click()
  const field = window.getByLabel('Address that it ended on')
  await field.fill(url.replace(/state=[^&]*/, 'state=other'))
  await window.getByRole('button', { name: 'Finish signing in' }).click()
  await expect(window.getByRole('alert')).toContainText('does not belong to this sign-in')
  await field.fill(url)
  await window.getByRole('button', { name: 'Finish signing in' }).click()
  await expect(window.getByText('Signed in as')).toBeVisible()
})
