// Every flow × client × state of the device × challenge, against a server that does the arithmetic for real.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  aPool,
  clientSecret,
  passwords,
  publicClientId,
  secretClientId,
} from '../../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../../e2e/cognito/server'
import type { SignInAnswer, SignInView } from '../../../../shared/model/sign-in'
import { fakeClock } from '../../fakes'
import { secretHash } from '../../srp/secret-hash'
import { aDesk, type Desk, passwordMethods, type SentBody } from '../fixtures'

const clock = fakeClock()
let server: EmbeddedCognito

beforeAll(async () => {
  server = await startCognito({ pools: [aPool()], clock })
})
afterAll(() => server.close())

const clients = [
  { title: 'a public client', clientId: publicClientId, clientSecret: undefined },
  { title: 'a secret client', clientId: secretClientId, clientSecret },
] as const
/** With a password at hand USER_AUTH goes straight to its proof; choices of another kind: choice.test.ts. */
const methods = [...passwordMethods, 'USER_AUTH'] as const
type Username = 'alice' | 'bob' | 'carol' | 'dave'
const users: readonly Username[] = ['alice', 'bob', 'carol', 'dave']

const challenges = {
  alice: 'SOFTWARE_TOKEN_MFA',
  bob: undefined,
  carol: 'SMS_MFA',
  dave: 'EMAIL_OTP',
} as const

function codeFor(username: Username): SignInAnswer[] {
  const kind = challenges[username]
  if (kind === undefined) return []
  // A step of an authenticator counts once per user: the next one is half a minute away.
  if (kind === 'SOFTWARE_TOKEN_MFA') clock.advance(30_000)
  return [{ kind, code: '' }]
}

async function signIn(desk: Desk, username: Username, withCode: boolean) {
  const run = desk.start()
  let view = await run.answer({ kind: 'credentials', username, password: passwords[username] })
  for (const answer of withCode ? codeFor(username) : []) {
    expect(view).toMatchObject({ kind: 'challenged', challenge: { name: answer.kind } })
    const code =
      answer.kind === 'SOFTWARE_TOKEN_MFA'
        ? server.totp(username)
        : (server.inbox(username).at(-1)?.code ?? 'none came')
    view = await run.answer({ ...answer, code } as SignInAnswer)
  }
  return view
}

/** The same password again, so that the next combination finds the user as this one did, and what is asked with it. */
function newPassword(view: SignInView) {
  if (view.kind !== 'challenged' || view.challenge.name !== 'NEW_PASSWORD_REQUIRED')
    throw new Error(`no new password is wanted in ${view.kind}`)
  const attributes = Object.fromEntries(view.challenge.requiredAttributes.map((name) => [name, 'Erin']))
  return { kind: 'NEW_PASSWORD_REQUIRED', newPassword: passwords.erin, attributes } as const
}

function withoutDeviceKey(body: SentBody | undefined): unknown {
  return JSON.parse(JSON.stringify(body), (name, value: unknown) =>
    name === 'DEVICE_KEY' ? undefined : value,
  )
}

