// What a person meets when something is wrong: each time they see what, and nothing is lost.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { test, work } from '../fixtures/computer-test'
import { giveCode, giveCredentials } from '../fixtures/person'

test('a wrong password, then a wrong code, then the right ones', async ({ computer }) => {
  const { cognito } = computer
  computer.hasPool(work)
  const { window } = await computer.launch()
  await window.getByRole('button', { name: 'Sign in' }).first().click()
  await giveCredentials(window, 'alice', 'Not-The-Password-1!')
  await expect(window.getByRole('alert')).toContainText('password')
  await expect(window.getByLabel('Username')).toHaveValue('alice')
  await expect(window.getByLabel('Password', { exact: true })).toHaveValue('')

  await giveCredentials(window, 'alice', passwords.alice)
  await giveCode(window, '000000')
  await expect(window.getByRole('alert')).toContainText('code')
  await giveCode(window, ` ${cognito.totp('alice').replace(/^.../, '$& ')} `)
  await expect(window.getByText('Signed in as')).toBeVisible()
  expect(cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(1)
})

test('offline, a person is told so and may try again with what they typed', async ({ computer }) => {
  const { cognito } = computer
  computer.hasPool(work)
  const { window } = await computer.launch()
  await window.getByRole('button', { name: 'Sign in' }).first().click()
  cognito.faults.add({ operation: '*', kind: 'drop-before', times: 9 })
  await giveCredentials(window, 'bob', passwords.bob)
  await expect(window.getByRole('alert')).toBeVisible()
  cognito.faults.clear()
  await giveCredentials(window, 'bob', passwords.bob)
  await expect(window.getByText('Signed in as')).toBeVisible()
})

test('a damaged pools file is set aside and shown, and the app goes on', async ({ computer }) => {
  writeFileSync(join(computer.home, 'pools.json'), '{ "version": 1, "pools": [ {')
  const { window } = await computer.launch()
  await expect(window.getByText(/A damaged file was set aside/)).toBeVisible()
  const aside = readdirSync(computer.home).find((name) => name.startsWith('pools') && name !== 'pools.json')
  expect(readFileSync(join(computer.home, aside ?? ''), 'utf8')).toBe('{ "version": 1, "pools": [ {')
})

test('each field of a pool is checked as it is typed', async ({ computer }) => {
  const { window } = await computer.launch()
  await window.getByLabel('User pool id').fill('us-east-1')
  await window.getByLabel('Client id').fill('has spaces')
  await window.getByLabel('Name', { exact: true }).focus()
  await expect(window.getByText('A user pool id looks like')).toBeVisible()
  await expect(window.getByText('A client id has letters and digits only')).toBeVisible()
  await window.getByText('More options').click()
  await window.getByLabel('Endpoint').fill('http://example.com')
  await window.getByLabel('Name', { exact: true }).focus()
  await expect(window.getByText('Use https://host')).toBeVisible()
})

test.describe('without a keyring', () => {
  test.use({ keyring: 'none' })

  test('a person is told, and may go on for this session only', async ({ computer }) => {
    const { cognito, home } = computer
    computer.hasPool(work)
    const { window, quit } = await computer.launch()
    await window.getByRole('button', { name: 'Use this session only' }).click()
    await expect(window.getByText('Signet keeps nothing on this computer.')).toBeVisible()
    await window.getByRole('button', { name: 'Sign in' }).first().click()
    await giveCredentials(window, 'bob', passwords.bob)
    await expect(window.getByText('Signed in as')).toBeVisible()
    const [device] = cognito.admin.devices({ username: 'bob' })
    expect(device).toMatchObject({ confirmed: true, remembered: false })
    expect(device?.name).toContain('session')
    await quit()
    expect(cognito.admin.devices({ username: 'bob' })).toEqual([])
    expect(readdirSync(home)).not.toContain('accounts.json')
  })
})
