// 500 registrations and sign-ins with random values: padding mistakes show in one of 16, 256 or 65,536 values (COGNITO.md §16).
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'
import { claim, confirmNewDevice, proveDevice, respond } from './test-client'

const rounds = 500
const bob = { typed: 'bob', password: passwords.bob, poolName: 'SignetT1' }

let server: EmbeddedCognito

beforeAll(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterAll(() => server.close())

async function round(): Promise<void> {
  const first = await claim(server, bob)
  const device = await confirmNewDevice(server, await respond(server, first.challenge, first.responses))
  const second = await claim(server, bob)
  const challenge = await respond(server, second.challenge, {
    ...second.responses,
    DEVICE_KEY: device.deviceKey,
  })
  const { AuthenticationResult } = await proveDevice(server, challenge, { ...device, username: 'bob' })
  if (AuthenticationResult === undefined || AuthenticationResult.NewDeviceMetadata !== undefined) {
    throw new Error(`the device did not sign in: ${JSON.stringify(challenge.ChallengeParameters)}`)
  }
}

it(`registers ${rounds} devices and signs in with each of them`, async () => {
  const failures: string[] = []
  for (let count = 0; count < rounds; count++) {
    await round().catch((error: unknown) => failures.push(error instanceof Error ? error.message : 'failed'))
  }

  expect(failures).toEqual([])
  expect(server.counters()).toMatchObject({
    signIns: 2 * rounds,
    errors: {},
    challenges: { PASSWORD_VERIFIER: 2 * rounds, DEVICE_SRP_AUTH: rounds, DEVICE_PASSWORD_VERIFIER: rounds },
  })
}, 300_000)
