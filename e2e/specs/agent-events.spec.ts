// What the agent tells as it happens: to curl, and to `signet events`, over the end of one agent and the next.
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { agentsOf } from '../fixtures/processes'

const url = 'http://signet/v1/events'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
})

/** Ends the agent alone; who follows it stays. */
async function endAgents({ home }: HeadlessComputer): Promise<void> {
  for (const pid of agentsOf(home)) process.kill(pid, 'SIGTERM')
  await expect.poll(() => agentsOf(home), { intervals: [20], timeout: 10_000 }).toEqual([])
}

test('curl follows a sign-in, a decision, the lock and the end, and sees no token', async ({ computer }) => {
  const { programs, env, socket } = computer
  const curl = programs.start({
    command: '/usr/bin/curl',
    args: ['-sSN', '-i', '--unix-socket', socket, url],
    env,
  })
  await expect.poll(curl.said).toContain('event: unlocked\ndata: {"locked":false}\n\n')
  expect(curl.said()).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Type: text\/event-stream\r\n/)
  expect(curl.said()).toContain('retry: 1000\n\n')

  const account = await signInBob(computer)
  await expect
    .poll(curl.said)
    .toMatch(/event: account\ndata: {"change":"added","account":{"id":"[0-9a-f]{16}"/)
  await expect.poll(curl.said).toMatch(new RegExp(`event: token\ndata: {"account":"${account}","expiresAt"`))
  await computer.allow()
  await expect.poll(curl.said).toContain('event: apps\ndata: {"change":"added"')
  const { out: token, exit } = await computer.scripted(['token'])
  expect(exit).toBe(0)
  await computer.signet(['lock'])
  await expect.poll(curl.said).toContain('event: locked\ndata: {"locked":true}\n\n')

  await computer.stopAgents()
  const { out, exit: ended } = await curl.ended
  expect(ended).toBe(0)
  expect(out).toMatch(/event: closed\ndata: {"reason":"host_ended"}\n\n$/)
  expect(out).not.toContain(token.trim())
  expect(out).not.toMatch(/ey[\w-]+\.ey[\w-]+/)
  const numbers = [...out.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id)
  expect(new Set(numbers).size).toBe(numbers.length)
})

test('signet events goes on with the next agent, and ends by Ctrl-C', async ({ computer }) => {
  const watching = computer.onTerminal('events')
  await expect.poll(watching.said).toContain('Signet is unlocked')
  await computer.signet(['lock'])
  await expect.poll(watching.said).toContain('Signet is locked')
  const json = computer.startSignet('events', '--json')
  await expect.poll(json.said).toBe('{"event":"locked","data":{"locked":true}}\n')

  await endAgents(computer)
  await computer.agent()
  await expect.poll(watching.said).toMatch(/Signet ends; waiting for another one\n.*Signet is locked\n$/)
  watching.pty.type('\u0003')
  expect(await watching.ended).toMatchObject({ exit: 130 })
  json.kill('SIGTERM')
  const { exit, out } = await json.ended
  expect(exit).toBe(143)
  for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line)).toHaveProperty('event')
})

test('signet events says that Signet ended where no other one comes', async ({ computer }) => {
  const watching = computer.startSignet('events')
  await expect.poll(watching.said).toContain('Signet is unlocked')
  await endAgents(computer)
  const { exit, err } = await watching.ended
  expect(exit).toBe(3)
  expect(err).toContain('Signet ended.')
})
