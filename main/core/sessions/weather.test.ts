// Other people's failures, each over the real way to a server: what a person and their programs notice of them.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import type { ErrorCode } from '../../../shared/errors'
import { identityOf } from '../cognito/claims'
import type { Cognito } from '../cognito/cognito'
import { callDeadlineMs } from '../cognito/caller'
import { cognitoFactory } from '../cognito/cognito-client'
import { loopbackTransport } from '../fake-transport'
import { type FakeClock, fakeClock, fakeLog, memoryRecordStore, memorySecretStore } from '../fakes'
import { accountIdOf } from '../records/accounts'
import { secretHash } from '../srp/secret-hash'
import { aBadServer, type BadServer, cutShort } from './bad-network'
import { aCognito, aHostOn, minutes, wish } from './fixtures'

const clock = fakeClock()
const bad: BadServer[] = []
let server: EmbeddedCognito
const operation = 'GetTokensFromRefreshToken'

beforeAll(async () => {
  const { deviceConfiguration: _devices, ...withoutDevices } = aPool()
  server = await startCognito({ pools: [withoutDevices], clock })
})
afterAll(async () => {
  await Promise.all([server.close(), ...bad.map(({ close }) => close())])
})

/** The wire client for an endpoint, and what it has sent. */
function aWire(endpoint: string) {
  const transport = loopbackTransport()
  const factory = cognitoFactory({ transport, clock, log: fakeLog(), secretHash })
  const base = { name: 'Work', userPoolId, clientId: publicClientId, hasClientSecret: false } as const
  const cognito = factory({ ...base, method: 'USER_PASSWORD_AUTH', endpoint }, undefined)
  return { cognito, calls: () => transport.requests.length }
}

/** Bob, signed in an instant ago. `move` puts another server in Cognito's place. */
async function aSignedInBob() {
  const fair = aWire(server.url)
  let wire = fair
  const cognito: Cognito = aCognito((input) => wire.cognito.refresh(input))
  const store = memorySecretStore()
  const host = await aHostOn({ clock, store, files: memoryRecordStore(), cognito })
  const parameters = { USERNAME: 'bob', PASSWORD: passwords.bob }
  const reply = await fair.cognito.initiateAuth({ flow: 'USER_PASSWORD_AUTH', parameters })
  if (reply.kind !== 'tokens') throw new Error(`a challenge: ${reply.name}`)
  const { tokens } = reply
  const { username, sub } = identityOf(tokens, { userPoolId, clientId: publicClientId, sub: undefined })
  const refreshToken = tokens.refreshToken ?? ''
  const record = { v: 1, username, sub, session: { refreshToken, signedInAtMs: clock.wallMs() } } as const
  const id = accountIdOf(userPoolId, publicClientId, username)
  await host.vault.write(id, record)
  const whose = { userPoolId, clientId: publicClientId, username, sub }
  const signedInAtMs = clock.wallMs()
  await host.sessions.adopt({ ...whose, typedName: 'bob', way: {}, signedInAtMs, record, tokens })
  return {
    ...host,
    id,
    tokens,
    move: (endpoint: string) => {
      wire = aWire(endpoint)
      return wire
    },
    moveBack: () => (wire = fair),
    token: () => host.sessions.token(id, wish),
    status: () => host.accounts.get(id)?.status,
    stored: async () => (await host.vault.read(id))?.session?.refreshToken,
  }
}

interface Weather {
  readonly code: ErrorCode
  /** Brings it about. @returns where Cognito is to be found, if not in its place. */
  readonly begin: () => string | Promise<string>
  /** What has to happen while a call is under way. */
  readonly during?: (clock: FakeClock) => void
  /** Requests of one try: two where the answer may have been lost. */
  readonly calls: 1 | 2
}

const fault = (kind: Parameters<EmbeddedCognito['faults']['add']>[0]) => () => {
  server.faults.add(kind)
  return server.url
}
const status = (code: number, body: string, contentType = 'text/html') =>
  fault({ operation, kind: 'status', status: code, body, contentType, times: 1000 })
const badServer = (treat: Parameters<typeof aBadServer>[0]) => async () => {
  const started = await aBadServer(treat)
  bad.push(started)
  return started.url
}

const weathers: Readonly<Record<string, Weather>> = {
  'a name that nobody knows': {
    code: 'network/unreachable',
    begin: () => 'http://cognito.invalid',
    calls: 1,
  },
  'a connection that is refused': {
    code: 'network/unreachable',
    begin: () => 'http://127.0.0.1:1',
    calls: 1,
  },
  'a connection that is reset': {
    code: 'network/unreachable',
    begin: badServer((socket) => socket.resetAndDestroy()),
    calls: 2,
  },
  'a request that is dropped': {
    code: 'network/unreachable',
    begin: fault({ operation, kind: 'drop-before', times: 1000 }),
    calls: 2,
  },
  'an answer that is dropped': {
    code: 'network/unreachable',
    begin: fault({ operation, kind: 'drop-after', times: 1000 }),
    calls: 2,
  },
  'a server that speaks no TLS': {
    code: 'network/unreachable',
    begin: async () =>
      (await badServer((socket) => socket.end('HTTP/1.1 400 No\r\n\r\n'))()).replace('http', 'https'),
    calls: 1,
  },
  throttling: {
    code: 'network/throttled',
    begin: fault({ operation, kind: 'throttle', times: 1000 }),
    calls: 1,
  },
  'a fault of Cognito': {
    code: 'network/server-error',
    begin: fault({ operation, kind: 'internal', times: 1000 }),
    calls: 1,
  },
  'a service that is away': { code: 'network/server-error', begin: status(503, '<h1>503</h1>'), calls: 1 },
  'a firewall': { code: 'network/blocked', begin: fault({ operation, kind: 'waf', times: 1000 }), calls: 1 },
  'the login page of a hotel': {
    code: 'network/bad-answer',
    begin: status(200, '<html>Welcome! Your room number?</html>'),
    calls: 2,
  },
  'JSON that ends in the middle': {
    code: 'network/bad-answer',
    begin: status(200, '{"AuthenticationResult":{"AccessToken":"ey', 'application/x-amz-json-1.1'),
    calls: 2,
  },
  'an answer that is cut short': { code: 'network/bad-answer', begin: badServer(cutShort), calls: 2 },
  'a server that says nothing': {
    code: 'network/timed-out',
    begin: badServer(() => undefined),
    during: (now) => now.advance(callDeadlineMs),
    calls: 2,
  },
}

