// The agent is killed while it serves: which answered requests the audit log does not have (SECURITY.md has the figures).
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
const deaths = isLong ? 100 : 5
const askUntilDead = fileURLToPath(new URL('../fixtures/ask-until-dead.mjs', import.meta.url))
/** A line waits for the ones before it, which are on their way to the disk. */
const lossLimitMs = 1000

interface Line {
  readonly what: string
  readonly decision: string
  readonly count?: number
  readonly app?: { readonly script?: string }
}

/** The lines about this program; a line cut off by the death is none. */
function linesOf(computer: HeadlessComputer): readonly Line[] {
  const files = readdirSync(join(computer.home, 'audit'))
  return files
    .flatMap((name) => computer.read(`audit/${name}`).split('\n'))
    .filter((text) => text.endsWith('}'))
    .map((text) => JSON.parse(text) as Line)
    .filter(({ app }) => app?.script === askUntilDead)
}

interface Answered {
  readonly default: readonly number[]
  readonly token: readonly number[]
  readonly endedAtMs: number
}

/** Kills an agent under load, a few hundred milliseconds after the load began. */
async function die(computer: HeadlessComputer, death: number): Promise<Answered> {
  const agent = await computer.agent()
  const { programs, socket, env } = computer
  const asking = programs.start({ command: process.execPath, args: [askUntilDead, socket], env })
  await expect.poll(asking.said).toContain('asking')
  await wait(100 + (createHash('sha256').update(`death ${death}`).digest()[0] ?? 0) * 2)
  agent.kill('SIGKILL')
  await agent.ended
  const { out } = await asking.ended
  return JSON.parse(out.split('\n')[1] ?? '') as Answered
}

test(`${deaths} agents that are killed under load lose the lines of a moment, and a minute’s counts`, async ({
  computer,
}) => {
  test.setTimeout(60_000 + deaths * 20_000)
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  await computer.allow(askUntilDead)
  await computer.stopAgents()
  const figures: { answered: number; lost: number; lostMs: number; tokens: number; uncounted: number }[] = []
  for (let death = 0; death < deaths; death += 1) {
    const before = linesOf(computer)
    const answered = await die(computer, death)
    const lines = linesOf(computer).slice(before.length)
    const written = lines.filter(({ what }) => what === 'account').length
    const counted = lines
      .filter(({ what }) => what === 'token')
      .reduce((sum, { count = 1 }) => sum + count, 0)
    const lost = answered.default.slice(written)
    figures.push({
      answered: answered.default.length,
      lost: lost.length,
      lostMs: answered.endedAtMs - (lost[0] ?? answered.endedAtMs),
      tokens: answered.token.length,
      uncounted: Math.max(0, answered.token.length - counted),
    })
    // The first use of a grant is a line of its own, and is there unless the death came in that moment.
    if ((answered.token[0] ?? Infinity) < answered.endedAtMs - lossLimitMs) expect(counted).toBeGreaterThan(0)
  }
  const sum = (of: 'answered' | 'lost' | 'tokens' | 'uncounted') =>
    figures.reduce((all, figure) => all + figure[of], 0)
  const most = (of: 'lost' | 'lostMs') => Math.max(...figures.map((figure) => figure[of]))
  console.log(`${deaths} deaths:`, {
    ...{ lines: sum('answered'), lost: sum('lost'), mostLost: most('lost'), mostLostMs: most('lostMs') },
    ...{ tokens: sum('tokens'), uncounted: sum('uncounted') },
  })
  expect(sum('answered')).toBeGreaterThan(0)
  expect(most('lostMs')).toBeLessThan(lossLimitMs)
  // What is left is a sound log.
  await computer.agent()
  expect((await computer.signet(['audit', 'verify'])).exit).toBe(0)
})
