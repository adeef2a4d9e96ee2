import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords } from './builders'
import type { EmbeddedCognito, KillPoint } from './embedded-cognito'
import { startCognito } from './server'
import { call, confirmNewDevice, respond, signInByPassword } from './test-client'

let server: EmbeddedCognito

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

const signInAsBob = () => signInByPassword(server, 'bob', { PASSWORD: passwords.bob })

async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as unknown }
}

describe('faults', () => {
  it.each([
    [{ kind: 'throttle' }, 429, 'TooManyRequestsException: Rate exceeded'],
    [{ kind: 'internal' }, 500, 'InternalErrorException: Something went wrong'],
    [{ kind: 'error', name: 'ForbiddenException', message: 'no' }, 400, 'ForbiddenException: no'],
    [{ kind: 'error', name: 'UnknownOperationException', status: 404 }, 404, 'UnknownOperationException'],
  ] as const)('%j strikes once, without an effect', async (fault, status, message) => {
    server.faults.add({ operation: 'InitiateAuth', ...fault })

    await expect(signInAsBob()).rejects.toMatchObject({
      status,
      message: expect.stringContaining(message) as unknown,
    })
    expect(server.counters().signIns).toBe(0)
    await expect(signInAsBob()).resolves.toBeDefined()
  })

  it('answers with a WAF page, and with any status and body', async () => {
    server.faults.add({ operation: '*', kind: 'waf' })
    server.faults.add({ operation: '*', kind: 'status', status: 200, body: '{"ChallengeName":"NEWER"}' })
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth' }

    const page = await fetch(server.url, { method: 'POST', headers })
    expect(page.status).toBe(403)
    expect(page.headers.get('content-type')).toBe('text/html')
    expect(await page.text()).toContain('403 Forbidden')
    expect(await signInAsBob()).toEqual({ ChallengeName: 'NEWER' })
  })

  it('drops the connection before the effect', async () => {
    server.faults.add({ operation: 'InitiateAuth', kind: 'drop-before', times: 2 })

    await expect(signInAsBob()).rejects.toThrow('fetch failed')
    await expect(signInAsBob()).rejects.toThrow('fetch failed')
    expect(server.counters()).toMatchObject({ signIns: 0, operations: { InitiateAuth: 2 } })
  })

  it('drops the connection after the effect: the answer is lost, what was done is done', async () => {
    const answer = await signInAsBob()
    server.faults.add({ operation: 'ConfirmDevice', kind: 'drop-after' })

    await expect(confirmNewDevice(server, answer)).rejects.toThrow('fetch failed')
    expect(server.admin.devices({ username: 'bob' })).toMatchObject([{ confirmed: true }])
    await expect(confirmNewDevice(server, answer)).rejects.toMatchObject({
      exception: 'DeviceKeyExistsException',
    })
  })

  it('delays, leaves other operations alone, and can be called off', async () => {
    server.faults.add({ operation: 'InitiateAuth', kind: 'delay', delayMs: 100 })
    server.faults.add({ operation: 'GetUser', kind: 'internal' })
    const startedMs = performance.now()
    const answer = await signInAsBob()
    expect(performance.now() - startedMs).toBeGreaterThan(95)

    server.faults.clear()
    const body = { AccessToken: answer.AuthenticationResult?.AccessToken }
    await expect(call(server, 'GetUser', body)).resolves.toBeDefined()
  })
})

describe('kill points', () => {
  it.each([
    ['request-seen', false, false],
    ['effect-done', true, false],
    ['reply-sent', true, true],
  ] as const satisfies readonly (readonly [KillPoint, boolean, boolean])[])(
    'hold a request at %s',
    async (point, effectDone, replied) => {
      const armed = server.killPoints.arm('InitiateAuth', point)
      let isAnswered = false
      const answer = signInAsBob().finally(() => {
        isAnswered = true
      })
      await armed.reached

      expect(server.counters().signIns).toBe(effectDone ? 1 : 0)
      if (replied) await answer
      expect(isAnswered).toBe(replied)
      armed.release()
      expect((await answer).AuthenticationResult).toBeDefined()
    },
  )

  it('hold one request only, and let all go when the server closes', async () => {
    const armed = server.killPoints.arm('InitiateAuth', 'request-seen')
    const held = signInAsBob()
    await armed.reached
    await expect(signInAsBob()).resolves.toBeDefined()

    await Promise.all([server.close(), expect(held).rejects.toThrow('fetch failed')])
  })

  it('stand on HTTP: arm, wait, release', async () => {
    const { json } = await control('POST', '/_kill-points', {
      operation: 'InitiateAuth',
      point: 'effect-done',
    })
    const { id } = json as { readonly id: string }
    const answer = signInAsBob()

    expect(await control('GET', `/_kill-points?id=${id}`)).toEqual({ status: 200, json: { reached: true } })
    expect((await control('DELETE', `/_kill-points?id=${id}`)).status).toBe(200)
    await expect(answer).resolves.toBeDefined()
    expect((await control('GET', `/_kill-points?id=${id}`)).status).toBe(404)
  })
})

