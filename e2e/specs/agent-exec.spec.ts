// `signet exec` with the real agent: whose consent it takes, and where the token is then.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { processesOf } from '../fixtures/processes'

const question = 'A program asks for your access token of bob.'
const token = /ey[\w-]+\.[\w-]+\.[\w-]+/

/** A command that says its token, then waits. */
const telling = ['--', process.execPath, '-e', 'console.log(process.env.T); setTimeout(() => {}, 60_000)']

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
})

test('the program that called is asked about; its token is in the child alone', async ({ computer }) => {
  const asking = computer.scriptedOnTerminal(['exec', '--env', 'T=access', ...telling])
  await asking.answer(question, 'o')
  await expect.poll(asking.said).toMatch(token)
  expect(asking.pty.shown()).toMatch(/Says it runs\s+\S+\/run-command\.mjs/)

  const [given = ''] = token.exec(asking.said()) ?? []
  const seen = processesOf(computer.home)
  const holders = seen.filter(({ environment }) => environment.includes(given))
  expect(holders.map(({ commandLine }) => commandLine)).toEqual([[...telling.slice(1), ''].join('\0')])
  const isSignet = ({ commandLine }: { commandLine: string }) => commandLine.split('\0').includes('exec')
  expect(seen.filter(isSignet).length).toBeGreaterThan(0)
  for (const { commandLine } of seen) expect(commandLine).not.toContain(given)

  asking.pty.type('\u0003')
  await asking.ended
  await computer.stopAgents()
  for (const name of readdirSync(join(computer.home, 'audit'))) {
    const log = readFileSync(join(computer.home, 'audit', name), 'utf8')
    expect(log).not.toContain(given)
    expect(log).not.toContain(given.split('.')[2])
  }
  expect(computer.read('audit/1.jsonl')).toContain('"what":"token","decision":"once"')
  expect(computer.read('signet.log')).not.toContain(given)
})

test('refused, nothing is started, and the exit code is that of Signet', async ({ computer }) => {
  const mark = computer.beside('mark')
  const asking = computer.scriptedOnTerminal(['exec', '--', 'touch', mark])
  await asking.answer(question, 'd')
  expect(await asking.ended).toMatchObject({ exit: 5, out: '' })
  expect(existsSync(mark)).toBe(false)
})

test('of two kinds each takes its own yes, and one that is refused starts nothing', async ({ computer }) => {
  const mark = computer.beside('mark')
  const words = ['exec', '--env', 'A=access', '--env', 'I=id', '--', 'touch', mark]
  const refusing = computer.scriptedOnTerminal(words)
  await refusing.answer(question, 'a')
  await refusing.answer('A program asks for your id token of bob.', 'd')
  expect((await refusing.ended).exit).toBe(5)
  expect(existsSync(mark)).toBe(false)
  // What was allowed for good counts for exec as it does for `signet token`.
  expect((await computer.scripted(['token'])).exit).toBe(0)
  expect((await computer.scripted(['exec', '--', 'touch', mark])).exit).toBe(0)
  expect(existsSync(mark)).toBe(true)
})

test('the exit code is that of the command', async ({ computer }) => {
  await computer.allow()
  expect((await computer.scripted(['exec', '--', 'sh', '-c', 'exit 41'])).exit).toBe(41)
  expect((await computer.scripted(['exec', '--', 'no-such-tool'])).exit).toBe(127)
})
