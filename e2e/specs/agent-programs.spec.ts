// Who is asking: executables, curl, a program whose file changes, and many requests of one program at once.
import { appendFileSync, chmodSync, copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { askMany, type HeadlessComputer, runCommand } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import type { OnTerminal } from '../fixtures/programs'

const question = 'A program asks for your access token of bob.'
const curl = '/usr/bin/curl'

interface Tally {
  readonly statuses: Readonly<Record<string, number>>
  readonly codes: Readonly<Record<string, number>>
  readonly retryAfter: readonly number[]
  readonly tokens: number
}

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
})

/** `count` requests at once, of the program at `command`. */
function manyOnTerminal(computer: HeadlessComputer, count: number, command = process.execPath): OnTerminal {
  const { programs, env, socket } = computer
  return programs.startOnTerminal({ command, args: [askMany, socket, String(count)], env })
}

async function tallyOf(asking: OnTerminal): Promise<Tally> {
  const { out } = await asking.ended
  return JSON.parse(out.slice(out.indexOf('{'))) as Tally
}

test('fifty requests of one program are one question, and a refusal keeps it quiet for 30 seconds', async ({
  computer,
}) => {
  const storm = manyOnTerminal(computer, 50)
  await expect.poll(storm.said).toContain('sent')
  await storm.answer(question, '')
  expect(await tallyOf(storm)).toMatchObject({ statuses: { 403: 50 }, codes: { consent_denied: 50 } })
  expect(storm.pty.shown().split(question)).toHaveLength(2)

  const again = manyOnTerminal(computer, 20)
  const { codes, retryAfter } = await tallyOf(again)
  expect(codes).toEqual({ denied_recently: 20 })
  expect(retryAfter).toHaveLength(20)
  for (const seconds of retryAfter) {
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(30)
  }
  expect(again.pty.shown()).not.toContain(question)
})

test('one yes answers all fifty, with one token', async ({ computer }) => {
  const storm = manyOnTerminal(computer, 50)
  await storm.answer(question, 'o')
  expect(await tallyOf(storm)).toEqual({ statuses: { 200: 50 }, codes: {}, retryAfter: [], tokens: 1 })
  expect(storm.pty.shown().split(question)).toHaveLength(2)
})

test('a program whose file changes is asked about again, and the question says so', async ({ computer }) => {
  const { programs, env, socket } = computer
  const own = computer.beside('their-tool')
  copyFileSync(process.execPath, own)
  chmodSync(own, 0o755)
  const first = manyOnTerminal(computer, 1, own)
  await first.answer(question, 'a')
  expect((await tallyOf(first)).statuses).toEqual({ 200: 1 })
  expect(first.pty.shown()).not.toContain('Says it runs')
  const withoutPerson = await programs.run({ command: own, args: [askMany, socket, '1'], env })
  expect(withoutPerson.out).toContain('"200":1')

  appendFileSync(own, '\0')
  const changed = manyOnTerminal(computer, 1, own)
  await changed.answer(question, 'd')
  expect((await tallyOf(changed)).codes).toEqual({ consent_denied: 1 })
  expect(changed.pty.shown()).toContain('It changed since you approved it.')
})

test('a script that changes is asked about again', async ({ computer }) => {
  const script = computer.beside('deploy.mjs')
  const text = `import { spawnSync } from 'node:child_process'
process.exitCode = spawnSync(process.argv[2], process.argv.slice(3), { stdio: 'inherit' }).status ?? 1\n`
  writeFileSync(script, text)
  expect((await computer.allow(script)).exit).toBe(0)
  expect((await computer.scripted(['token'], script)).exit).toBe(0)
  // The same program under another name is another program.
  const other = computer.beside('other.mjs')
  writeFileSync(other, text)
  expect((await computer.scripted(['token'], other)).exit).toBe(5)
  appendFileSync(script, '// changed\n')
  expect((await computer.scripted(['token'], script)).exit).toBe(5)
})

test('curl asks over the socket like any program, and is bound by its path', async ({ computer }) => {
  test.skip(!existsSync(curl), 'curl is not installed')
  const { programs, env, socket } = computer
  const args = ['-sS', '-d', '{"use":"access"}', '--unix-socket', socket]
  const url = 'http://signet/v1/accounts/default/token'
  const asking = programs.startOnTerminal({ command: curl, args: [...args, url], env })
  await asking.answer(question, 'a')
  expect(JSON.parse((await asking.ended).out)).toMatchObject({ tokenType: 'Bearer', use: 'access' })
  expect(asking.pty.shown()).toContain(`${curl} (process ${asking.pid})`)
  const again = await programs.run({ command: curl, args: [...args, '-w', '%{http_code}', url], env })
  expect(again.out).toMatch(/200$/)
})

test('code that its environment puts into a program is another program', async ({ computer }) => {
  await computer.allow()
  expect((await computer.scripted(['token'])).exit).toBe(0)
  const { programs, env, signetCommand } = computer
  const preloaded = await programs.run({
    command: process.execPath,
    args: [runCommand, signetCommand, 'token', '--json'],
    env: { ...env, NODE_OPTIONS: '--no-warnings' },
  })
  expect([preloaded.exit, preloaded.out]).toEqual([5, ''])
})
