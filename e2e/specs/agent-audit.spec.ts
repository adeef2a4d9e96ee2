// Who had which token stands in the audit log; the keychain vouches for it, and what was changed is found.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

test('the log tells who had what, is vouched for after a clean end, and betrays a changed line', async ({
  computer,
}) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  const asking = computer.scriptedOnTerminal(['token'])
  await asking.answer('A program asks for your access token of bob.', 'a')
  expect((await asking.ended).exit).toBe(0)
  for (let times = 0; times < 3; times += 1) expect((await computer.scripted(['token'])).exit).toBe(0)

  const { out } = await computer.signet(['audit', '--what', 'token', '--app', 'run-command', '--json'])
  const { events } = JSON.parse(out) as { events: readonly { decision: string; count?: number }[] }
  expect(events.map(({ decision, count = 1 }) => [decision, count])).toEqual([
    ['always', 1],
    ['granted', 1],
    ['granted', 2],
  ])
  expect((await computer.signet(['audit', '--since', '1h'])).out).toMatch(/token\s+granted\s+.*run-command/)

  await computer.restartAgent()
  const sound = await computer.signet(['audit', 'verify'])
  expect(sound.exit).toBe(0)
  expect(sound.out).toMatch(/^Intact to anchor \d+; /)

  const path = join(computer.home, 'audit', '1.jsonl')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"granted"', '"denied"'))
  const changed = await computer.signet(['audit', 'verify'])
  expect(changed.exit).toBe(1)
  expect(changed.out).toMatch(/^Broken: line \d+ of audit\/1\.jsonl does not follow the one before it\.\n$/)
})
