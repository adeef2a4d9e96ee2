// Files that were damaged, and a disk that takes no more: what was there before is still there.
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import { signInAlice, signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

const halfOf = (text: string) => text.slice(0, text.length / 2)

test('a damaged pools.json is set aside and reported; adding the pool again is all it costs', async ({
  computer,
}) => {
  computer.hasPools()
  await computer.agent()
  await signInAlice(computer)
  await computer.allow()
  await computer.stopAgents()
  const whole = computer.read('pools.json')
  computer.write('pools.json', halfOf(whole))

  const agent = await computer.agent()
  expect(agent.said()).toContain('A damaged file was set aside as pools.json.damaged')
  expect(computer.read('pools.json.damaged')).toBe(halfOf(whole))
  expect(computer.read('signet.log')).toContain('pools.json is damaged')
  const { exit, err } = await computer.scripted(['token'])
  expect([exit, err]).toEqual([2, expect.stringContaining('signet pools')])
  const status = await computer.signet(['status', '--json'])
  expect(JSON.parse(status.out)).toMatchObject({
    pools: 0,
    accounts: [{ status: 'signed-in' }],
    setAside: [expect.stringMatching(/^pools\.json/)],
  })

  await computer.stopAgents()
  computer.write('pools.json', whole)
  await computer.agent()
  expect((await computer.scripted(['token'])).exit).toBe(0)
  expect(computer.read('pools.json.damaged')).toBe(halfOf(whole))
})

for (const [name, damage] of [
  ['settings.json', '{"version":1,"theme":"plaid"}'],
  ['settings.json', 'not JSON at all'],
  ['grants.json', '{"version":1,"grants":[{"appId":"forged"}]}'],
] as const) {
  test(`${name} with ${damage.slice(0, 12)}… is set aside, and everything else goes on`, async ({
    computer,
  }) => {
    computer.hasPools()
    computer.write(name, damage)
    const agent = await computer.agent()
    expect(agent.said()).toContain(`${name}.damaged`)
    expect(computer.read(`${name}.damaged`)).toBe(damage)
    await signInBob(computer)
    expect((await computer.signet(['pools', 'list'])).out).toContain('Work')
  })
}

test('a damaged accounts.json costs no device: the next sign-in asks for no code', async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInAlice(computer)
  await computer.stopAgents()
  computer.write('accounts.json', halfOf(computer.read('accounts.json')))
  await computer.agent()
  const login = await computer.signet(['login', '--username', 'alice'], { input: `${passwords.alice}\n` })
  expect(login.exit).toBe(0)
  expect(computer.cognito.counters().challenges).toMatchObject({ SOFTWARE_TOKEN_MFA: 1, DEVICE_SRP_AUTH: 1 })
})

test('a file of a later Signet stops the agent, and stays as it is', async ({ computer }) => {
  const later = '{"version":99,"pools":{"work":{}}}'
  computer.write('pools.json', later)
  const { exit, err } = await computer.startAgent().ended
  expect([exit, err]).toEqual([1, expect.stringContaining('pools.json has version 99')])
  expect(computer.read('pools.json')).toBe(later)
})

test('a disk that is full at a sign-in costs that sign-in, and nothing that was there before', async ({
  computer,
}) => {
  computer.hasPools()
  const { pid } = await computer.agent()
  const bob = await signInBob(computer)
  await computer.allow()
  const [accounts, grants] = [computer.read('accounts.json'), computer.read('grants.json')]

  // As a full disk: no file of the agent may grow beyond what it has.
  const limitFiles = (bytes: string) => execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:`])
  limitFiles('100')
  const input = `${passwords.alice}\n${computer.cognito.totp('alice')}\n`
  const full = await computer.signet(['login', '--username', 'alice', '--json'], { input })
  expect(full.exit).toBe(1)
  expect(JSON.parse(full.err)).toMatchObject({
    code: 'storage_failed',
    title: 'Signet could not write to the disk.',
  })
  expect([computer.read('accounts.json'), computer.read('grants.json')]).toEqual([accounts, grants])
  expect(readdirSync(computer.home).filter((name) => name.endsWith('.tmp'))).toEqual([])
  expect((await computer.scripted(['token'])).exit).toBe(0)
  expect(Object.keys(await computer.keychain(bob))).not.toEqual([])

  limitFiles('unlimited')
  computer.cognito.clock.advance(30_000)
  await signInAlice(computer)
  await computer.restartAgent()
  expect((await computer.scripted(['token', '--account', 'bob'])).exit).toBe(0)
})
