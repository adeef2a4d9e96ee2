// One host per user: what happens when a second one is started, and when a program needs one that nobody looks at.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { test, work } from '../fixtures/computer-test'
import { electronHost, root } from '../fixtures/electron-host'
import { appArguments, type Computer } from '../fixtures/launch-app'
import { choose, giveCredentials } from '../fixtures/person'

const storedAccount = {
  id: '0123456789abcdef',
  label: 'ada of the keychain',
  userPoolId: work.userPoolId,
  clientId: work.clientId,
  username: 'ada',
  sub: 'sub-of-ada',
  typedNames: ['ada'],
  isDefault: true,
  signedInAtMs: 1,
  status: 'signed-in',
  device: 'remembered',
} as const

const agentProgram = join(root, 'out/agent/agent.js')
const asker = join(root, 'e2e/fixtures/ask-for-token.mjs')

test.beforeEach(({ computer }) => computer.hasPool(work))

/** Starts the headless agent and waits until it serves. */
async function startAgent(computer: Computer) {
  const agent = spawn(process.execPath, [agentProgram], {
    env: computer.env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  agent.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
  const ended = new Promise<number | null>((resolve) => agent.once('close', resolve))
  await expect.poll(() => said, { intervals: [20], timeout: 20_000 }).toContain('serves')
  const kill = () => {
    agent.kill('SIGKILL')
    return ended
  }
  return { ended, kill, isRunning: () => agent.exitCode === null && agent.signalCode === null }
}

/** The host that serves now, by its own word. */
async function host(computer: Computer): Promise<unknown> {
  const { stdout } = await computer.signet(['status', '--json'])
  return (JSON.parse(stdout) as { readonly host: unknown }).host
}

const login = (computer: Computer) => computer.signet(['login', '--username', 'bob'], `${passwords.bob}\n`)

/** Another program asks for a token of the default account. */
async function ask(computer: Computer, body: object) {
  const { stdout } = await computer.run(process.execPath, [asker, computer.socket, JSON.stringify(body)])
  return JSON.parse(stdout) as { readonly status: number; readonly body: Record<string, unknown> }
}

async function givePassword(window: Page): Promise<void> {
  await window.getByLabel('Password', { exact: true }).fill(passwords.bob)
  await window.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('the app takes over from a running agent, and who was signed in still is', async ({ computer }) => {
  const agent = await startAgent(computer)
  try {
    expect((await login(computer)).code).toBe(0)
    expect(await host(computer)).toBe('agent')
    const { window, prompt } = await computer.launch()
    expect(await agent.ended).toBe(0)
    expect(await host(computer)).toBe('desktop')
    await expect(window.getByText('Signed in since')).toBeVisible()
    const asked = ask(computer, {})
    await choose(await prompt(), 'Allow once')
    expect(await asked).toMatchObject({ status: 200 })
    expect(computer.cognito.counters().signIns).toBe(1)
  } finally {
    if (agent.isRunning()) await agent.kill()
  }
})

test('an agent that is asked to go answers what it was asked for, and the window asked for meanwhile comes', async ({
  computer,
}) => {
  const { cognito } = computer
  const agent = await startAgent(computer)
  try {
    const held = cognito.killPoints.arm('InitiateAuth', 'request-seen')
    const signingIn = login(computer)
    await held.reached
    const opening = computer.launchHidden()
    await expect.poll(() => existsSync(computer.socket), { intervals: [20] }).toBe(false)
    const second = await computer.run(electronHost().program, appArguments())
    expect(second.code).toBe(0)
    expect(agent.isRunning()).toBe(true)
    held.release()
    expect((await signingIn).stderr).toContain('Signed in as bob.')
    expect(await agent.ended).toBe(0)
    const { shown } = await opening
    await expect((await shown()).getByText('Signed in since')).toBeVisible()
  } finally {
    if (agent.isRunning()) await agent.kill()
  }
})

test('an agent that meets the app says so and goes; the app goes on', async ({ computer }) => {
  await computer.launch()
  const agent = await computer.run(process.execPath, [agentProgram])
  expect(agent).toMatchObject({ code: 0, stdout: '' })
  expect(agent.stderr).toContain('The Signet app is running already; it serves.')
  expect(await host(computer)).toBe('desktop')
})

test('an agent that meets an agent says so and goes', async ({ computer }) => {
  const first = await startAgent(computer)
  try {
    const second = await computer.run(process.execPath, [agentProgram])
    expect(second).toMatchObject({ code: 0, stdout: '', stderr: 'Signet is running already.\n' })
    expect(await host(computer)).toBe('agent')
  } finally {
    await first.kill()
  }
})

test.describe('a program that needs an account that nobody is signed in to', () => {
  test.beforeEach(async ({ computer }) => {
    const { window, quit } = await computer.launch()
    await window.getByRole('button', { name: 'Sign in' }).first().click()
    await giveCredentials(window, 'bob', passwords.bob)
    await window.getByRole('button', { name: 'Done' }).click()
    await window.getByRole('button', { name: 'Sign out', exact: true }).click()
    await expect(window.getByText('Signed out')).toBeVisible()
    await quit()
  })

  test('brings its sign-in up, though no window was open, and is answered after it', async ({ computer }) => {
    const { shown, prompt } = await computer.launchHidden()
    const asked = ask(computer, { wait: 60 })
    await choose(await prompt(), 'Allow once')
    const window = await shown()
    await expect(window.getByLabel('Username')).toHaveValue('bob')
    await givePassword(window)
    const answer = await asked
    expect(answer).toMatchObject({ status: 200, body: { tokenType: 'Bearer' } })
    await expect(window.getByText('Signed in as')).toBeVisible()
  })

  test('is told at once when the person closes the window instead', async ({ computer }) => {
    const { shown, prompt } = await computer.launchHidden()
    const asked = ask(computer, { wait: 60 })
    await choose(await prompt(), 'Allow once')
    const window = await shown()
    await expect(window.getByLabel('Username')).toHaveValue('bob')
    await window.close()
    expect(await asked).toMatchObject({ status: 409, body: { code: 'cancelled' } })
  })

  test('is told to sign in where it may not ask', async ({ computer }) => {
    await computer.launchHidden()
    expect(await ask(computer, { interactive: false })).toMatchObject({
      status: 403,
      body: { code: 'consent_required' },
    })
  })
})

test.describe('without a keyring, for this session only', () => {
  test.use({ keyring: 'none' })

  test('who is signed in elsewhere is neither shown nor forgotten, not even by a reset', async ({
    computer,
  }) => {
    const path = join(computer.home, 'accounts.json')
    const theirs = JSON.stringify({ version: 1, accounts: [storedAccount] })
    writeFileSync(path, theirs, { mode: 0o600 })
    const { window, app } = await computer.launch()
    await expect(window.getByText(storedAccount.label)).toBeVisible()
    await window.getByRole('button', { name: 'Use this session only' }).click()
    await expect(window.getByText('Signet keeps nothing on this computer.')).toBeVisible()
    await expect(window.getByText(storedAccount.label)).toBeHidden()
    expect((await login(computer)).code).toBe(0)
    await expect(window.getByText('Signed in since')).toBeVisible()

    // A person says yes in the message box that a reset brings up.
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
    })
    const reset = await computer.signet(['reset', '--json'])
    expect(JSON.parse(reset.stdout)).toMatchObject({
      left: [expect.stringContaining('accounts.json') as unknown],
    })
    expect(readFileSync(path, 'utf8')).toBe(theirs)
    expect(computer.cognito.admin.devices({ username: 'bob' })).toEqual([])
  })
})
