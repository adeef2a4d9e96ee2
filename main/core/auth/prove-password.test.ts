// A password that Cognito finds right opens the lock; what else the exchange brings leaves no trace.
import { afterEach, describe, expect, it } from 'vitest'
import { aPool, clientSecret, passwords, publicClientId, secretClientId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import { fakeRandom } from '../fakes'
import { bigIntModPow } from '../srp/big-int-mod-pow'
import { Errands } from './errands'
import { aDesk, type DeskOptions } from './fixtures'
import { provePassword } from './prove-password'

let server: EmbeddedCognito | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

type Client = Pick<DeskOptions, 'clientId' | 'clientSecret' | 'method'>

async function aProver(
  client: Client = { clientId: publicClientId },
  facts: Parameters<typeof aPool>[0] = {},
) {
  server = await startCognito({ pools: [aPool(facts)] })
  const cognito = server
  const desk = await aDesk({ endpoint: cognito.url, ...client })
  const errands = new Errands(desk.log)
  const prove = async (username: string, password: string) => {
    const { pool, vault, clock, log } = desk
    const { method } = pool
    const deps = { clock, log, vault, errands, random: fakeRandom(username), modPow: bigIntModPow }
    await provePassword({ pool, method, username }, password, {
      ...deps,
      cognitoFor: () => Promise.resolve(desk.cognito),
    })
    await errands.settled()
  }
  return { cognito, desk, prove, errands }
}

const wrong = { code: 'auth/wrong-password' }

describe('a password', () => {
  it.each<Client>([
    { clientId: publicClientId },
    { clientId: secretClientId, clientSecret },
    { clientId: publicClientId, method: 'USER_AUTH' },
  ])('is proved by SRP alone, and what it brings is revoked at once (%j)', async (client) => {
    const { desk, prove, cognito } = await aProver(client)
    await prove('bob', passwords.bob)
    const kinds = ['InitiateAuth', 'PASSWORD_VERIFIER', 'ForgetDevice', 'RevokeToken']
    expect(desk.sent()).toEqual(kinds)
    expect(JSON.stringify(desk.bodies())).not.toMatch(/DEVICE_KEY|Bob-Password/)
    expect([desk.accounts.list(), cognito.admin.devices({ username: 'bob' })]).toEqual([[], []])
    desk.forgetSent()
    await expect(prove('bob', passwords.alice)).rejects.toMatchObject(wrong)
    expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
  })

  it.each(['alice', 'carol', 'dave'] as const)(
    'of somebody with a second factor takes no code (%s)',
    async (who) => {
      const { desk, prove } = await aProver()
      await prove(who, passwords[who])
      expect(desk.sent()).toEqual(['InitiateAuth', 'PASSWORD_VERIFIER'])
      await expect(prove(who, 'no')).rejects.toMatchObject(wrong)
    },
  )

  it('that is temporary is right, too', async () => {
    const { prove } = await aProver()
    await prove('erin', passwords.erin)
  })

  it('leaves the remembered device and the session alone: the next sign-in takes no code', async () => {
    const { desk, prove, cognito } = await aProver()
    const code = () => ({ kind: 'SOFTWARE_TOKEN_MFA', code: cognito.totp('alice') }) as const
    await desk.signIn({ username: 'alice', password: passwords.alice }, code)
    const [before, account] = [await desk.record('alice'), desk.accounts.list()]
    desk.secrets.journal.splice(0)
    await prove('alice', passwords.alice)
    expect([[...desk.secrets.journal], await desk.record('alice'), desk.accounts.list()]).toEqual([
      [],
      before,
      account,
    ])
    const again = await desk.signIn({ username: 'alice', password: passwords.alice })
    expect(again).toMatchObject({ kind: 'signedIn', device: 'remembered' })
  })

  it('reads the app client’s secret and nothing else', async () => {
    const { desk, prove } = await aProver({ clientId: secretClientId, clientSecret })
    desk.secrets.journal.splice(0)
    await prove('bob', passwords.bob)
    expect(desk.secrets.journal).toEqual([`get pool.${desk.pool.userPoolId}.${secretClientId}`])
  })

  it('of whoever is disabled, reset or unknown proves nothing', async () => {
    const { prove } = await aProver()
    await expect(prove('fay', passwords.fay)).rejects.toThrow()
    await expect(prove('gus', passwords.gus)).rejects.toThrow()
    await expect(prove('nobody', 'x')).rejects.toMatchObject(wrong)
  })

  it('of another user does not count, though an alias leads there', async () => {
    const { prove } = await aProver()
    await expect(prove('alice@example.com', passwords.alice)).rejects.toMatchObject({
      code: 'auth/server-values',
    })
  })

  it('does not count where the way in proves none', async () => {
    const { desk, prove } = await aProver({ clientId: publicClientId, method: 'USER_PASSWORD_AUTH' })
    await expect(prove('bob', passwords.bob)).rejects.toMatchObject({ code: 'auth/flow-not-enabled' })
    expect(desk.sent()).toEqual([])
  })
})
