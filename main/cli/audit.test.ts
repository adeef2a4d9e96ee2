import { describe, expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply } from '../client/fakes'
import { signet } from './fakes'
import { sinceOf } from './since'

const event = {
  seq: 7,
  at: '2026-11-22T12:00:00.000Z',
  what: 'token',
  decision: 'granted',
  app: { id: 'x', executable: '/usr/bin/node', script: '/home/ada/sy\u001B[2Jnc.mjs', parents: [] },
  account: '0123456789abcdef',
  use: 'access',
  count: 12,
}

describe('signet audit', () => {
  it('shows who asked for what, with nothing that a terminal would obey', async () => {
    const lock = { seq: 8, at: event.at, what: 'lock', decision: 'locked' }
    const host = await aHost(() => jsonReply(200, { events: [event, lock], more: true }))
    const { out, err, exit } = await signet(['audit'], { host })
    expect(exit).toBe(0)
    expect(out).toMatch(/TIME\s+WHAT\s+DECISION\s+PROGRAM\s+ACCOUNT\s+ABOUT\s+TIMES/)
    expect(out).toMatch(/token\s+granted\s+\/home\/ada\/sy.*nc\.mjs\s+0123456789abcdef\s+access\s+12\n/)
    expect(out).toMatch(/lock\s+locked\s+\(Signet\)/)
    expect(out).not.toContain('\u001B')
    expect(err).toContain('--limit')
  })

  it('asks for what the flags name', async () => {
    const host = await aHost(() => jsonReply(200, { events: [], more: false }))
    const flags = ['--since', '2026-11-22T12:00:00Z', '--app', 'sync', '--what', 'token', '--limit', '5']
    const { err, out } = await signet(['audit', ...flags, '--account', 'ada'], { host })
    const asked = new URLSearchParams(host.seen[0]?.path.split('?')[1])
    expect(Object.fromEntries(asked)).toEqual({
      since: '2026-11-22T12:00:00.000Z',
      app: 'sync',
      what: 'token',
      limit: '5',
      account: 'ada',
    })
    expect([out, err]).toEqual(['', 'Nothing in the audit log fits.\n'])
  })

  it.each([
    ['--since', 'yesterday', '--since takes'],
    ['--what', 'all', '--what is one of'],
    ['--limit', '5000', 'lines up to 1000'],
  ])('says what %s may be in place of %s', async (flag, value, words) => {
    const { err, exit } = await signet(['audit', flag, value])
    expect(exit).toBe(2)
    expect(err).toContain(words)
  })
})

describe('signet audit verify', () => {
  it.each([
    [{ state: 'intact', lines: 9, anchoredTo: 7, cutOff: 0 }, 0, 'Intact to anchor 7; 2 later lines not'],
    [
      { state: 'intact', lines: 9, cutOff: 1, keychainProblem: 'keychain/locked' },
      0,
      /Intact in itself: 9 lines.*\n.*keychain\/locked.*\n1 half line/,
    ],
    [
      {
        state: 'broken',
        lines: 3,
        cutOff: 0,
        fault: { file: 'audit/1.jsonl', line: 4, why: 'out-of-chain' },
      },
      1,
      'line 4 of audit/1.jsonl does not follow',
    ],
    [{ state: 'broken', lines: 3, cutOff: 0, fault: { line: 3, why: 'end-missing' } }, 1, 'after line 3'],
  ])('tells %j', async (report, exit, words) => {
    const host = await aHost(() => jsonReply(200, report))
    const printed = await signet(['audit', 'verify'], { host })
    expect(printed.exit).toBe(exit)
    expect(printed.out).toMatch(words)
  })
})

describe('a time', () => {
  const now = Date.UTC(2026, 10, 27, 12)
  it.each([
    ['30m', now - 30 * 60_000],
    ['2h', now - 2 * 3_600_000],
    ['7d', now - 7 * 86_400_000],
    ['1w', now - 7 * 86_400_000],
    ['2026-11-20', new Date(2026, 10, 20).getTime()],
    ['2026-11-20 14:05', new Date(2026, 10, 20, 14, 5).getTime()],
    ['2026-11-20T14:05:00+09:00', Date.UTC(2026, 10, 20, 5, 5)],
  ])('may be %s', (text, expected) => {
    expect(sinceOf(text, now).getTime()).toBe(expected)
  })

  it.each(['', 'x', '2', '2y', '-2h', '2026-13-40', '20261120', '2026-11-20T14', 'Fri Nov 27 2026'])(
    'is not %j',
    (text) => {
      expect(() => sinceOf(text, now)).toThrow('--since takes')
    },
  )
})