describe.each(methods)('%s', (method) => {
  describe.each(clients)('with $title', ({ clientId, clientSecret: secret }) => {
    const aNewDesk = () => aDesk({ endpoint: server.url, clientId, clientSecret: secret, method, clock })
    const deviceSteps = ['DEVICE_SRP_AUTH', 'DEVICE_PASSWORD_VERIFIER']
    const passwordSteps =
      method === 'USER_PASSWORD_AUTH' ? ['InitiateAuth'] : ['InitiateAuth', 'PASSWORD_VERIFIER']

    it.each(users)('registers a device for %s, and asks it for no code the next time', async (username) => {
      const desk = await aNewDesk()
      const challenge = challenges[username]
      const view = await signIn(desk, username, true)
      expect(view).toMatchObject({ kind: 'signedIn', username, device: 'remembered' })
      expect(desk.sent()).toEqual([
        ...passwordSteps,
        ...(challenge === undefined ? [] : [challenge]),
        'ConfirmDevice',
      ])

      const record = await desk.record(username)
      expect(record?.device?.status).toBe('remembered')
      expect(record?.session?.deviceKey).toBe(record?.device?.deviceKey)

      desk.forgetSent()
      expect(await signIn(desk, username, false)).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent()).toEqual([...passwordSteps, ...deviceSteps])
      expect((await desk.record(username))?.device).toEqual(record?.device)
    })

    it.each(users)(
      'goes on without a device that was forgotten for %s, and registers anew',
      async (username) => {
        const desk = await aNewDesk()
        await signIn(desk, username, true)
        const before = await desk.record(username)
        server.admin.forgetDevice({ username })
        desk.forgetSent()
        const view = await signIn(desk, username, true)
        expect(view).toMatchObject({ kind: 'signedIn', device: 'remembered' })
        // The refused request and the identical one without the key: nothing else is repeated.
        const challenge = challenges[username]
        expect(desk.sent()).toEqual([
          ...passwordSteps,
          ...passwordSteps.slice(-1),
          ...(challenge === undefined ? [] : [challenge]),
          'ConfirmDevice',
        ])
        const [refused, repeated] = desk.bodies().slice(passwordSteps.length - 1)
        expect(withoutDeviceKey(refused)).toEqual(repeated)
        expect(withoutDeviceKey(refused)).not.toEqual(refused)
        const after = await desk.record(username)
        expect(after?.device?.deviceKey).not.toBe(before?.device?.deviceKey)
        expect(server.admin.devices({ username })).toHaveLength(1)
      },
    )

    it.each(users)('refreshes the session of %s with its device key', async (username) => {
      const desk = await aNewDesk()
      const view = await signIn(desk, username, true)
      const accountId = view.kind === 'signedIn' ? view.accountId : ''
      clock.advance(3_600_000)
      const token = await desk.sessions.token(accountId, { use: 'access', minimumTtlSeconds: 60 })
      expect(token.token.split('.')).toHaveLength(3)
      expect(desk.sent().at(-1)).toBe('GetTokensFromRefreshToken')
    })

    it('uses the canonical name after an alias was typed, and finds the device by it', async () => {
      const desk = await aNewDesk()
      await signIn(desk, 'alice', true)
      desk.forgetSent()
      const devices = server.admin.devices({ username: 'alice' }).length
      const run = desk.start()
      const credentials = {
        kind: 'credentials',
        username: 'alice@example.com',
        password: passwords.alice,
      } as const
      let view = await run.answer(credentials)
      if (method === 'USER_PASSWORD_AUTH') {
        // There the device key can only ride in the first request, where the name is not known yet.
        clock.advance(30_000)
        view = await run.answer({ kind: 'SOFTWARE_TOKEN_MFA', code: server.totp('alice') })
        // One computer, one device and one session: those before go, and nobody waits for that.
        await desk.signIns.cancelAll()
        expect(desk.sent().slice(0, 3)).toEqual(['InitiateAuth', 'SOFTWARE_TOKEN_MFA', 'ConfirmDevice'])
        expect(desk.sent().slice(3).sort()).toEqual(['ForgetDevice', 'RevokeToken'])
      } else {
        await desk.signIns.cancelAll()
        expect(desk.sent()).toEqual([...passwordSteps, ...deviceSteps, 'RevokeToken'])
      }
      expect(server.admin.devices({ username: 'alice' })).toHaveLength(devices)
      expect(view).toMatchObject({ kind: 'signedIn', username: 'alice@example.com', device: 'remembered' })
      const hashOf = (name: string) => (secret === undefined ? undefined : secretHash(name, clientId, secret))
      const [first, ...later] = desk.bodies()
      expect(first?.AuthParameters).toMatchObject({ USERNAME: 'alice@example.com' })
      expect(first?.AuthParameters).not.toHaveProperty('DEVICE_KEY')
      expect(first?.AuthParameters?.['SECRET_HASH']).toBe(hashOf('alice@example.com'))
      for (const { ChallengeResponses } of later.filter((body) => body.ChallengeName !== undefined)) {
        expect(ChallengeResponses).toMatchObject({ USERNAME: 'alice' })
        expect(ChallengeResponses?.['SECRET_HASH']).toBe(hashOf('alice'))
      }
      expect(desk.accounts.list()).toMatchObject([{ username: 'alice' }])
      expect(desk.accounts.list()[0]?.typedNames).toContain('alice@example.com')
    })

    it('takes a new password and the attributes that the pool wants', async () => {
      const desk = await aNewDesk()
      const run = desk.start()
      server.admin.setUserState({ username: 'erin', state: 'FORCE_CHANGE_PASSWORD' })
      const view = await run.answer({ kind: 'credentials', username: 'erin', password: passwords.erin })
      const answer = newPassword(view)
      const short = await run.answer({ ...answer, newPassword: 'x' })
      expect(short).toMatchObject({ kind: 'challenged', problem: 'auth/new-password-refused' })
      expect(await run.answer(answer)).toMatchObject({ kind: 'signedIn', username: 'erin' })
    })

    it('takes a new password on a known device, and where the device was forgotten', async () => {
      const desk = await aNewDesk()
      const renew = async () => {
        server.admin.setUserState({ username: 'erin', state: 'FORCE_CHANGE_PASSWORD' })
        desk.forgetSent()
        const run = desk.start()
        const view = await run.answer({ kind: 'credentials', username: 'erin', password: passwords.erin })
        return run.answer(newPassword(view))
      }
      await renew()
      expect(await renew()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent()).toEqual([...passwordSteps, 'NEW_PASSWORD_REQUIRED', ...deviceSteps])
      server.admin.forgetDevice({ username: 'erin' })
      expect(await renew()).toMatchObject({ kind: 'signedIn', device: 'remembered' })
      expect(desk.sent().slice(-2)).toEqual(['NEW_PASSWORD_REQUIRED', 'ConfirmDevice'])
    })
  })
})
