// [Note: The tunnel through a proxy]
// CONNECT (RFC 9110 §9.3.6) by Node's own HTTP client; TLS to Cognito then runs inside, and the proxy sees the name of
// the server and nothing else. A proxy that refuses becomes an error of its own: its words must never be read as
// an answer of the server, or whoever stands between could end a sign-in, or move the clock, with one line of plain HTTP.
import { type ClientRequest, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { AppError } from '../../shared/errors'
import { isCertificateFailure } from '../../shared/tls-failures'
import type { Target } from './no-proxy'
import type { Proxy } from './proxy'

/** Longest wait for the proxy's answer, in milliseconds; shorter than the transport's for a connection. */
const tunnelTimeoutMs = 4_500

export interface TunnelOptions {
  /** The authorities that an https proxy is held against. */
  readonly secureContext: SecureContext
  readonly timeoutMs?: number
}

/**
 * A connection to the target, by way of the proxy. Nothing of the request has been sent yet.
 * @throws `network/proxy-refused`, `network/proxy-unreachable`, `network/untrusted-certificate` (the proxy's own).
 */
export function openTunnel(proxy: Proxy, target: Target, options: TunnelOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = connectRequest(proxy, target, options.secureContext)
    const late = setTimeout(() => {
      request.destroy()
      reject(unreachable(proxy, 'did not answer in time'))
    }, options.timeoutMs ?? tunnelTimeoutMs)
    request.once('connect', ({ statusCode = 0 }, socket: Socket, head: Buffer) => {
      clearTimeout(late)
      // In TLS the client speaks first: bytes of the other side that are here already are none of the server's.
      if (statusCode >= 200 && statusCode <= 299 && head.length === 0) {
        resolve(socket)
      } else {
        socket.destroy()
        reject(refused(proxy, statusCode))
      }
    })
    request.once('error', (error) => {
      clearTimeout(late)
      reject(broken(proxy, error))
    })
    request.end()
  })
}

function connectRequest(proxy: Proxy, target: Target, secureContext: SecureContext): ClientRequest {
  const host = target.hostname.includes(':') ? `[${target.hostname}]` : target.hostname
  const authority = `${host}:${target.port}`
  const { hostname, port, authorization } = proxy
  const options = {
    method: 'CONNECT',
    host: hostname,
    port,
    path: authority,
    headers: {
      host: authority,
      ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
    },
  } as const
  if (!proxy.isSecure) return httpRequest({ ...options, agent: false })
  const agent = new HttpsAgent({ secureContext, rejectUnauthorized: true })
  // Left to itself, Node takes the name for the certificate from the Host header, which is the target's.
  return httpsRequest({ ...options, agent, servername: isIP(hostname) === 0 ? hostname : '' })
}

function refused({ shown, variable }: Proxy, status: number): AppError {
  const why =
    status === 407 ? 'wants a name and a password, or others than it was given' : 'refused the connection'
  return new AppError('network/proxy-refused', `The proxy ${shown} (${variable}) ${why} (HTTP ${status}).`)
}

function broken(proxy: Proxy, error: Error): AppError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name
  if (isCertificateFailure(code)) {
    return new AppError(
      'network/untrusted-certificate',
      `The certificate of the proxy ${proxy.shown} (${proxy.variable}) is not trusted here (${code}).`,
    )
  }
  if (code.startsWith('HPE_')) return unreachable(proxy, `does not speak HTTP (${code})`)
  return unreachable(proxy, `cannot be reached (${code})`)
}

// The error itself is not kept as a cause: it may lead to the request, and that holds the password.
function unreachable({ shown, variable }: Proxy, what: string): AppError {
  return new AppError('network/proxy-unreachable', `The proxy ${shown} (${variable}) ${what}.`)
}
