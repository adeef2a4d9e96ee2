// The host is killed at every single step of a refresh with rotation, and another starts on what is left.
import { describe, expect, it } from 'vitest'
import { AppError, toAppError } from '../../../shared/errors'
import type { Cognito } from '../cognito/cognito'
import { fakeClock, fakeRandom, memoryRecordStore, memorySecretStore } from '../fakes'
import { aCognito, adaId, aHostOn, rotates, signedIn, someTokens, wish } from './fixtures'
import { aMortal, type Death, mortalFiles, mortalStore } from './mortal'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
/** How often each step is tried, each time with a token of another length. */
const rounds = isLong ? 1000 : 5
const randomRuns = isLong ? 300 : 20

/** A computer where ada was signed in when the last host ended, and a Cognito that rotates. */
async function aComputer(graceMs: number, tokenBytes: number) {
  const clock = fakeClock()
  const store = memorySecretStore()
  const files = memoryRecordStore()
  const padding = 'x'.repeat(tokenBytes)
  const refresh = rotates({ graceMs, clock, padding })
  const refreshToken = `refresh-1${padding}`
  const first = await aHostOn({ clock, store, files, cognito: aCognito(refresh) })
  await first.adopt({ ...signedIn, session: { refreshToken, signedInAtMs: 1 } }, someTokens())

  /** Starts a host that dies as told. @returns whether it did, before it had the token. */
  const isKilled = async (
    death: Death,
    onTheWay = (asked: Cognito['refresh']) => asked,
  ): Promise<boolean> => {
    const mortal = aMortal(death)
    const cognito = aCognito(onTheWay((input) => mortal.step(() => refresh(input))))
    return mortal.isKilledAt(async () => {
      const host = await aHostOn({
        clock,
        store: mortalStore(store, mortal.step),
        files: mortalFiles(files, mortal.step),
        cognito,
      })
      await host.sessions.recover()
      await host.sessions.token(adaId, wish).catch(() => undefined)
    })
  }

  /** Starts a host that lives. @returns what its first caller gets: nothing, or the code of an error. */
  const outcome = async (): Promise<string | undefined> => {
    const { sessions, accounts } = await aHostOn({ clock, store, files, cognito: aCognito(refresh) })
    await sessions.recover()
    const code = await sessions.token(adaId, wish).then(
      () => undefined,
      (error: unknown) => toAppError(error).code,
    )
    const { status, endedBy } = accounts.get(adaId) ?? {}
    expect([status, endedBy]).toEqual(code === undefined ? ['signed-in', undefined] : ['expired', code])
    return code
  }

  /** Nothing is left over: one head and its parts, no journal. */
  const expectTidy = () => {
    const head = JSON.parse(store.items.get(adaId) ?? '') as { generation: number; parts: number }
    const parts = Array.from({ length: head.parts }, (_, part) => `${adaId}.${head.generation}.${part}`)
    expect([...store.items.keys()].sort()).toEqual([adaId, ...parts].sort())
    expect([...files.files.keys()]).toEqual(['accounts.json'])
  }
  return { clock, isKilled, outcome, expectTidy }
}

/** Kills a host at each step in turn, `rounds` times. @returns how often what came of it. */
async function killEverywhere(graceMs: number, moment: Death['moment']) {
  const outcomes: Record<string, number> = {}
  let steps = 0
  for (let step = 1; ; step += 1) {
    for (let round = 0; round < rounds; round += 1) {
      const computer = await aComputer(graceMs, (round * 1777) % 9000)
      if (!(await computer.isKilled({ step, moment }))) {
        // A longer token has more steps.
        if (round < rounds - 1) continue
        return { outcomes, steps }
      }
      steps = step
      computer.clock.advance(1_000)
      const code = (await computer.outcome()) ?? 'served'
      outcomes[code] = (outcomes[code] ?? 0) + 1
      computer.expectTidy()
    }
  }
}

describe.each(['before', 'after'] as const)('a host that is killed %s any step of a refresh', (moment) => {
  it('loses no session where the pool has a grace of ten seconds', async () => {
    const { outcomes, steps } = await killEverywhere(10_000, moment)
    expect(Object.keys(outcomes)).toEqual(['served'])
    expect(steps).toBeGreaterThan(20)
  }, 900_000)

  it('names what was lost where the pool has none, and nothing else is ever the reason', async () => {
    const { outcomes, steps } = await killEverywhere(0, moment)
    expect(Object.keys(outcomes).sort()).toEqual(['served', 'session/lost-answer'])
    expect(steps).toBeGreaterThan(20)
  }, 900_000)
})

describe('hosts that are killed one after the other', () => {
  /** Up to three deaths in a row, at random steps, on a network that loses every third answer. */
  async function killAtRandom(graceMs: number, seed: number) {
    const random = fakeRandom(`crash ${seed}`)
    const below = (limit: number) => random.bytes(4).readUInt32BE() % limit
    const computer = await aComputer(graceMs, below(9000))
    const loses =
      (asked: Cognito['refresh']): Cognito['refresh'] =>
      async (input) => {
        const tokens = await asked(input)
        if (below(3) > 0) return tokens
        throw new AppError('network/timed-out', 'lost', { mayHaveHappened: true })
      }
    for (let deaths = 1 + below(3); deaths > 0; deaths -= 1) {
      await computer.isKilled({ step: 1 + below(40), moment: below(2) === 0 ? 'before' : 'after' }, loses)
      computer.clock.advance(1_000)
    }
    const code = await computer.outcome()
    computer.expectTidy()
    return code
  }

  it(`lose no session in ${randomRuns} runs with a grace of ten seconds`, async () => {
    for (let seed = 0; seed < randomRuns; seed += 1)
      expect([seed, await killAtRandom(10_000, seed)]).toEqual([seed, undefined])
  }, 900_000)

  it(`name what was lost in ${randomRuns} runs without a grace`, async () => {
    for (let seed = 0; seed < randomRuns; seed += 1)
      expect([seed, [undefined, 'session/lost-answer']]).toEqual([
        seed,
        expect.arrayContaining([await killAtRandom(0, seed)]),
      ])
  }, 900_000)
})
