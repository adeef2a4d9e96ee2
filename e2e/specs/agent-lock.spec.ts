// Locked, an agent gives nothing out, also not after a restart, until a person agrees on the terminal.
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { passwords } from '../cognito/builders'
import { signInAlice, signInBob } from '../fixtures/agent-person'
import { defaultSettings } from '../../main/core/records/settings'
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

test.describe('by password', () => {
  const passwordQuestion = 'checks the password of'

  /** As a person who has no window to choose it in: the agent reads its settings when it starts. */
  async function lockedByPassword(computer: HeadlessComputer) {
    computer.write(
      'settings.json',
      JSON.stringify({ ...defaultSettings, version: 3, unlockWith: 'password' }),
    )
    await computer.restartAgent()
    await computer.signet(['lock'])
  }

  /** A try on the terminal of the command. */
  async function tried(computer: HeadlessComputer, password: string, ...flags: readonly string[]) {
    const unlocking = computer.onTerminal('unlock', ...flags)
    await unlocking.answerUnseen(passwordQuestion, password)
    const ended = await unlocking.ended
    return { ...ended, shown: unlocking.pty.shown() }
  }

  test('a wrong one opens nothing and costs a pause, the right one opens, and neither is seen or kept', async ({
    computer,
  }) => {
    await allowed(computer, 'a')
    await lockedByPassword(computer)
    expect((await computer.signet(['unlock'])).exit).toBe(5)
    // One that comes too soon is told so, and never reaches the pool.
    const exits = async (password: string) => (await tried(computer, password)).exit
    for (let times = 0; times < 3; times += 1)
      await expect.poll(() => exits('Wrong-Password-1!'), { timeout: 20_000 }).toBe(5)
    expect(await exitOfToken(computer)).toBe(6)
    await expect.poll(() => exits(passwords.bob), { timeout: 30_000 }).toBe(0)
    expect(computer.cognito.counters().errors).toMatchObject({ NotAuthorizedException: 3 })
    await computer.signet(['lock'])
    const right = await tried(computer, passwords.bob)
    expect(right.exit).toBe(0)
    expect(right.shown).not.toContain(passwords.bob)
    expect(await exitOfToken(computer)).toBe(0)
    for (const name of ['audit/1.jsonl', 'signet.log', 'accounts.json'])
      expect(computer.read(name)).not.toMatch(/Wrong-Password|Bob-Password/)
  })

  test('without a network it says so, and stays locked', async ({ computer }) => {
    await lockedByPassword(computer)
    await computer.cognito.close()
    const offline = await tried(computer, passwords.bob)
    expect(offline.exit).toBe(7)
    expect(offline.shown).toContain('Without a network, your password cannot be checked.')
    expect((await computer.signet(['status'])).out).toContain('Locked')
  })

  test('of somebody with a second factor takes no code, and the device stays remembered', async ({
    computer,
  }) => {
    const alice = await signInAlice(computer)
    await lockedByPassword(computer)
    const devices = computer.cognito.admin.devices({ username: 'alice' })
    expect((await tried(computer, passwords.alice, '--account', alice)).exit).toBe(0)
    expect(computer.cognito.admin.devices({ username: 'alice' })).toEqual(devices)
    const again = await computer.signet(['login', '--account', alice], { input: `${passwords.alice}\n` })
    expect(again.exit).toBe(0)
  })

  test('where no account is left that could prove one, a reset is the way out', async ({ computer }) => {
    await lockedByPassword(computer)
    computer.hasPools({ clientId: 'another' })
    await computer.restartAgent()
    const refused = await computer.onTerminal('unlock').ended
    expect(refused.exit).toBe(5)
    const resetting = computer.onTerminal('reset')
    await resetting.answer('delete everything', 'y')
    const { exit, out } = await resetting.ended
    expect([exit, out]).toEqual([1, expect.stringContaining('Cognito was not told')])
    expect((await computer.signet(['status'])).out).not.toContain('Locked')
  })
})