describe('controls over HTTP', () => {
  it('move the clock', async () => {
    const before = server.clock.wallMs()
    await control('POST', '/_clock', { advanceMs: 600_000 })
    expect(server.clock.wallMs() - before).toBeGreaterThanOrEqual(600_000)
    await control('POST', '/_clock', { offsetMs: 0 })
    expect(server.clock.wallMs() - before).toBeLessThan(60_000)
  })

  it('show inbox, code, counters and devices', async () => {
    await confirmNewDevice(server, await signInAsBob())
    const challenge = await signInByPassword(server, 'carol', { PASSWORD: passwords.carol })
    const { json } = await control('GET', '/_inbox?username=carol')
    const [message] = json as readonly { readonly code: string }[]

    const answer = await respond(server, challenge, { USERNAME: 'carol', SMS_MFA_CODE: message?.code ?? '' })
    expect(answer.AuthenticationResult).toBeDefined()
    expect((await control('GET', '/_inbox?username=bob')).json).toEqual([])
    expect((await control('GET', '/_inbox')).json).toHaveLength(1)
    expect((await control('GET', '/_totp?username=alice')).json).toEqual({ code: server.totp('alice') })
    expect((await control('GET', '/_devices?username=bob')).json).toMatchObject([
      { confirmed: true, remembered: true },
    ])
    expect((await control('GET', '/_counters')).json).toEqual({ ...server.counters() })
    expect(server.counters()).toMatchObject({ signIns: 2, operations: { ConfirmDevice: 1 } })
  })

  it('add and clear faults', async () => {
    await control('POST', '/_faults', { operation: 'InitiateAuth', kind: 'throttle', times: 2 })
    await expect(signInAsBob()).rejects.toThrow('Rate exceeded')
    await control('POST', '/_faults', { clear: true })
    await expect(signInAsBob()).resolves.toBeDefined()
  })

  it('do what an administrator does', async () => {
    const answer = await signInAsBob()
    await control('POST', '/_admin', { action: 'forgetDevice', username: 'bob' })
    expect(server.admin.devices({ username: 'bob' })).toEqual([])
    await control('POST', '/_admin', { action: 'signOutUser', username: 'bob' })
    const body = { AccessToken: answer.AuthenticationResult?.AccessToken }
    await expect(call(server, 'GetUser', body)).rejects.toThrow('revoked')
    await control('POST', '/_admin', { action: 'setUserState', username: 'bob', state: 'RESET_REQUIRED' })
    await expect(signInAsBob()).rejects.toThrow('PasswordResetRequiredException')
    expect((await control('POST', '/_admin', { action: 'wrongMathematics', users: true })).status).toBe(200)
  })

  it.each([
    ['POST', '/_clock', { advance: 1 }],
    ['POST', '/_faults', { operation: 'Nothing', kind: 'waf' }],
    ['POST', '/_faults', { operation: 'GetUser', kind: 'waf', extra: 1 }],
    ['POST', '/_admin', { action: 'signOutUser', username: 'nobody' }],
    ['GET', '/_totp?username=bob', undefined],
  ])('say what is wrong with %s %s %j', async (method, path, body) => {
    const { status, json } = await control(method, path, body)

    expect(status).toBe(400)
    expect((json as { readonly error: string }).error).not.toBe('')
  })

  it('are closed to a page in a browser', async () => {
    const response = await fetch(`${server.url}/_counters`, { headers: { origin: 'https://example.com' } })

    expect(response.status).toBe(403)
    expect((await control('GET', '/_nothing')).status).toBe(404)
  })
})

describe('the door of the server', () => {
  it('refuses what is no operation and what is no JSON', async () => {
    const post = (target: string, body: string) =>
      fetch(server.url, { method: 'POST', headers: { 'x-amz-target': target }, body })

    const unknown = await post('AWSCognitoIdentityProviderService.AdminDeleteUser', '{}')
    expect(await unknown.json()).toMatchObject({ __type: 'UnknownOperationException' })
    const broken = await post('AWSCognitoIdentityProviderService.GetUser', '{')
    expect(broken.status).toBe(400)
    expect(broken.headers.get('x-amzn-errortype')).toBe('SerializationException:')
    const long = await post('AWSCognitoIdentityProviderService.GetUser', `"${'x'.repeat(1_048_576)}"`)
    expect(long.status).toBe(413)
  })
})
