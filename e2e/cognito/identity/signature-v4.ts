// AWS Signature Version 4, checked from what came over the wire and a secret: written from its specification
// (IAM User Guide, "Create a signed AWS API request"), and on no SDK, since it is an SDK's signature that it judges.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A request as it came. */
export interface SignedRequest {
  readonly method: string
  /** Path and query, as they stood in the request line. */
  readonly target: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** What the `Authorization` header names. */
export interface Authorization {
  readonly accessKeyId: string
  readonly scope: string
  readonly region: string
  readonly service: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

/** @returns undefined for what is no signature of this kind. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  const match =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/(\w+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      header ?? '',
    )
  if (match === null) return undefined
  const [, accessKeyId = '', date = '', region = '', service = '', signed = '', signature = ''] = match
  const scope = `${date}/${region}/${service}/aws4_request`
  return { accessKeyId, scope, region, service, signedHeaders: signed.split(';'), signature }
}

/** Whether this secret signed this request, all of it. */
export function isSignedBy(secretKey: string, request: SignedRequest, authorization: Authorization): boolean {
  const { signedHeaders } = authorization
  // A header that is not signed could be anybody's.
  const mustBeSigned = [
    'host',
    'x-amz-date',
    ...(request.headers['x-amz-security-token'] === undefined ? [] : ['x-amz-security-token']),
  ]
  if (!mustBeSigned.every((name) => signedHeaders.includes(name))) return false
  const amzDate = textOf(request.headers['x-amz-date'])
  const { scope } = authorization
  if (!amzDate.startsWith(scope.slice(0, 8))) return false
  const toSign = ['AWS4-HMAC-SHA256', amzDate, scope, sha256(canonicalRequest(request, signedHeaders))].join(
    '\n',
  )
  const key = scope
    .split('/')
    .reduce<Buffer>((before, part) => hmac(before, part), Buffer.from(`AWS4${secretKey}`))
  const expected = hmac(key, toSign)
  return timingSafeEqual(expected, Buffer.from(authorization.signature, 'hex'))
}

/** Milliseconds of an `X-Amz-Date`; NaN for what is none. */
export function amzDateMs(amzDate: string | readonly string[] | undefined): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(textOf(amzDate))
  if (match === null) return Number.NaN
  const [, year, month, day, hour, minute, second] = match
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

function canonicalRequest(
  { method, target, headers, body }: SignedRequest,
  signedHeaders: readonly string[],
): string {
  const [path = '/', query = ''] = target.split('?')
  const lines = signedHeaders.map((name) => `${name}:${textOf(headers[name]).trim().replace(/ +/g, ' ')}\n`)
  const parameters = query
    .split('&')
    .filter((part) => part !== '')
    .sort()
  return [method, path, parameters.join('&'), lines.join(''), signedHeaders.join(';'), sha256(body)].join(
    '\n',
  )
}

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : (value ?? []).join(',')
const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest()
