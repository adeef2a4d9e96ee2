import { describe, expect, it } from 'vitest'
import type { AccountView } from '../../shared/model/account'
import { endLines } from './end-lines'

const nowMs = Date.UTC(2026, 10, 22, 12)
const until = (leftMs: number) => new Date(nowMs + leftMs).toISOString()
const ada: AccountView = {
  id: '0123456789abcdef',
  label: 'ada@example.com',
  username: 'ada',
  poolName: 'Work',
  region: 'eu-central-1',
  userPoolId: 'eu-central-1_SignetT1',
  clientId: 'client1',
  status: 'signed-in',
  default: true,
  device: 'remembered',
}
const lines = (account: Partial<AccountView>) => endLines([{ ...ada, ...account }], nowMs)

describe('what is said of a sign-in', () => {
  it.each([
    [6 * 86_400_000, '6 days'],
    [86_400_000, '24 hours'],
    [3_600_000, '60 minutes'],
    [20_000, '1 minute'],
  ])('that ends in %i ms is how long it lasts, and how to renew it', (leftMs, left) => {
    expect(lines({ endNotice: 'week', signedInUntil: until(leftMs) })).toEqual([
      `ada@example.com: ends in ${left}: \`signet login --account ada@example.com\` renews it.`,
    ])
  })

  it('is nothing before the first notice, after the end, and where the end is not known', () => {
    expect(lines({ signedInUntil: until(86_400_000) })).toEqual([])
    expect(lines({ endNotice: 'hour', signedInUntil: until(-1) })).toEqual([])
    expect(lines({})).toEqual([])
  })

  it('that has ended is what ended it, and the way back', () => {
    expect(lines({ status: 'expired', endedBy: 'session/lost-answer' })).toEqual([
      'ada@example.com: Signet was interrupted while it renewed your sign-in. `signet login --account ada@example.com` signs you in again.',
    ])
  })

  it('names an account by its id where its label is nothing to type', () => {
    expect(lines({ label: 'a; rm -rf /', status: 'expired', endedBy: 'session/expired' })[0]).toContain(
      '`signet login --account 0123456789abcdef`',
    )
  })
})