/** Waits for `outcome`, and lets happen meanwhile what has to. */
async function weathered<Result>(outcome: Promise<Result>, { during }: Weather): Promise<Result> {
  let isOver = false
  const end = () => void (isOver = true)
  outcome.then(end, end)
  await vi.waitFor(() => {
    if (!isOver && clock.waiting > 0) during?.(clock)
    expect(isOver).toBe(true)
  }, 30_000)
  return outcome
}

describe.each(Object.entries(weathers))('%s', (_name, weather) => {
  it('ends no session: what is valid is served, and the account is there when it clears up', async () => {
    const bob = await aSignedInBob()
    const { calls } = bob.move(await weather.begin())
    clock.advance(minutes(50))
    // From 80 % of its life on a refresh is tried behind it.
    expect((await bob.token()).token).toBe(bob.tokens.accessToken)
    await weathered(bob.sessions.settled(), weather)
    expect((await bob.token()).token).toBe(bob.tokens.accessToken)
    expect(calls()).toBe(weather.calls)

    clock.advance(minutes(11))
    await expect(weathered(bob.token(), weather)).rejects.toMatchObject({ code: weather.code })
    const asked = calls()
    const codes = await Promise.all(
      Array.from({ length: 50 }, () =>
        bob.token().catch((error: unknown) => (error as { code: ErrorCode }).code),
      ),
    )
    expect(new Set(codes)).toEqual(new Set([weather.code]))
    expect(calls()).toBe(asked)
    expect(bob.status()).toBe('signed-in')
    expect(await bob.stored()).toBe(bob.tokens.refreshToken)
    await bob.sessions.settled()

    server.faults.clear()
    bob.moveBack()
    clock.advance(minutes(2))
    expect((await bob.token()).token).not.toBe(bob.tokens.accessToken)
    expect(bob.status()).toBe('signed-in')
  })
})

describe('a clock', () => {
  it.each([
    ['a day ahead', 86_400_000],
    ['a day behind', -86_400_000],
  ])('that is %s ends no session, and one that is set right again neither', async (_name, offMs) => {
    const bob = await aSignedInBob()
    clock.setWallMs(clock.wallMs() + offMs)
    await bob.token()
    clock.advance(minutes(61))
    await bob.token()
    clock.setWallMs(clock.wallMs() - offMs)
    await bob.token()
    expect(bob.status()).toBe('signed-in')
  })

  it('that jumps over a night of sleep costs one refresh', async () => {
    const bob = await aSignedInBob()
    const { calls } = bob.move(server.url)
    clock.advance(minutes(8 * 60))
    await Promise.all(Array.from({ length: 20 }, () => bob.token()))
    expect(calls()).toBe(1)
  })
})

describe('ten minutes of throttling', () => {
  it.each(['with a token that lives', 'without one'])('cost one call for each step, %s', async (which) => {
    const bob = await aSignedInBob()
    server.faults.add({ operation, kind: 'throttle', times: 1000 })
    const { calls } = bob.move(server.url)
    clock.advance(minutes(which === 'without one' ? 61 : 49))
    let steps = 0
    let restUntilMs = 0
    for (let second = 0; second < 600; second += 1) {
      const before = calls()
      const told = await Promise.all(
        Array.from({ length: 10 }, () =>
          bob.token().then(
            () => undefined,
            (error: unknown) => (error as { retryAfterSeconds: number }).retryAfterSeconds,
          ),
        ),
      )
      await bob.sessions.settled()
      const made = calls() - before
      expect(made).toBeLessThanOrEqual(1)
      steps += made
      // Nobody is asked before the wait is over that the callers were told.
      if (made === 1) expect(clock.sinceBootMs()).toBeGreaterThan(restUntilMs - 1_000)
      restUntilMs = clock.sinceBootMs() + Math.max(0, ...told.map((seconds) => seconds ?? 0)) * 1_000
      clock.advance(1_000)
    }
    expect(steps).toBeGreaterThan(8)
    expect(steps).toBeLessThan(45)
    server.faults.clear()
    clock.advance(minutes(1))
    await bob.token()
    expect(bob.status()).toBe('signed-in')
  })
})

describe('a person who asks for something themselves', () => {
  it('need not wait until the account has rested', async () => {
    const bob = await aSignedInBob()
    clock.advance(minutes(61))
    server.faults.add({ operation, kind: 'throttle', times: 1 })
    await expect(bob.token()).rejects.toMatchObject({ code: 'network/throttled', retryAfterSeconds: 1 })
    await expect(bob.token()).rejects.toMatchObject({ code: 'network/throttled' })
    await bob.sessions.token(bob.id, { ...wish, mayTryAtOnce: true })
  })
})
