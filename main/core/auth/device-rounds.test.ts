// Random devices, each registered and then signed in with, by Signet's own sign-in from end to end.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPool, passwords, publicClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { signInMethods } from '../../../shared/model/pool-fields'
import { fakeClock } from '../fakes'
import { aDesk } from './fixtures'

const rounds = process.env['SIGNET_TEST_LONG'] === '1' ? 500 : 20
const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  server = await startCognito({ pools: [aPool()], clock })
})
afterAll(() => server.close())

it(`signs in with ${rounds} random devices and is never refused`, async () => {
  for (let round = 0; round < rounds; round += 1) {
    const desk = await aDesk({ endpoint: server.url, clientId: publicClientId, clock })
    const method = signInMethods[round % 2]
    const credentials = { username: 'bob', password: passwords.bob, method }
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    // Expired access tokens go out of the server's memory.
    clock.advance(1_000)
  }
  const { errors, challenges } = server.counters()
  expect(errors).toEqual({})
  expect(challenges).toMatchObject({ DEVICE_SRP_AUTH: rounds, DEVICE_PASSWORD_VERIFIER: rounds })
}, 300_000)
