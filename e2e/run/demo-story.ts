// The demo's story: a person's first sign-in, a restart, the next sign-in, a program that asks, and the end.
// Each step is done as a person or a program does it, and then checked; the first check that fails ends the demo.
import { strict as assert } from 'node:assert'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { aClient, aPool, passwords } from '../cognito/builders'
import { work } from '../fixtures/computer-test'
import { electronHost, hostName, root } from '../fixtures/electron-host'
import { keyringNames } from '../fixtures/keyring-names'
import { type Computer, type RunningApp, startComputer } from '../fixtures/launch-app'
import { addPool, choose, giveCode, giveCredentials } from '../fixtures/person'
import { ask, askAll, programPath } from '../fixtures/program'

/** Short-lived on purpose, so that the demo can wait for a token's end. */
const accessTokenSeconds = 20
const picturesFolder = join(root, 'out/demo')

let passed = 0

/** Prints what was done, what was checked and how long it took. */
async function step(title: string, act: () => Promise<string>): Promise<void> {
  const started = performance.now()
  try {
    const checked = await act()
    passed += 1
    console.log(
      `ok  ${String(passed).padStart(2)}  ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
    )
    console.log(`        ${checked}`)
  } catch (error) {
    console.log(`NOT OK  ${title}`)
    throw error
  }
}

async function picture(page: Page, name: string): Promise<string> {
  const path = join(picturesFolder, `${name}.png`)
  await page.screenshot({ path })
  return `screenshot ${path.slice(root.length)}`
}

/** A program of its own: the same source under another name. */
function aProgram(computer: Computer, name: string): string {
  const path = join(computer.home, '..', name)
  copyFileSync(programPath, path)
  return path
}

async function tell(computer: Computer): Promise<void> {
  const { cognito } = computer
  let running: RunningApp = await computer.launch()

  await step(
    'first sign-in: SRP, a code from the authenticator app, the device confirmed and remembered',
    async () => {
      await addPool(running.window, { ...work, endpoint: cognito.url })
      await giveCredentials(running.window, 'alice', passwords.alice)
      await giveCode(running.window, cognito.totp('alice'))
      await expect(running.window.getByText('This device is remembered')).toBeVisible()
      const { challenges, operations } = cognito.counters()
      assert.deepEqual(challenges, { PASSWORD_VERIFIER: 1, SOFTWARE_TOKEN_MFA: 1 })
      assert.equal(operations.ConfirmDevice, 1)
      const [device] = cognito.admin.devices({ username: 'alice' })
      assert.ok(device?.confirmed === true && device.remembered)
      return `server: PASSWORD_VERIFIER, SOFTWARE_TOKEN_MFA, ConfirmDevice; ${await picture(running.window, '1-signed-in')}`
    },
  )

  await step('restart: the app is quit and started again', async () => {
    await running.quit()
    running = await computer.launch()
    await expect(running.window.getByText('Signed in since')).toBeVisible()
    return picture(running.window, '2-restarted')
  })

  const report = aProgram(computer, 'nightly-report.mjs')
  await step(
    "resumed without a password: a program's token comes from the refresh token in the keychain",
    async () => {
      const asked = ask(computer, { program: report })
      await choose(await running.prompt(), 'Always allow')
      const answer = await asked
      assert.equal(answer.status, 200)
      assert.equal(cognito.counters().refreshes, 1)
      assert.equal(cognito.counters().signIns, 1)
      return 'server: 1 refresh, still 1 sign-in'
    },
  )

  await step('the session is ended on the server, and Signet says so', async () => {
    cognito.admin.signOutUser({ username: 'alice' })
    const body = { interactive: false, minimumTtl: 3600 }
    const code = async () => (await ask(computer, { program: report, body })).body.code
    await expect.poll(code, { timeout: 40_000, intervals: [1000] }).toBe('sign_in_required')
    await expect(running.window.getByText('Sign-in ended')).toBeVisible()
    return picture(running.window, '3-ended')
  })

  await step(
    'second sign-in: one field and one press, proved by password and device, no code asked',
    async () => {
      await running.window.getByLabel(/^Password of /).fill(passwords.alice)
      await running.window.getByRole('button', { name: 'Sign in again', exact: true }).click()
      await expect(running.window.getByText('Signed in as')).toBeVisible()
      const { challenges } = cognito.counters()
      assert.equal(challenges['SOFTWARE_TOKEN_MFA'], 1)
      assert.equal(challenges['DEVICE_SRP_AUTH'], 1)
      assert.equal(challenges['DEVICE_PASSWORD_VERIFIER'], 1)
      assert.equal(cognito.admin.devices({ username: 'alice' }).length, 1)
      return 'server: DEVICE_SRP_AUTH, DEVICE_PASSWORD_VERIFIER, no further SOFTWARE_TOKEN_MFA, still 1 device'
    },
  )

  await step('another program asks for a token and is denied', async () => {
    const asked = ask(computer, { program: aProgram(computer, 'unknown-tool.mjs') })
    const prompt = await running.prompt()
    await expect(prompt.getByText('unknown-tool.mjs').first()).toBeVisible()
    const shot = await picture(prompt, '4-consent')
    await choose(prompt, 'Deny')
    const answer = await asked
    assert.deepEqual([answer.status, answer.body.code], [403, 'consent_denied'])
    return `403 consent_denied; ${shot}`
  })

  await step('another program asks for a token and is allowed', async () => {
    const asked = ask(computer, { program: aProgram(computer, 'deploy.mjs') })
    await choose(await running.prompt(), 'Allow once')
    const answer = await asked
    assert.equal(answer.status, 200)
    assert.equal(answer.body.token?.split('.').length, 3)
    return '200, a token'
  })

  await step('1,000 requests at once, the moment the token has ended: exactly 1 refresh', async () => {
    const before = await ask(computer, { program: report })
    const refreshes = cognito.counters().refreshes
    await new Promise((resolve) => setTimeout(resolve, ((before.body.expiresIn ?? 0) + 1) * 1000))
    const answers = await askAll(computer, { program: report, count: 1000 })
    assert.equal(answers.filter(({ status }) => status === 200).length, 1000)
    assert.equal(new Set(answers.map(({ body }) => body.token)).size, 1)
    assert.equal(cognito.counters().refreshes - refreshes, 1)
    return '1,000 times 200, 1 token, server: 1 refresh'
  })

  await step('sign-out with "forget this device" leaves nothing of the account in the keychain', async () => {
    // The audit log's anchor is of no account.
    const ofAccounts = async () =>
      (await keyringNames(computer.keyring.env)).filter((name) => !name.startsWith('audit.'))
    assert.ok((await ofAccounts()).length > 0)
    await running.window.getByRole('button', { name: 'Done' }).click()
    await running.window.getByText('More', { exact: true }).click()
    await running.window.getByRole('button', { name: 'Forget this device' }).click()
    await running.window.getByRole('button', { name: 'Forget this device' }).click()
    await expect(running.window.getByText('Signed out')).toBeVisible()
    assert.deepEqual(await ofAccounts(), [])
    assert.deepEqual(cognito.admin.devices({ username: 'alice' }), [])
    return `keychain: nothing of the account; server: no device; ${await picture(running.window, '5-signed-out')}`
  })
}

mkdirSync(picturesFolder, { recursive: true })
console.log(`demo on ${hostName(electronHost())}, an embedded Cognito, a private keyring, a throw-away home`)
const client = aClient({ accessTokenSeconds, idTokenSeconds: accessTokenSeconds })
const computer = await startComputer({ pools: [aPool({ clients: [client] })] })
let failure: unknown
try {
  await tell(computer)
} catch (error) {
  failure = error
  console.error(error)
  console.error(computer.log())
} finally {
  await computer.stop()
}
console.log(`demo: ${passed} passed, ${failure === undefined ? 0 : 1} failed`)
process.exit(failure === undefined ? 0 : 1)
