// A program asks for a token and its person answers on the terminal: every answer, and how long it holds.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import type { Ended } from '../fixtures/programs'

const question = 'A program asks for your access token of bob.'
const token = /^ey[\w-]+\.[\w-]+\.[\w-]+\n$/

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
})

/** A script asks on a terminal, and its person answers. */
async function answered(computer: HeadlessComputer, letter: string): Promise<Ended> {
  const asking = computer.scriptedOnTerminal(['token'])
  await asking.answer(question, letter)
  return asking.ended
}

/** The exit code of the same script where nobody can be asked. */
const unasked = async (computer: HeadlessComputer) => (await computer.scripted(['token'])).exit

test('T14, T15: the question shows who asks; Enter alone denies, and the program is not asked about again at once', async ({
  computer,
}) => {
  const asking = computer.scriptedOnTerminal(['token', '--reason', 'nightly \u001B[2Jsync \u202Eevil'])
  await asking.answer(question, '')
  const { exit, out } = await asking.ended
  expect([exit, out]).toEqual([5, ''])
  const shown = asking.pty.shown()
  expect(shown).toContain(`${process.execPath} (process ${asking.pid})`)
  expect(shown).toMatch(/Says it runs\s+\S+\/run-command\.mjs/)
  expect(shown).toContain('Denied.')
  expect(shown).toContain('sync')
  expect(shown).not.toContain('\u001B[2J')
  expect(shown).not.toContain('\u202E')

  const again = computer.scriptedOnTerminal(['token', '--json'])
  expect((await again.ended).exit).toBe(5)
  expect(again.pty.shown()).toContain('"denied_recently"')
  expect(again.pty.shown()).not.toContain(question)
})

test('T14: an answer typed before the question could be read does not count', async ({ computer }) => {
  const asking = computer.scriptedOnTerminal(['token'])
  await asking.pty.waitFor(question)
  asking.pty.type('a\r')
  await asking.answer(question, 'd')
  expect((await asking.ended).exit).toBe(5)
  expect((await computer.signet(['apps', 'list', '--json'])).out).toBe('{"apps":[]}\n')
})

test('once is once', async ({ computer }) => {
  expect(await answered(computer, 'o')).toMatchObject({
    exit: 0,
    out: expect.stringMatching(token),
  })
  expect(await unasked(computer)).toBe(5)
  expect((await answered(computer, 'once')).exit).toBe(0)
})

test('until lock holds for the next request, and ends with the agent', async ({ computer }) => {
  expect((await answered(computer, 'l')).exit).toBe(0)
  expect(await unasked(computer)).toBe(0)
  await computer.restartAgent()
  expect(await unasked(computer)).toBe(5)
})

test('always survives the agent, covers one kind of token, and can be taken back', async ({ computer }) => {
  expect((await answered(computer, 'a')).exit).toBe(0)
  await computer.restartAgent()
  expect(await unasked(computer)).toBe(0)
  expect((await computer.scripted(['token', '--use', 'id'])).exit).toBe(5)
  const { out } = await computer.signet(['apps', 'list', '--json'])
  const { apps } = JSON.parse(out) as { apps: readonly { app: { id: string }; end: string }[] }
  expect(apps).toMatchObject([{ end: 'always', accountLabel: 'bob', use: 'access' }])
  expect((await computer.signet(['apps', 'revoke', apps[0]?.app.id ?? ''])).exit).toBe(0)
  expect(await unasked(computer)).toBe(5)
})

test('never refuses without a question, also after a restart', async ({ computer }) => {
  expect((await answered(computer, 'n')).exit).toBe(5)
  await computer.restartAgent()
  const asking = computer.scriptedOnTerminal(['token', '--json'])
  expect((await asking.ended).exit).toBe(5)
  expect(asking.pty.shown()).toContain('"consent_denied"')
  expect(asking.pty.shown()).not.toContain(question)
})

test('a shell is one process: it is never offered always', async ({ computer }) => {
  const { env, programs, signetCommand } = computer
  // The second command keeps the shell from becoming the first.
  const args = ['-c', `${signetCommand} token; exit $?`]
  const asking = programs.startOnTerminal({ command: '/bin/sh', args, env })
  await asking.answer(question, 'a')
  await asking.pty.waitFor('Not an answer. One of d, o, l, 8.')
  asking.pty.type('o\r')
  expect(await asking.ended).toMatchObject({ exit: 0, out: expect.stringMatching(token) })
  expect(asking.pty.shown()).not.toContain('[a]lways')
})

test('--no-interactive asks nobody, and names the command that lets the program in', async ({ computer }) => {
  const asking = computer.scriptedOnTerminal(['token', '--no-interactive'])
  expect((await asking.ended).exit).toBe(5)
  const shown = asking.pty.shown()
  expect(shown).not.toContain(question)
  const [, path = ''] = /signet apps allow (\S+) --account bob/.exec(shown) ?? []
  expect(path).toMatch(/\/run-command\.mjs$/)
  expect((await computer.allow(path)).exit).toBe(0)
  expect(await unasked(computer)).toBe(0)
})

test('nobody but a person at a terminal can allow a program', async ({ computer }) => {
  const { exit, err } = await computer.signet(['apps', 'allow', '/usr/bin/env'])
  expect([exit, err]).toEqual([5, expect.stringContaining('Run the command in a terminal.')])
  const refusing = computer.onTerminal('apps', 'allow', '/usr/bin/env')
  await refusing.answer('Let /usr/bin/env have your access token', 'n')
  expect((await refusing.ended).exit).toBe(5)
  expect((await computer.signet(['apps', 'list', '--json'])).out).toBe('{"apps":[]}\n')
})

test('a program without a terminal is asked about on the terminal of the agent', async ({ computer }) => {
  await computer.stopAgents()
  const agent = computer.onTerminal('agent')
  await agent.pty.waitFor('serves')
  const asking = computer.scripted(['token'])
  await agent.answer(question, 'o')
  expect((await asking).exit).toBe(0)
})

test('a question that nobody answers is withdrawn when the program waits no longer, or is gone', async ({
  computer,
}) => {
  const waiting = computer.onTerminal('token', '--wait', '1')
  await waiting.pty.waitFor(question)
  expect((await waiting.ended).exit).toBe(9)
  await waiting.pty.waitFor('The question is withdrawn')

  const leaving = computer.onTerminal('token')
  await leaving.pty.waitFor(question)
  expect(leaving.pty.isEchoing()).toBe(false)
  leaving.kill('SIGTERM')
  await leaving.pty.waitFor('The question is withdrawn')
  await expect.poll(() => leaving.pty.isEchoing()).toBe(true)
})

test('an agent that ends while it asks gives the terminal back', async ({ computer }) => {
  const asking = computer.onTerminal('token', '--json')
  await asking.pty.waitFor(question)
  await computer.stopAgents()
  expect((await asking.ended).exit).not.toBe(0)
  expect(asking.pty.isEchoing()).toBe(true)
})

test('what was decided stands in the audit log, without a token', async ({ computer }) => {
  const { out } = await answered(computer, 'o')
  await computer.stopAgents()
  const log = readFileSync(join(computer.home, 'audit/1.jsonl'), 'utf8')
  const events = log
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(events).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ what: 'consent', decision: 'once' }),
      expect.objectContaining({ what: 'token', decision: 'once' }),
    ]),
  )
  expect(log).not.toContain(out.trim())
  expect(log).not.toContain(out.trim().split('.')[2])
})
