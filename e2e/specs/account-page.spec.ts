// What a person sees and changes of the account in the window: password, second factor, devices, and the end of it all.
import { expect, type Page } from '@playwright/test'
import { passwords } from '../cognito/builders'
import type { EmbeddedCognito } from '../cognito/embedded-cognito'
import { call, confirmNewDevice, signInByPassword } from '../cognito/test-client'
import { totpCode } from '../cognito/totp'
import { type Computer } from '../fixtures/launch-app'
import { test, work } from '../fixtures/computer-test'
import { addPool, giveCode, giveCredentials } from '../fixtures/person'

const bob = { PASSWORD: passwords.bob }
const section = (window: Page, name: string) => window.getByRole('region', { name })

test('a person changes the password, stays signed in, and signs in with it the next time', async ({
  computer,
}) => {
  const window = await openAccount(computer)
  const password = section(window, 'Password')
  const change = async (former: string, next: string) => {
    await password.getByLabel('Current password').fill(former)
    await password.getByLabel('New password').fill(next)
    await password.getByRole('button', { name: 'Change password' }).click()
  }
  await password.getByRole('button', { name: 'Change password' }).click()
  await change('Not-the-Password-1!', 'Another-Password-1!')
  await expect(password.getByRole('alert')).toContainText('This is not your current password.')
  await change(passwords.bob, 'short')
  await expect(password.getByRole('alert')).toContainText('The pool did not accept the new password.')
  await change(passwords.bob, 'Another-Password-1!')
  await expect(password.getByText('Your password was changed.')).toBeVisible()
  await expect(window.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()

  await window.getByRole('button', { name: 'Sign out', exact: true }).click()
  await window.getByRole('button', { name: 'Sign in again' }).click()
  await window.getByLabel('Password', { exact: true }).fill('Another-Password-1!')
  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(window.getByText('Signed in as')).toBeVisible()
})

test('a person changes the e-mail address and verifies it with the code that was sent', async ({
  computer,
}) => {
  const { cognito } = computer
  const window = await openAccount(computer)
  const about = section(window, 'About you')
  await about.getByRole('button', { name: 'Change: E-mail address' }).click()
  await about.getByLabel('New value: E-mail address').fill('bob@example.org')
  await about.getByRole('button', { name: 'Save' }).click()
  await expect(about.getByText('bob@example.org')).toBeVisible()
  await expect(about.getByText('Not verified')).toBeVisible()
  await expect(about.getByText('A code was sent to')).toBeVisible()
  await giveCode(window, cognito.inbox('bob').at(-1)?.code ?? '')
  await expect(about.getByText('Verified: E-mail address.')).toBeVisible()
  await expect(about.getByText('Not verified')).toHaveCount(0)
})

test('a person adds an authenticator app with the code of the key that is shown', async ({ computer }) => {
  const { cognito } = computer
  const window = await openAccount(computer)
  const factors = section(window, 'Second factors')
  await factors.getByRole('button', { name: 'Set up an app' }).click()
  await expect(factors.getByRole('img', { name: /QR code/ })).toBeVisible()
  const key = (await factors.getByText(/^[A-Z2-7 ]{20,}$/).innerText()).replaceAll(' ', '')
  await giveCode(window, totpCode(key, Math.floor(cognito.clock.wallMs() / 30_000)))
  await expect(factors.getByText('Your authenticator app is set up')).toBeVisible()
  await expect(factors.getByRole('button', { name: 'Turn off: Authenticator app' })).toBeVisible()
  const next = await signInByPassword(cognito, 'bob', bob)
  expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
})

test('a person names another device, forgets it, and keeps this one', async ({ computer }) => {
  const { cognito } = computer
  const other = await signInByPassword(cognito, 'bob', bob)
  await confirmNewDevice(cognito, other)
  const window = await openAccount(computer)
  const devices = section(window, 'Devices')
  await expect(devices.getByRole('listitem')).toHaveCount(2)
  await expect(devices.getByRole('listitem').first()).toContainText('This device')

  const row = devices.getByRole('listitem').nth(1)
  await row.getByRole('button', { name: /^Rename/ }).click()
  await row.getByLabel('Name').fill('Old laptop')
  await row.getByRole('button', { name: 'Save' }).click()
  await expect(devices.getByText('Renamed to')).toBeVisible()
  await expect(row).toContainText('Old laptop')

  await row.getByRole('button', { name: /^Do not remember/ }).click()
  await expect(row).toContainText('Not remembered')

  await row.getByRole('button', { name: /^Forget/ }).click()
  await row.getByRole('group').getByRole('button', { name: 'Forget' }).click()
  await expect(devices.getByRole('listitem')).toHaveCount(1)
  await expect(devices.getByText('Forgotten:')).toBeVisible()
  expect(cognito.admin.devices({ username: 'bob' })).toHaveLength(1)
  await expect(window.getByRole('button', { name: 'Sign out', exact: true })).toBeVisible()
})

test('a person signs out everywhere', async ({ computer }) => {
  const { cognito } = computer
  const elsewhere = (await signInByPassword(cognito, 'bob', bob)).AuthenticationResult?.AccessToken
  const window = await openAccount(computer)
  await window.getByRole('button', { name: 'Sign out everywhere' }).click()
  await window.getByRole('group').getByRole('button', { name: 'Sign out everywhere' }).click()
  await expect(window.getByText('You are not signed in to this account.')).toBeVisible()
  await expect(asks(cognito, elsewhere)).rejects.toThrow('NotAuthorizedException')
})

function asks(cognito: EmbeddedCognito, accessToken: string | undefined): Promise<unknown> {
  return call(cognito, 'GetUser', { AccessToken: accessToken })
}

/** Signs bob in, who has no second factor, and opens the page of his account. */
async function openAccount(computer: Computer): Promise<Page> {
  const { window } = await computer.launch()
  await addPool(window, { ...work, endpoint: computer.cognito.url })
  await giveCredentials(window, 'bob', passwords.bob)
  await window.getByRole('button', { name: 'Done' }).click()
  await window.getByRole('button', { name: /^Details of/ }).click()
  await expect(window.getByRole('heading', { level: 1, name: 'bob' })).toBeVisible()
  await expect(section(window, 'About you').getByText('bob@example.com')).toBeVisible()
  return window
}
