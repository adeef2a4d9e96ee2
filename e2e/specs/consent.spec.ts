// Another program asks for a token: the person sees who, and decides.
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { test, work } from '../fixtures/computer-test'
import type { Computer, RunningApp } from '../fixtures/launch-app'
import { choose, giveCredentials } from '../fixtures/person'
import { ask, programPath } from '../fixtures/program'

/** Bob, who has no second factor, signed in. */
async function signedIn(computer: Computer): Promise<RunningApp> {
  computer.hasPool(work)
  const running = await computer.launch()
  await running.window.getByRole('button', { name: 'Sign in' }).first().click()
  await giveCredentials(running.window, 'bob', passwords.bob)
  await expect(running.window.getByText('Signed in as')).toBeVisible()
  return running
}

test('T13: a denied program is told so, and for a while refused without a question', async ({ computer }) => {
  const running = await signedIn(computer)
  const denied = ask(computer, { body: { reason: 'nightly <b>sync</b>' } })
  const prompt = await running.prompt()
  await expect(prompt.getByRole('heading', { name: 'ask-for-token.mjs' })).toBeVisible()
  await expect(prompt.getByText(programPath)).toBeVisible()
  await expect(prompt.getByText('nightly <b>sync</b>')).toBeVisible()
  await expect(prompt.getByRole('button', { name: 'Deny' })).toBeFocused()
  await choose(prompt, 'Deny')
  expect(await denied).toMatchObject({ status: 403, body: { code: 'consent_denied' } })
  expect(await ask(computer)).toMatchObject({ status: 403, body: { code: 'denied_recently' } })
})

test('a program that is always allowed is not asked about again, until it is revoked in the window', async ({
  computer,
}) => {
  const running = await signedIn(computer)
  const first = ask(computer)
  await choose(await running.prompt(), 'Always allow')
  expect(await first).toMatchObject({
    status: 200,
    body: { account: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown },
  })
  const again = await ask(computer)
  expect(again.body.token).toBe((await first).body.token)
  expect(JSON.stringify(await running.window.content())).not.toContain(again.body.token ?? 'no token')

  await running.window.getByRole('button', { name: 'Done' }).click()
  await running.window.getByRole('button', { name: 'Programs' }).click()
  await running.window.getByRole('button', { name: /Revoke/ }).click()
  await expect(running.window.getByText('No program has asked yet.')).toBeVisible()
  expect(await ask(computer, { body: { interactive: false } })).toMatchObject({
    status: 403,
    body: { code: 'consent_required' },
  })
})

test('closing the prompt is a refusal', async ({ computer }) => {
  const running = await signedIn(computer)
  const asked = ask(computer)
  const prompt = await running.prompt()
  await prompt.close()
  expect(await asked).toMatchObject({ status: 403, body: { code: 'consent_denied' } })
})

test('T13: fifty requests of one program at once make one prompt, and one answer serves them all', async ({
  computer,
}) => {
  const running = await signedIn(computer)
  const asked = Promise.all(Array.from({ length: 50 }, () => ask(computer)))
  await choose(await running.prompt(), 'Allow until Signet locks')
  const answers = await asked
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect(running.app.windows()).toHaveLength(1)
})
