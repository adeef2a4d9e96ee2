import { describe, expect, it } from 'vitest'
import { toCognitoError } from './failures'

const refresh = { kind: 'refresh', hasDeviceKey: false } as const

/** What the SDK throws. */
const thrown = (members: object) => Object.assign(new Error('no'), members)
const answered = (httpStatusCode: number, members: object = {}) =>
  thrown({ name: 'SyntaxError', $metadata: { httpStatusCode }, ...members })

describe('a request whose answer is missing', () => {
  it.each([
    ['a broken connection', thrown({ code: 'ECONNRESET' })],
    ['a broken pipe', thrown({ code: 'EPIPE' })],
    ['a time-out', thrown({ name: 'TimeoutError', code: 'ETIMEDOUT' })],
    ['a time-out without a code', thrown({ name: 'TimeoutError' })],
    ['noise in place of HTTP', thrown({ code: 'HPE_INVALID_CONSTANT' })],
    ['an answer that was cut', answered(200)],
    ['a fault at the other end', answered(500)],
    ['a gateway that gave up', answered(504)],
  ])('may have had its effect: %s', (_what, error) => {
    expect(toCognitoError(error, refresh).mayHaveHappened).toBe(true)
  })

  it.each([
    ['no such name', thrown({ code: 'ENOTFOUND' })],
    ['nobody there', thrown({ code: 'ECONNREFUSED' })],
    ['no way there', thrown({ code: 'ENETUNREACH' })],
    ['a certificate of another', thrown({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
    ['a certificate that has ended', thrown({ code: 'CERT_HAS_EXPIRED' })],
    ['an issuer that nobody knows', thrown({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })],
    ['a firewall', answered(403)],
    ['too many requests', answered(429)],
    ['a refusal', answered(400, { name: 'NotAuthorizedException', $fault: 'client' })],
  ])('has had none: %s', (_what, error) => {
    expect(toCognitoError(error, refresh).mayHaveHappened).toBe(false)
  })
})

describe('a connection that is not trusted', () => {
  it.each([
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'CERT_NOT_YET_VALID',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'INVALID_PURPOSE',
  ])('is told from one that fails: %s', (code) => {
    expect(toCognitoError(thrown({ code }), refresh).code).toBe('network/untrusted-certificate')
  })

  it.each(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'ECONNRESET'])(
    'is not one where no certificate was judged: %s',
    (code) => {
      expect(toCognitoError(thrown({ code }), refresh).code).toBe('network/unreachable')
    },
  )
})

describe('the wait that the other side asks for', () => {
  const throttled = (value: unknown) =>
    toCognitoError(answered(429, { $response: { headers: { 'retry-after': value } } }), refresh)

  it('is kept', () => {
    expect(throttled('120')).toMatchObject({ code: 'network/throttled', retryAfterSeconds: 120 })
  })

  it.each(['-1', '', 'soon', 'Sun, 22 Nov 2026 12:00:00 GMT', '99999999999999', 5, undefined])(
    'is no number of seconds, and none: %s',
    (value) => {
      expect(throttled(value).retryAfterSeconds).toBeUndefined()
    },
  )
})
