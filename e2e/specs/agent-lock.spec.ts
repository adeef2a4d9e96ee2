// Locked, an agent gives nothing out, also not after a restart, until a person agrees on the terminal.
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

const question = 'A program asks for your access token of bob.'
const unlockQuestion = 'Unlock Signet?'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
})

/** The script's person allows it on the terminal. */
async function allowed(computer: HeadlessComputer, letter: string) {
  const asking = computer.scriptedOnTerminal(['token'])
  await asking.answer(question, letter)
  expect((await asking.ended).exit).toBe(0)
}

/** A person unlocks, on the terminal of the command. */
async function unlocked(computer: HeadlessComputer) {
  const unlocking = computer.onTerminal('unlock')
  await unlocking.answer(unlockQuestion, 'y')
  expect((await unlocking.ended).exit).toBe(0)
}

const exitOfToken = async (computer: HeadlessComputer) => (await computer.scripted(['token'])).exit

test('a lock holds for whoever was allowed, and through a restart, until a person unlocks', async ({
  computer,
}) => {
  await allowed(computer, 'a')
  expect((await computer.signet(['lock'])).exit).toBe(0)
  const refused = await computer.scripted(['token'])
  expect(refused).toMatchObject({ exit: 6, out: '' })
  expect(refused.err).toContain('signet unlock')
  expect((await computer.signet(['login', '--username', 'bob'])).exit).toBe(6)
  expect((await computer.signet(['status'])).out).toContain('Locked')
  await computer.restartAgent()
  expect(await exitOfToken(computer)).toBe(6)

  expect((await computer.signet(['unlock', '--no-interactive'])).exit).toBe(5)
  const refusing = computer.onTerminal('unlock')
  await refusing.answer(unlockQuestion, 'n')
  expect((await refusing.ended).exit).toBe(5)
  expect(await exitOfToken(computer)).toBe(6)
})

test('unlocked, what was allowed for good holds again, and what was allowed until locked does not', async ({
  computer,
}) => {
  await allowed(computer, 'l')
  expect(await exitOfToken(computer)).toBe(0)
  await computer.signet(['lock'])
  await unlocked(computer)
  expect(await exitOfToken(computer)).toBe(5)
  await allowed(computer, 'a')
  await computer.signet(['lock'])
  await unlocked(computer)
  expect(await exitOfToken(computer)).toBe(0)
})

test('no lock costs a sign-in, nor what a refresh rotates', async ({ computer }) => {
  await allowed(computer, 'a')
  for (let times = 0; times < 3; times += 1) {
    await computer.signet(['lock'])
    await unlocked(computer)
    expect(await exitOfToken(computer)).toBe(0)
  }
  const audit = computer.read('audit/1.jsonl')
  expect(audit.match(/"what":"lock","decision":"locked"/g)).toHaveLength(3)
  expect(audit.match(/"what":"lock","decision":"unlocked"/g)).toHaveLength(3)
})
