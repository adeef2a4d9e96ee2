import { afterEach, describe, expect, it } from 'vitest'
import { type ScriptedHost, scriptedHost } from '../client/fakes'
import { signet } from './fakes'
import { Interrupted } from './world'

const account = {
  id: '0123456789abcdef',
  label: 'work',
  username: 'ada',
  poolName: 'acme',
  status: 'signed-in',
}
const grant = {
  app: { id: 'x', executable: '/opt/editor', kind: 'executable' },
  accountLabel: 'work',
  end: 'always',
}

const told: readonly (readonly [string, object])[] = [
  ['unlocked', { locked: false }],
  ['account', { change: 'changed', account }],
  ['token', { account: account.id, expiresAt: '2026-11-27T13:00:00.000Z', expiresIn: 3600 }],
  ['apps', { change: 'added', grant }],
  ['apps', { change: 'changed', grant: { ...grant, end: { until: '2026-11-27T13:00:00Z' } } }],
  ['apps', { change: 'removed', grant }],
  ['locked', { locked: true }],
  ['closed', { reason: 'host_ended' }],
]

const stream = [
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n',
  ...told.map(([event, data], at) => `id: a-${at}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
]

describe('signet events', () => {
  let host: ScriptedHost
  afterEach(() => host.close())

  /** Interrupted once the host has told everything and another try of the command finds it again. */
  async function run(words: readonly string[]) {
    const interrupted = new AbortController()
    let asked = 0
    host = await scriptedHost(() => {
      if (++asked > 1) interrupted.abort(new Interrupted(2))
      return stream
    })
    return signet(words, { host, interruption: interrupted.signal })
  }

  it('says in words what happens, and ends by Ctrl-C with 130 and no word', async () => {
    const { out, err, exit } = await run(['events'])
    const lines = out.split('\n').slice(0, told.length)
    expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d {2}/, ''))).toEqual([
      'Signet is unlocked',
      'account work changed: signed-in',
      expect.stringMatching(/^account 0123456789abcdef has new tokens, good until 2026-11-2\d \d\d:\d\d$/),
      'program /opt/editor, account work: allowed always',
      expect.stringMatching(/^program .*, account work: now allowed until 2026-11-2\d \d\d:\d\d$/),
      'program /opt/editor, account work: asked again next time',
      'Signet is locked',
      'Signet ends; waiting for another one',
    ])
    expect({ err, exit }).toEqual({ err: '', exit: 130 })
  })

  it('gives each event as one line of JSON', async () => {
    const { out, exit } = await run(['events', '--json'])
    const lines = out.split('\n').slice(0, told.length)
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
      told.map(([event, data]) => ({ event, data })),
    )
    expect(exit).toBe(130)
  })

  it('starts nothing', async () => {
    host = await scriptedHost(() => null)
    const { exit, err } = await signet(['events'])
    expect(exit).toBe(3)
    expect(err).toContain('signet')
  })
})
