// Many ask at once when the token has ended: the server sees one refresh.
import { expect } from '@playwright/test'
import { aClient } from '../cognito/builders'
import { askMany, type HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import type { Running } from '../fixtures/programs'

const manyCount = 1000

/** Starts `manyCount` requests at once, of a program that was allowed. */
function startMany({ programs, env, socket }: HeadlessComputer, body = '{}'): Running {
  const args = [askMany, socket, String(manyCount), body]
  return programs.start({ command: process.execPath, args, env })
}

async function endOf(asking: Running): Promise<unknown> {
  const { out } = await asking.ended
  return JSON.parse(out.slice(out.indexOf('{')))
}

const allServed = { statuses: { 200: manyCount }, codes: {}, retryAfter: [], tokens: 1 }

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

  test('a thousand requests at expiry are exactly one refresh', async ({ computer }) => {
    const { cognito, socket, programs, env } = computer
    const first = await programs.run({ command: process.execPath, args: [askMany, socket, '1'], env })
    expect(first.out).toContain('"200":1')
    const refreshed = cognito.counters().refreshes
    const endMs = Date.now() + lifeSeconds * 1000
    await expect.poll(() => Date.now(), { intervals: [100] }).toBeGreaterThan(endMs)

    // Held until all have asked: however slow the machine, none of them finds a fresh token.
    const held = cognito.killPoints.arm('GetTokensFromRefreshToken', 'request-seen')
    const asking = startMany(computer)
    await expect.poll(asking.said, { timeout: 20_000 }).toContain('sent')
    await held.reached
    held.release()
    expect(await endOf(asking)).toEqual(allServed)
    expect(cognito.counters().refreshes).toBe(refreshed + 1)
  })
})

test('a thousand requests to an agent that has just started are exactly one refresh, and none is asked about', async ({
  computer,
}) => {
  await computer.restartAgent()
  expect(await endOf(startMany(computer))).toEqual(allServed)
  expect(computer.cognito.counters().refreshes).toBe(1)
})

test('a refresh that fails is one failure for all who wait, and the next request gets its token', async ({
  computer,
}) => {
  const { cognito } = computer
  await computer.restartAgent()
  cognito.faults.add({ operation: 'GetTokensFromRefreshToken', kind: 'throttle', times: 20 })
  const held = cognito.killPoints.arm('GetTokensFromRefreshToken', 'request-seen')
  const asking = startMany(computer)
  await expect.poll(asking.said, { timeout: 20_000 }).toContain('sent')
  await held.reached
  held.release()
  expect(await endOf(asking)).toMatchObject({ statuses: { 429: manyCount }, codes: { throttled: manyCount } })
  cognito.faults.clear()
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
    }
  })
})
