// The agent serves token after token for days: what it holds does not grow with their number.
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { startMeasuredAgent } from '../fixtures/measured-agent'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
const [few, many] = isLong ? [10_000, 1_000_000] : [2_000, 20_000]
const askOften = fileURLToPath(new URL('../fixtures/ask-often.mjs', import.meta.url))

/** What a heap of some 20 MB may differ by from one collection to the next. */
const heapToleranceBytes = 2 * 1024 * 1024
/** The two files by which the agent knows a process that asked: the program is started twice. */
const descriptorTolerance = 2

test(`${many} tokens leave memory, descriptors and processes as ${few} did`, async ({ computer }) => {
  test.setTimeout(isLong ? 7_200_000 : 180_000)
  computer.hasPools()
  const agent = await startMeasuredAgent(computer)
  await signInBob(computer)
  expect((await computer.allow(askOften)).exit).toBe(0)
  const ask = async (count: number) => {
    const args = [askOften, computer.socket, String(count)]
    const { out, err } = await computer.programs.run({ command: process.execPath, args, env: computer.env })
    expect([err, JSON.parse(out)]).toEqual(['', { 200: count }])
  }
  await ask(few)
  const before = await agent.measure()
  const startedMs = performance.now()
  await ask(many)
  const seconds = (performance.now() - startedMs) / 1000
  const after = await agent.measure()
  console.log(`${many} tokens in ${seconds.toFixed(0)} s:`, { before, after })
  expect(after.heapBytes - before.heapBytes).toBeLessThan(heapToleranceBytes)
  expect(Math.abs(after.descriptors - before.descriptors)).toBeLessThanOrEqual(descriptorTolerance)
  // The keychain's process ends where it has nothing to do for half a minute.
  expect(after.children).toBeLessThanOrEqual(before.children)
})
