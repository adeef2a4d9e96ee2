// The app takes over from an agent that many programs wait for, in the middle of a refresh whose token rotates.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { aClient } from '../cognito/builders'
import type { KillPoint } from '../cognito/embedded-cognito'
import { askMany, type HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { beginApp, defined } from '../fixtures/launch-app'
import type { Running } from '../fixtures/programs'

const operation = 'GetTokensFromRefreshToken'
const programCount = 4
const callsOfProgram = 50

/** An agent and an app start beside each other: that takes its time on a busy machine. */
test.beforeEach(() => test.setTimeout(120_000))

test.use({
  pool: {
    clients: [
      aClient({
        explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
        refreshTokenRotation: { retryGracePeriodSeconds: 30 },
      }),
    ],
  },
})

/** Two programs that may have bob's tokens, and an agent that has none in its memory. */
async function allowTwo(computer: HeadlessComputer): Promise<Running> {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  await computer.allow()
  await computer.allow(askMany)
  return computer.restartAgent()
}

/** Starts the app; does `meanwhile` while it is on its way, and quits it in the end, whatever came of that. */
async function withApp(computer: HeadlessComputer, meanwhile: () => Promise<void>): Promise<void> {
  const opening = beginApp(defined(computer.env), ['--hidden'])
  try {
    await expect.poll(() => existsSync(computer.socket), { intervals: [10], timeout: 30_000 }).toBe(false)
    await meanwhile()
  } finally {
    await (await opening).quit()
  }
}

async function host(computer: HeadlessComputer): Promise<unknown> {
  await expect.poll(() => existsSync(computer.socket), { intervals: [20], timeout: 20_000 }).toBe(true)
  const { out } = await computer.signet(['status', '--json'])
  return (JSON.parse(out) as { readonly host: unknown }).host
}

/** The app has the session: another program's token is its own refresh, which no earlier one stands in the way of. */
async function expectTakenOver(computer: HeadlessComputer, refreshes: number): Promise<void> {
  expect(await host(computer)).toBe('desktop')
  const { exit, err } = await computer.scripted(['token'])
  expect([exit, err]).toEqual([0, ''])
  expect(computer.cognito.counters()).toMatchObject({ refreshes, signIns: 1, errors: {} })
  expect(readdirSync(join(computer.home, 'refresh'))).toEqual([])
}

for (const point of ['request-seen', 'effect-done', 'reply-sent'] as const satisfies readonly KillPoint[])
  test(`an agent that is to go with a refresh at ${point} answers two hundred who wait from that one`, async ({
    computer,
  }) => {
    const agent = await allowTwo(computer)
    const held = computer.cognito.killPoints.arm(operation, point)
    const asking = Array.from({ length: programCount }, () =>
      computer.programs.start({
        command: process.execPath,
        args: [askMany, computer.socket, String(callsOfProgram)],
        env: computer.env,
      }),
    )
    for (const { said } of asking) await expect.poll(said, { timeout: 20_000 }).toContain('sent')
    await held.reached
    await withApp(computer, async () => {
      held.release()
      for (const { ended } of asking) {
        const { out } = await ended
        expect(JSON.parse(out.slice(out.indexOf('{')))).toEqual({
          statuses: { 200: callsOfProgram },
          codes: {},
          retryAfter: [],
          tokens: 1,
        })
      }
      expect((await agent.ended).exit).toBe(0)
      expect(computer.cognito.counters().refreshes).toBe(1)
      await expectTakenOver(computer, 2)
    })
  })

test('those who wait longer than the agent waits for anything else are answered all the same', async ({
  computer,
}) => {
  const agent = await allowTwo(computer)
  const held = computer.cognito.killPoints.arm(operation, 'effect-done')
  const asking = Array.from({ length: programCount }, () => computer.scripted(['token']))
  await held.reached
  await withApp(computer, async () => {
    const releaseAtMs = Date.now() + 5_500
    await expect.poll(() => Date.now(), { intervals: [50] }).toBeGreaterThan(releaseAtMs)
    held.release()
    const answers = await Promise.all(asking)
    expect(answers.map(({ exit, err }) => [exit, err])).toEqual(answers.map(() => [0, '']))
    expect(new Set(answers.map(({ out }) => out)).size).toBe(1)
    expect((await agent.ended).exit).toBe(0)
    expect(computer.cognito.counters().refreshes).toBe(1)
    await expectTakenOver(computer, 2)
  })
})
