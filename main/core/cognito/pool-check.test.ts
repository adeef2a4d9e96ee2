import { describe, expect, it } from 'vitest'
import { loopbackTransport, scriptedTransport, type ScriptedReply } from '../fake-transport'
import { checkPool } from './pool-check'

const userPoolId = 'eu-central-1_AbCdEf123'
const html = { headers: { 'content-type': 'text/html' }, body: '<html>' }

describe('checkPool', () => {
  it.each<readonly [string, ScriptedReply, string]>([
    ['a key document', { body: { keys: [{ kid: 'one', kty: 'RSA' }] } }, 'found'],
    ['a refusal in JSON', { status: 404, body: { message: 'no such pool' } }, 'not-found'],
    ['a refusal with 400', { status: 400, body: { message: 'no such pool' } }, 'not-found'],
    ['a missing page', { status: 404, ...html }, 'unreachable'],
    ['a login page', { status: 200, ...html }, 'unreachable'],
    ['a firewall page', { status: 403, ...html }, 'unreachable'],
    ['a fault', { status: 500, body: {} }, 'unreachable'],
    ['JSON without keys', { body: { keys: [] } }, 'unreachable'],
    ['a document without an end', { body: 'x'.repeat(70_000) }, 'unreachable'],
  ])('%s is %s', async (_what, reply, expected) => {
    const transport = scriptedTransport(() => reply)
    await expect(checkPool(transport, { userPoolId })).resolves.toBe(expected)
    expect(transport.requests).toMatchObject([
      { method: 'GET', path: `/${userPoolId}/.well-known/jwks.json` },
    ])
    expect(transport.requests[0]?.headers['host']).toBe('cognito-idp.eu-central-1.amazonaws.com')
  })

  it('asks the endpoint of its own where there is one', async () => {
    const transport = scriptedTransport(() => ({ body: { keys: [{ kid: 'one' }] } }))
    await checkPool(transport, { userPoolId, endpoint: 'http://127.0.0.1:9229/' })
    expect(transport.requests[0]?.headers['host']).toBe('127.0.0.1:9229')
  })

  it('sends nothing for what is no pool id or no endpoint', async () => {
    const transport = scriptedTransport(() => ({ body: { keys: [{ kid: 'one' }] } }))
    await expect(checkPool(transport, { userPoolId: 'a/../b' })).resolves.toBe('not-found')
    await expect(checkPool(transport, { userPoolId, endpoint: 'http://evil.test' })).resolves.toBe(
      'unreachable',
    )
    expect(transport.loads).toBe(0)
  })

  it('finds a closed port unreachable', async () => {
    await expect(
      checkPool(loopbackTransport(), { userPoolId, endpoint: 'http://127.0.0.1:1' }),
    ).resolves.toBe('unreachable')
  })
})
