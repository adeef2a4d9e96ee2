// A person's first day: a pool, a password, a code; the next day nothing; later the password alone.
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { test, work } from '../fixtures/computer-test'
import { addPool, giveCode, giveCredentials } from '../fixtures/person'

test('a person adds a pool, signs in with a code, quits, and starts again signed in', async ({
  computer,
}) => {
  const { cognito } = computer
  const first = await computer.launch()
  await addPool(first.window, { ...work, endpoint: cognito.url })
  await giveCredentials(first.window, 'alice', passwords.alice)
  await giveCode(first.window, cognito.totp('alice'))
  await expect(first.window.getByText('Signed in as')).toBeVisible()
  await expect(first.window.getByText('This device is remembered')).toBeVisible()
  await first.quit()

  const second = await computer.launch()
  await expect(second.window.getByText('Signed in since')).toBeVisible()
  await expect(second.window.getByText('This device is remembered')).toBeVisible()
  expect(cognito.counters().signIns).toBe(1)
})

test('a person whose session has ended signs in on the remembered device without a code', async ({
  computer,
}) => {
  const { cognito } = computer
  const { window } = await computer.launch()
  await addPool(window, { ...work, endpoint: cognito.url })
  await giveCredentials(window, 'alice', passwords.alice)
  await giveCode(window, cognito.totp('alice'))
  await window.getByRole('button', { name: 'Done' }).click()
  await window.getByRole('button', { name: 'Sign out', exact: true }).click()
  await expect(window.getByText('Signed out')).toBeVisible()

  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
  await window.getByLabel('Password', { exact: true }).fill(passwords.alice)
  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(window.getByText('Signed in as')).toBeVisible()
  const { challenges } = cognito.counters()
  expect(challenges).toMatchObject({ SOFTWARE_TOKEN_MFA: 1, DEVICE_SRP_AUTH: 1, DEVICE_PASSWORD_VERIFIER: 1 })
})
