// As many connections as there may be: who gets one, and what the next one is told.
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import { askMany, type HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import type { Running } from '../fixtures/programs'

const program = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
function start(computer: HeadlessComputer, name: string, ...args: readonly string[]): Running {
  const { programs, socket } = computer
  return programs.start({ command: process.execPath, args: [program(name), socket, ...args], env: {} })
}

/** The answers of a program that holds its connections, by status. */
async function statusesOf(holder: Running): Promise<Readonly<Record<string, number>>> {
  await expect.poll(holder.said, { timeout: 30_000 }).toContain('}')
  return JSON.parse(holder.said()) as Record<string, number>
}

async function askForTokens(computer: HeadlessComputer, count: number): Promise<unknown> {
  const args = [askMany, computer.socket, String(count)]
  const { out, err } = await computer.programs.run({ command: process.execPath, args, env: computer.env })
  expect(err).toBe('')
  return (JSON.parse(out.split('\n')[1] ?? '') as { statuses: unknown }).statuses
}

test('T16: a thousand connections at once are served; one program gets 1,024, and all of them 2,048', async ({
  computer,
}) => {
  test.setTimeout(120_000)
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  await computer.allow(askMany)
  expect(await askForTokens(computer, 1000)).toEqual({ 200: 1000 })

  const greedy = start(computer, 'hold-connections.mjs', '1100')
  expect(await statusesOf(greedy)).toEqual({ 200: 1024, 503: 76 })
  const others = start(computer, 'hold-connections.mjs', '1023')
  expect(await statusesOf(others)).toEqual({ 200: 1023 })
  // The last place is taken, and given back.
  expect(await computer.api({ path: '/v1' })).toMatchObject({ status: 200 })
  const last = start(computer, 'hold-connections.mjs', '3')
  expect(await statusesOf(last)).toEqual({ 200: 1, 503: 2 })
  expect(await computer.api({ path: '/v1' })).toMatchObject({ status: 503, body: { code: 'busy' } })
  for (const holder of [greedy, others, last]) {
    holder.end()
    await holder.ended
  }
  await expect.poll(async () => (await computer.api({ path: '/v1' })).status).toBe(200)
})
