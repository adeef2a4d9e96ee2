// AWS's own example of a tracked device ("Working with user devices in your user pool"), step for step:
// USER_PASSWORD_AUTH with DEVICE_KEY → DEVICE_SRP_AUTH → DEVICE_PASSWORD_VERIFIER → tokens.
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aPool,
  clientSecret as aSecret,
  passwords,
  publicClientId,
  secretClientId,
} from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { fakeClock } from '../fakes'
import { aDesk } from './fixtures'

const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  server = await startCognito({ pools: [aPool()], clock })
})
afterAll(() => server.close())

const clients = [
  { title: 'without a client secret', clientId: publicClientId, clientSecret: undefined },
  { title: 'with a client secret', clientId: secretClientId, clientSecret: aSecret },
] as const

describe.each(clients)("AWS's tracked-device example $title", ({ clientId, clientSecret }) => {
  it('goes its three steps with the device key, and no code is asked for', async () => {
    const desk = await aDesk({
      endpoint: server.url,
      clientId,
      clientSecret,
      method: 'USER_PASSWORD_AUTH',
      clock,
    })
    const credentials = { username: 'alice', password: passwords.alice }
    const code = () => {
      clock.advance(30_000)
      return { kind: 'SOFTWARE_TOKEN_MFA', code: server.totp('alice') } as const
    }
    await desk.signIn(credentials, code)
    const device = (await desk.record('alice'))?.device
    desk.forgetSent()

    const challenged = server.counters().challenges
    const view = await desk.signIn(credentials)
    expect(view).toMatchObject({ kind: 'signedIn', username: 'alice', device: 'remembered' })
    expect(server.counters().challenges).toEqual({
      ...challenged,
      DEVICE_SRP_AUTH: (challenged['DEVICE_SRP_AUTH'] ?? 0) + 1,
      DEVICE_PASSWORD_VERIFIER: (challenged['DEVICE_PASSWORD_VERIFIER'] ?? 0) + 1,
    })

    const hash =
      clientSecret === undefined
        ? {}
        : { SECRET_HASH: createHmac('sha256', clientSecret).update(`alice${clientId}`).digest('base64') }
    const keyed = { USERNAME: 'alice', DEVICE_KEY: device?.deviceKey, ...hash }
    const some = expect.any(String) as string
    expect(desk.bodies()).toEqual([
      {
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { ...keyed, PASSWORD: passwords.alice },
      },
      {
        ChallengeName: 'DEVICE_SRP_AUTH',
        ClientId: clientId,
        Session: some,
        ChallengeResponses: { ...keyed, SRP_A: expect.stringMatching(/^[0-9a-f]{1,768}$/) as string },
      },
      {
        ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
        ClientId: clientId,
        Session: some,
        ChallengeResponses: {
          ...keyed,
          PASSWORD_CLAIM_SIGNATURE: some,
          PASSWORD_CLAIM_SECRET_BLOCK: some,
          TIMESTAMP: expect.stringMatching(/^Sun Nov 22 \d\d:\d\d:\d\d UTC 2026$/) as string,
        },
      },
    ])
  })

  it('is refused by a server whose arithmetic for devices is wrong, and a fresh device takes over', async () => {
    const desk = await aDesk({
      endpoint: server.url,
      clientId,
      clientSecret,
      method: 'USER_PASSWORD_AUTH',
      clock,
    })
    const credentials = { username: 'bob', password: passwords.bob }
    await desk.signIn(credentials)
    const before = await desk.record('bob')
    desk.forgetSent()
    server.admin.wrongMathematics({ devices: true })
    const view = await desk.signIn(credentials)
    server.admin.wrongMathematics({ devices: false })
    expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    // Once more without the device, with the password that the run still held; never "wrong password".
    expect(desk.sent()).toEqual([
      'InitiateAuth',
      'DEVICE_SRP_AUTH',
      'DEVICE_PASSWORD_VERIFIER',
      'InitiateAuth',
      'ConfirmDevice',
    ])
    expect(desk.bodies()[3]?.AuthParameters).not.toHaveProperty('DEVICE_KEY')
    expect((await desk.record('bob'))?.device?.deviceKey).not.toBe(before?.device?.deviceKey)
  })
})

describe('where device challenges carry no session', () => {
  it('goes the same way', async () => {
    const quiet = await startCognito({ pools: [aPool({ deviceChallengeSession: false })], clock })
    const desk = await aDesk({ endpoint: quiet.url, clientId: publicClientId, clock })
    const credentials = { username: 'bob', password: passwords.bob }
    await desk.signIn(credentials)
    desk.forgetSent()
    expect(await desk.signIn(credentials)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
    expect(desk.bodies().at(-1)).not.toHaveProperty('Session')
    await quiet.close()
  })
})
