// What must never be seen outside the keychain and memory: looked for in every process and every file of a whole story.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { clientSecret, passwords, secretClientId } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { test } from '../fixtures/agent-test'
import { watchProcesses } from '../fixtures/processes'

interface Keychain {
  readonly refreshToken: string
  readonly devicePassword: string
}

/** The secrets that the keychain holds of an account. */
async function secretsOf(computer: HeadlessComputer, account: string): Promise<Keychain> {
  const items = await computer.keychain(account)
  const { [account]: head = '{}', ...parts } = items
  const { generation, parts: count } = JSON.parse(head) as { generation: number; parts: number }
  const text = Array.from({ length: count }, (_, part) => parts[`${account}.${generation}.${part}`] ?? '')
  const { session, device } = JSON.parse(text.join('')) as {
    session: { refreshToken: string }
    device: { devicePassword: string }
  }
  return { refreshToken: session.refreshToken, devicePassword: device.devicePassword }
}

/** Paths below `folder` of files that hold one of the texts. */
function filesWith(folder: string, texts: readonly string[]): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const files = names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile())
  expect(files.length).toBeGreaterThan(2)
  return files.filter((path) => {
    const content = readFileSync(path, 'latin1')
    return texts.some((text) => content.includes(text))
  })
}

test('no password, code, token or device secret is in an argument, an environment or a file', async ({
  computer,
  keyring,
}) => {
  const { cognito, userPoolId } = computer
  const watch = watchProcesses()
  const agent = await computer.agent()
  const place = ['--user-pool-id', userPoolId, '--client-id', secretClientId, '--endpoint', cognito.url]
  const adding = computer.onTerminal('pools', 'add', '--name', 'Work', '--client-secret-stdin', ...place)
  await adding.type('App client secret: ', clientSecret)
  await adding.answer('Add the pool', 'y')
  expect((await adding.ended).exit).toBe(0)
  const code = cognito.totp('alice')
  const wrong = await computer.signet(['login', '--username', 'alice'], { input: 'Wrong-Canary-1!\n' })
  const login = await computer.signet(['login', '--username', 'alice', '--json'], {
    input: `${passwords.alice}\n${code}\n`,
  })
  const { account } = JSON.parse(login.out) as { account: string }
  await computer.allow()
  const access = await computer.scripted(['token'])
  const secrets = await secretsOf(computer, account)
  await computer.stopAgents()
  const second = await computer.agent()
  const resumed = await computer.scripted(['token', '--json'])
  const { token } = JSON.parse(resumed.out) as { token: string }
  await computer.stopAgents()

  const signatures = [access.out, token].map((text) => text.trim().split('.')[2] ?? '')
  expect(signatures.every((text) => text.length > 100)).toBe(true)
  const { refreshToken, devicePassword } = secrets
  const canaries = [passwords.alice, 'Wrong-Canary-1!', clientSecret, refreshToken, devicePassword]
  const all = [...canaries, ...signatures]

  const sights = watch.end().filter(({ environment }) => environment.includes(computer.home))
  const seen = sights.map(({ commandLine }) => commandLine.split('\0').join(' '))
  // The watch is only worth something if it saw them: host, keychain process, command and other programs.
  for (const program of ['agent/agent.js', 'keychain-child.cjs', 'signet login', 'run-command.mjs'])
    expect(
      seen.some((line) => line.includes(program)),
      program,
    ).toBe(true)
  for (const { commandLine, environment } of sights)
    for (const canary of all) expect(`${commandLine} ${environment}`).not.toContain(canary)

  expect(filesWith(computer.home, [...all, code])).toEqual([])
  expect(filesWith(keyring.home, all)).toEqual([])
  for (const words of [agent.said(), second.said(), wrong.err, login.err, adding.pty.shown()])
    for (const canary of all) expect(words).not.toContain(canary)
})
