// `signet` without a host: it starts the agent, once however many ask, and leaves the shell's own affairs behind.
import { readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { test } from '../fixtures/agent-test'
import { agentsOf, processesOf } from '../fixtures/processes'

const starting = { SIGNET_AUTOSTART: undefined }

test('a command starts the agent, detached and with nothing of the shell but what it needs', async ({
  computer,
}) => {
  computer.hasPools()
  const { exit, out } = await computer.signet(['pools', 'list'], {
    env: { ...starting, SOME_SECRET_OF_THE_SHELL: 'canary-of-the-shell', LC_TIME: 'C' },
  })
  expect([exit, out]).toEqual([0, expect.stringContaining('Work')])
  const [pid, ...others] = agentsOf(computer.home)
  expect(others).toEqual([])
  expect(readlinkSync(`/proc/${pid ?? 0}/cwd`)).toBe('/')
  const { environment = '' } = processesOf(computer.home).find((sight) => sight.pid === pid) ?? {}
  expect(environment).not.toContain('canary-of-the-shell')
  const names = environment.split('\0').map((entry) => entry.split('=')[0] ?? '')
  expect(names.filter((name) => !/^(|HOME|USER|LANG|TZ|LC_.*|XDG_.*|SIGNET_.*|DBUS_.*)$/.test(name))).toEqual(
    [],
  )
  expect(computer.read('signet.log')).toContain("Signet's agent serves")
  expect(await computer.api({ path: '/v1' })).toMatchObject({ body: { host: 'agent', pid } })
})

test('ten commands at once start one agent, and all are answered', async ({ computer }) => {
  const all = await Promise.all(
    Array.from({ length: 10 }, () => computer.signet(['accounts', '--json'], { env: starting })),
  )
  expect(all.map(({ exit, out }) => [exit, out])).toEqual(all.map(() => [0, '{"accounts":[]}\n']))
  await expect.poll(() => agentsOf(computer.home)).toHaveLength(1)
  expect(await computer.api({ path: '/v1' })).toMatchObject({ body: { pid: agentsOf(computer.home)[0] } })
})

test('SIGNET_AUTOSTART=0 starts nothing, and status never does', async ({ computer }) => {
  for (const args of [['token'], ['accounts'], ['login'], ['status'], ['reset']]) {
    const { exit, out, err } = await computer.signet(args)
    expect([exit, out], args[0]).toEqual([3, ''])
    expect(err).toContain('signet agent')
  }
  const status = await computer.signet(['status', '--json'], { env: starting })
  expect([status.exit, JSON.parse(status.err)]).toMatchObject([3, { code: 'not_running' }])
  expect(processesOf(computer.home)).toEqual([])
})

test('an agent that cannot start is reported with its log', async ({ computer }) => {
  computer.write('pools.json', '{"version":99}')
  const { exit, err } = await computer.signet(['accounts'], { env: starting })
  expect(exit).toBe(3)
  expect(err).toContain(join(computer.home, 'signet.log'))
  expect(computer.read('signet.log')).toContain('pools.json has version 99')
})

test('signet agent runs in the foreground, and hands the signal on that ends it', async ({ computer }) => {
  const agent = computer.startSignet('agent')
  await expect.poll(agent.said).toContain(`serves ${computer.socket}`)
  agent.kill('SIGTERM')
  expect((await agent.ended).exit).toBe(0)
  expect(processesOf(computer.home)).toEqual([])
  expect((await computer.signet(['status'])).exit).toBe(3)
})

test('the command says what it is and what it does without any host', async ({ computer }) => {
  expect((await computer.signet(['--version'])).out).toMatch(/^signet \d+\.\d+\.\d+\n$/)
  expect((await computer.signet(['help'])).out).toMatch(/login +sign in/)
  expect((await computer.signet([])).exit).toBe(2)
  const typo = await computer.signet(['tokne'])
  expect([typo.exit, typo.err]).toEqual([2, expect.stringContaining('Did you mean token?')])
  const secret = await computer.signet(['login', '--password', 'hunter2'])
  expect([secret.exit, secret.err]).toEqual([2, expect.not.stringContaining('hunter2')])
  expect(processesOf(computer.home)).toEqual([])
})
