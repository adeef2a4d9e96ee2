// Many ask at once when the token has ended: the server sees one refresh.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { aClient } from '../cognito/builders'
import { askMany, type HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { agentsOf, untilQuiet } from '../fixtures/processes'
import type { Running } from '../fixtures/programs'

const manyCount = 1000

/** Starts `count` requests at once, of a program that was allowed. */
function startMany({ programs, env, socket }: HeadlessComputer, count = manyCount): Running {
  const args = [askMany, socket, String(count)]
  return programs.start({ command: process.execPath, args, env })
}

async function endOf(asking: Running): Promise<unknown> {
  const { out } = await asking.ended
  return JSON.parse(out.slice(out.indexOf('{')))
}

/** Starts such programs, and holds the refresh that they cause until every one of them waits for it at the agent. */
async function askWhileHeld(computer: HeadlessComputer, start: () => readonly Running[]) {
  const held = computer.cognito.killPoints.arm('GetTokensFromRefreshToken', 'request-seen')
  const asking = start()
  for (const { said } of asking) await expect.poll(said, { timeout: 20_000 }).toContain('sent')
  await held.reached
  for (const pid of agentsOf(computer.home)) await untilQuiet(pid)
  held.release()
  return Promise.all(asking.map(endOf))
}

const served = (count: number) => ({ statuses: { 200: count }, codes: {}, retryAfter: [], tokens: 1 })
const allServed = served(manyCount)

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  await computer.allow(askMany)
})

test.describe('with tokens of six seconds', () => {
  const lifeSeconds = 6
  test.use({
    pool: { clients: [aClient({ accessTokenSeconds: lifeSeconds, idTokenSeconds: lifeSeconds })] },
  })

  /** Lets `programCount` programs ask `count` times each when the token has ended. */
  async function askAtExpiry(computer: HeadlessComputer, programCount: number, count: number) {
    const { cognito } = computer
    expect(await endOf(startMany(computer, 1))).toEqual(served(1))
    const refreshed = cognito.counters().refreshes
    const endMs = Date.now() + lifeSeconds * 1000
    await expect.poll(() => Date.now(), { intervals: [100] }).toBeGreaterThan(endMs)

    const answers = await askWhileHeld(computer, () =>
      Array.from({ length: programCount }, () => startMany(computer, count)),
    )
    return { answers, refreshes: cognito.counters().refreshes - refreshed }
  }

  test('a thousand requests at expiry are exactly one refresh', async ({ computer }) => {
    expect(await askAtExpiry(computer, 1, manyCount)).toEqual({ answers: [allServed], refreshes: 1 })
  })

  test('four programs that ask two hundred times each at expiry are exactly one refresh', async ({
    computer,
  }) => {
    const { answers, refreshes } = await askAtExpiry(computer, 4, 200)
    expect(answers).toEqual([served(200), served(200), served(200), served(200)])
    expect(refreshes).toBe(1)
  })
})

test('a thousand requests to an agent that has just started are exactly one refresh, and none is asked about', async ({
  computer,
}) => {
  await computer.restartAgent()
  expect(await endOf(startMany(computer))).toEqual(allServed)
  expect(computer.cognito.counters().refreshes).toBe(1)
})

test('a refresh that fails is one failure for all who wait, who are told how long, and then there is a token', async ({
  computer,
}) => {
  const { cognito } = computer
  await computer.restartAgent()
  cognito.faults.add({ operation: 'GetTokensFromRefreshToken', kind: 'throttle', times: 20 })
  expect(await askWhileHeld(computer, () => [startMany(computer)])).toEqual([
    {
      statuses: { 429: manyCount },
      codes: { throttled: manyCount },
      retryAfter: Array.from({ length: manyCount }, () => 1),
      tokens: 0,
    },
  ])
  expect(cognito.counters().errors).toEqual({})
  expect(cognito.counters().operations['GetTokensFromRefreshToken']).toBe(1)
  cognito.faults.clear()
  await expect.poll(() => endOf(startMany(computer, 1))).toEqual(served(1))
  expect(await endOf(startMany(computer))).toEqual(allServed)
})

test.describe('with a refresh token that rotates', () => {
  test.use({
    pool: {
      clients: [aClient({ explicitAuthFlows: ['ALLOW_USER_SRP_AUTH'], refreshTokenRotation: {} })],
    },
  })

  test('each start of the agent spends one refresh token, and the next one is in the keychain', async ({
    computer,
  }) => {
    for (const refreshes of [1, 2, 3]) {
      await computer.restartAgent()
      expect(await endOf(startMany(computer))).toEqual(allServed)
      expect(computer.cognito.counters()).toMatchObject({ refreshes, signIns: 1, errors: {} })
      expect(await readdir(join(computer.home, 'refresh'))).toEqual([])
    }
  })
})
