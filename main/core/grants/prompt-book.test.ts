import { describe, expect, it } from 'vitest'
import type { ErrorCode } from '../../../shared/errors'
import { fakeClock } from '../fakes'
import { coolDownMs, PromptBook, promptLifeMs } from './prompt-book'

/** A person who answers when told; `shown` counts the questions, `closed` those that were taken away. */
function aBook() {
  const clock = fakeClock()
  const book = new PromptBook<'yes' | 'no'>(clock)
  const pending: { resolve: (answer: 'yes' | 'no') => void; reject: (reason: Error) => void }[] = []
  const counts = { shown: 0, closed: 0 }
  const ask = (key = 'one', options: { family?: string; signal?: AbortSignal; waitSeconds?: number } = {}) =>
    book.answer(
      {
        key,
        family: options.family ?? 'family',
        refuses: (answer) => answer === 'no',
        ask: (signal) => {
          counts.shown += 1
          signal.addEventListener('abort', () => (counts.closed += 1))
          return new Promise((resolve, reject) => pending.push({ resolve, reject }))
        },
      },
      { signal: options.signal ?? new AbortController().signal, waitSeconds: options.waitSeconds },
    )
  return { clock, counts, pending, ask }
}
const code = (expected: ErrorCode) => expect.objectContaining({ code: expected }) as unknown

describe('a prompt', () => {
  it('T13: is one for 50 requests, and its answer is everyone’s', async () => {
    const { ask, counts, pending } = aBook()
    const all = Array.from({ length: 50 }, () => ask())
    pending[0]?.resolve('yes')
    expect(await Promise.all(all)).toEqual(Array(50).fill('yes'))
    expect(counts.shown).toBe(1)
  })

  it('is opened again for who comes after the answer', async () => {
    const { ask, counts, pending } = aBook()
    const first = ask()
    pending[0]?.resolve('yes')
    await first
    const second = ask()
    pending[1]?.resolve('yes')
    await second
    expect(counts.shown).toBe(2)
  })

  it('T13: that was refused is not repeated for 30 seconds, and says how long', async () => {
    const { ask, clock, counts, pending } = aBook()
    const first = ask()
    pending[0]?.resolve('no')
    expect(await first).toBe('no')
    for (let times = 0; times < 20; times += 1)
      await expect(ask(`key ${times}`)).rejects.toEqual(code('broker/denied-recently'))
    clock.advance(10_000)
    await expect(ask()).rejects.toMatchObject({ retryAfterSeconds: 20 })
    expect(counts.shown).toBe(1)
    clock.advance(coolDownMs - 10_000)
    void ask()
    expect(counts.shown).toBe(2)
  })

  it('of another app is not quieted by a refusal', async () => {
    const { ask, counts, pending } = aBook()
    const first = ask()
    pending[0]?.resolve('no')
    await first
    void ask('other', { family: 'other' })
    expect(counts.shown).toBe(2)
  })

  it('closes after 60 seconds, without a cool-down', async () => {
    const { ask, clock, counts } = aBook()
    const first = ask()
    clock.advance(promptLifeMs - 1)
    expect(counts.closed).toBe(0)
    clock.advance(1)
    await expect(first).rejects.toEqual(code('broker/consent-timed-out'))
    expect(counts.closed).toBe(1)
    void ask()
    expect(counts.shown).toBe(2)
  })

  it('stays open for the others when one caller hangs up, and closes with the last', async () => {
    const { ask, counts } = aBook()
    const [one, other] = [new AbortController(), new AbortController()]
    const waiting = [ask('one', { signal: one.signal }), ask('one', { signal: other.signal })]
    one.abort()
    await expect(waiting[0]).rejects.toBeInstanceOf(Error)
    expect(counts.closed).toBe(0)
    other.abort()
    await expect(waiting[1]).rejects.toBeInstanceOf(Error)
    expect(counts.closed).toBe(1)
  })

  it('is not opened for a caller who is gone already', async () => {
    const { ask, counts } = aBook()
    await expect(ask('one', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(Error)
    expect(counts.shown).toBe(0)
  })

  it('lets a caller wait no longer than it said', async () => {
    const { ask, clock, pending } = aBook()
    const [patient, hasty] = [ask(), ask('one', { waitSeconds: 5 })]
    clock.advance(5_000)
    await expect(hasty).rejects.toEqual(code('broker/consent-timed-out'))
    pending[0]?.resolve('yes')
    expect(await patient).toBe('yes')
  })

  it('that cannot be shown is an error for all who wait', async () => {
    const { ask, pending } = aBook()
    const all = [ask(), ask()]
    pending[0]?.reject(new Error('no surface'))
    for (const one of all) await expect(one).rejects.toThrow('no surface')
  })

  it('T13: is refused where 16 others are open: a flood is no choice', async () => {
    const { ask, counts } = aBook()
    for (let count = 0; count < 16; count += 1) void ask(`key ${count}`)
    await expect(ask('key 16')).rejects.toEqual(code('broker/busy'))
    void ask('key 3')
    expect(counts.shown).toBe(16)
  })

  it('leaves no timer behind', async () => {
    const { ask, clock, pending } = aBook()
    const all = [ask(), ask('one', { waitSeconds: 5 })]
    pending[0]?.resolve('yes')
    await Promise.all(all)
    expect(clock.waiting).toBe(0)
  })
})
