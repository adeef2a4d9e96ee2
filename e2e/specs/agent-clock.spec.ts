// A computer whose clock is a day off, in either direction: Cognito's own `Date` is what a proof is dated by, and a token
// lives as long as it lives.
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect } from '@playwright/test'
import { aClient, passwords } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInAlice, signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

const dayMs = 86_400_000
const shiftedClock = pathToFileURL(join(fileURLToPath(import.meta.url), '../../fixtures/shifted-clock.mjs'))

/** Starts the agent on a computer whose wall clock is that far from the server's. */
async function agentOff(computer: HeadlessComputer, offMs: number): Promise<void> {
  const agent = computer.startAgent([], {
    NODE_OPTIONS: `--import ${shiftedClock.href}`,
    WALL_CLOCK_OFF_MS: String(offMs),
  })
  await expect.poll(agent.said, { intervals: [20], timeout: 20_000 }).toContain('serves')
}

interface Given {
  readonly token: string
  readonly expiresAt: string
  /** Seconds. */
  readonly expiresIn: number
}

async function tokenOf(computer: HeadlessComputer): Promise<Given> {
  const { exit, out, err } = await computer.scripted(['token', '--json'])
  expect([exit, err]).toEqual([0, ''])
  return JSON.parse(out) as Given
}

/** The token's own claim, in milliseconds. */
function expOf(token: string): number {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { exp: number }
  return claims.exp * 1000
}

const directions = [
  ['ahead', dayMs],
  ['behind', -dayMs],
] as const

for (const [direction, offMs] of directions) {
  test.describe(`on a computer that is a day ${direction}`, () => {
    test.beforeEach(async ({ computer }) => {
      computer.hasPools()
      await agentOff(computer, offMs)
    })

    test('a person signs in by password and code, and then by the device alone', async ({ computer }) => {
      await signInAlice(computer)
      expect(computer.cognito.counters()).toMatchObject({ signIns: 1, errors: {} })
      // Once more, now by the proof of the device.
      expect((await computer.signet(['logout'])).exit).toBe(0)
      const again = await computer.signet(['login', '--username', 'alice', '--json'], {
        input: `${passwords.alice}\n`,
      })
      expect([again.exit, again.err]).toEqual([0, ''])
      const { challenges, errors } = computer.cognito.counters()
      expect(challenges).toMatchObject({ SOFTWARE_TOKEN_MFA: 1, DEVICE_PASSWORD_VERIFIER: 1 })
      expect(errors).toEqual({})
    })

    test('a token is served from memory, not refreshed at each call, and its end is right by the computer’s own clock', async ({
      computer,
    }) => {
      await signInBob(computer)
      await computer.allow()
      const first = await tokenOf(computer)
      expect(first.expiresIn).toBeGreaterThan(3_500)
      expect(first.expiresIn).toBeLessThanOrEqual(3_600)
      // By the clock that the programs of that computer will hold it against.
      const endHereMs = expOf(first.token) + offMs
      expect(Math.abs(Date.parse(first.expiresAt) - endHereMs)).toBeLessThan(5_000)
      expect((await tokenOf(computer)).token).toBe(first.token)
      expect(computer.cognito.counters().refreshes).toBe(0)
    })
  })

  test.describe(`with tokens of six seconds, a day ${direction}`, () => {
    test.use({ pool: { clients: [aClient({ accessTokenSeconds: 6, idTokenSeconds: 6 })] } })

    test('a token that has ended is refreshed, and none is given after its end', async ({ computer }) => {
      computer.hasPools()
      await agentOff(computer, offMs)
      await signInBob(computer)
      await computer.allow()
      const first = await tokenOf(computer)
      await expect.poll(() => Date.now(), { intervals: [100] }).toBeGreaterThan(expOf(first.token))
      const next = await tokenOf(computer)
      expect(next.token).not.toBe(first.token)
      expect(expOf(next.token)).toBeGreaterThan(Date.now())
    })
  })
}
