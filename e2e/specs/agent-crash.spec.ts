// The agent is killed in the middle of a refresh whose token rotates, and another starts on what is left.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from '@playwright/test'
import { errorsEn } from '../../shared/text/errors.en'
import { aClient } from '../cognito/builders'
import type { KillPoint } from '../cognito/embedded-cognito'
import { askMany, type HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { keyringNames } from '../fixtures/keyring-names'
import type { Running } from '../fixtures/programs'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
/** Deaths at each of the three points, and at random moments. */
const deathsAtPoint = isLong ? 334 : 5
const randomDeaths = isLong ? 300 : 20
const points = ['request-seen', 'effect-done', 'reply-sent'] as const satisfies readonly KillPoint[]
const operation = 'GetTokensFromRefreshToken'
/** What one death and what follows it may take on a slow machine. */
const msForDeath = 12_000

/** Kills the agent when `moment` has come, while a program waits for a token. */
async function die(
  { programs, env, socket }: HeadlessComputer,
  agent: Running,
  moment: () => Promise<unknown>,
): Promise<void> {
  const asking = programs.start({ command: process.execPath, args: [askMany, socket, '1'], env })
  await moment()
  agent.kill('SIGKILL')
  await agent.ended
  await asking.ended
}

function dieAt(computer: HeadlessComputer, agent: Running, point: KillPoint): Promise<void> {
  const held = computer.cognito.killPoints.arm(operation, point)
  return die(computer, agent, () => held.reached).finally(() => held.release())
}

/** Somewhen between Cognito's effect and the end of the refresh, which takes some 30 ms from there. */
async function dieSomewhen(computer: HeadlessComputer, agent: Running, seed: number): Promise<void> {
  const share = createHash('sha256').update(`death ${seed}`).digest().readUInt32BE() / 2 ** 32
  const held = computer.cognito.killPoints.arm(operation, 'effect-done')
  await die(computer, agent, async () => {
    await held.reached
    held.release()
    await wait(share * 40)
  })
}

/**
 * Nothing is left of a refresh: one generation of the account's items, no journal. Soon, not at once: that a session is
 * over is told while the keychain still lets go of it.
 */
async function expectTidy(computer: HeadlessComputer, account: string): Promise<void> {
  const folder = join(computer.home, 'refresh')
  const left = async () => {
    const names = (await keyringNames(computer.env)).filter((name) => name.startsWith(account))
    const generations = new Set(names.flatMap((name) => name.split('.')[1] ?? []))
    const journals = readdirSync(computer.home).includes('refresh') ? readdirSync(folder) : []
    return { heads: names.filter((name) => name === account), generations: generations.size, journals }
  }
  await expect.poll(left).toEqual({ heads: [account], generations: 1, journals: [] })
}

const lifeSeconds = 1
const clientWithGrace = (retryGracePeriodSeconds: number) =>
  aClient({
    explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    refreshTokenRotation: { retryGracePeriodSeconds },
    accessTokenSeconds: lifeSeconds,
    idTokenSeconds: lifeSeconds,
  })

/** Signs bob in and lets two programs have his token; then kills agent after agent, each once its token has ended. */
async function killAgents(
  computer: HeadlessComputer,
  {
    deaths,
    die,
    after,
  }: {
    readonly deaths: number
    readonly die: (agent: Running, death: number) => Promise<void>
    readonly after: (account: string) => Promise<void>
  },
): Promise<void> {
  test.setTimeout(60_000 + deaths * msForDeath)
  computer.hasPools()
  let agent = await computer.agent()
  const account = await signInBob(computer)
  await computer.allow()
  await computer.allow(askMany)
  for (let death = 0; death < deaths; death += 1) {
    const endMs = Date.now() + lifeSeconds * 1000
    await expect.poll(() => Date.now(), { intervals: [100] }).toBeGreaterThan(endMs)
    await die(agent, death)
    agent = await computer.agent()
    await after(account)
    await expectTidy(computer, account)
  }
}

test.describe('in a pool with a grace', () => {
  test.use({ pool: { clients: [clientWithGrace(30)] } })

  const served = (computer: HeadlessComputer) => async () => {
    const { exit, err } = await computer.scripted(['token'])
    expect([exit, err]).toEqual([0, ''])
    expect(computer.cognito.counters()).toMatchObject({ signIns: 1, errors: {} })
  }

  for (const point of points)
    test(`${deathsAtPoint} deaths at ${point} cost no sign-in`, ({ computer }) =>
      killAgents(computer, {
        deaths: deathsAtPoint,
        die: (agent) => dieAt(computer, agent, point),
        after: served(computer),
      }))

  test(`${randomDeaths} deaths at random moments cost no sign-in`, ({ computer }) =>
    killAgents(computer, {
      deaths: randomDeaths,
      die: (agent, death) => dieSomewhen(computer, agent, death),
      after: served(computer),
    }))
})

test.describe('in a pool without a grace', () => {
  test.use({ pool: { clients: [clientWithGrace(0)] } })

  /** Served, or told that the answer was lost; then bob signs in again. */
  const servedOrTold = (computer: HeadlessComputer, lost: string[]) => async (account: string) => {
    const { exit, err } = await computer.scripted(['token'])
    if (exit === 0) return
    lost.push(err)
    expect(err).toContain(errorsEn['session/lost-answer'].title)
    expect(computer.read('accounts.json')).toContain('session/lost-answer')
    await expectTidy(computer, account)
    await signInBob(computer)
  }

  for (const point of points)
    test(`each of ${deathsAtPoint} deaths at ${point} is named where it costs the sign-in`, async ({
      computer,
    }) => {
      const lost: string[] = []
      await killAgents(computer, {
        deaths: deathsAtPoint,
        die: (agent) => dieAt(computer, agent, point),
        after: servedOrTold(computer, lost),
      })
      // Cognito has spent the token, and nobody has the next one.
      if (point === 'effect-done') expect(lost).toHaveLength(deathsAtPoint)
    })

  test(`each of ${randomDeaths} deaths at random moments is named where it costs the sign-in`, ({
    computer,
  }) =>
    killAgents(computer, {
      deaths: randomDeaths,
      die: (agent, death) => dieSomewhen(computer, agent, death),
      after: servedOrTold(computer, []),
    }))
})
