// Catches a browser on loopback (RFC 8252 §7.3): exactly the registered address, GET, no page of another origin.
// What a return means is core's to say; until it has said it the browser waits, so that the page tells the truth.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AppError } from '../../shared/errors'
import type { Log, RedirectOptions, Redirects } from '../core/ports'
import { listenOnLoopback } from './loopback-listen'
import { isOfAnotherUser } from './loopback-peer'
import { type PageReply, pageReply } from './redirect-page'

/** A code and a state are some hundred characters; Cognito's own words a few more. */
const headBytes = 16 * 1024
const sendMs = 10_000
/** How long a page that is being sent may take once nobody listens any more. */
const lingerMs = 10_000
/** A browser opens a few at once. */
const maxConnections = 32

/** Listeners on the ports of this computer. */
export function loopbackRedirects({ log }: { readonly log: Log }): Redirects {
  return {
    listen: async (uris, options) => {
      for (const uri of uris) {
        const servers = await openAt(new URL(uri), options, log)
        if (servers !== undefined) return { uri, close: () => servers.forEach(end) }
      }
      const ports = uris.map((uri) => portOf(new URL(uri))).join(', ')
      throw new AppError('auth/redirect-ports-taken', `Every port is taken: ${ports}.`)
    },
  }
}

/** `URL` leaves out the port that http has by itself; 0 would be any. */
const portOf = ({ port }: URL): number => Number(port || 80)

/** `localhost` may lead a browser to either address: both are taken, or neither. */
function addressesOf({ hostname }: URL): readonly string[] {
  if (hostname === 'localhost') return ['127.0.0.1', '::1']
  return [hostname.replace(/^\[|\]$/g, '')]
}

/** @returns undefined where another program has the port. */
async function openAt(url: URL, options: RedirectOptions, log: Log): Promise<Server[] | undefined> {
  const servers: Server[] = []
  for (const address of addressesOf(url)) {
    const server = serverFor(url, options)
    const found = await listenOnLoopback(server, { port: portOf(url), host: address })
    if (typeof found === 'number') servers.push(server)
    else if (!(isMissing(found) && url.hostname === 'localhost')) {
      log.write('info', 'redirects', `port ${portOf(url)} of ${address}: ${found}`)
      servers.forEach(end)
      return undefined
    }
  }
  return servers.length === 0 ? undefined : servers
}

/** A computer without IPv6 has no such address, and no browser would go there. */
const isMissing = (fault: string): boolean => fault === 'EADDRNOTAVAIL' || fault === 'EAFNOSUPPORT'

function end(server: Server): void {
  server.close()
  server.closeIdleConnections()
  setTimeout(() => server.closeAllConnections(), lingerMs).unref()
}

function serverFor(url: URL, options: RedirectOptions): Server {
  const { locale } = options
  const server = createServer({
    maxHeaderSize: headBytes,
    headersTimeout: sendMs,
    requestTimeout: sendMs,
    connectionsCheckingInterval: 1_000,
    keepAlive: false,
  })
  server.maxConnections = maxConnections
  server.on('request', (request, response) => {
    void replyTo(request, url, options).then((reply) => send(response, reply))
  })
  server.on('checkExpectation', (_request, response: ServerResponse) =>
    send(response, pageReply({ kind: 'unknown' }, locale, 417)),
  )
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    const status = code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
    else socket.destroy()
  })
  return server
}

async function replyTo(request: IncomingMessage, url: URL, options: RedirectOptions): Promise<PageReply> {
  const { locale, receive } = options
  const target = request.url ?? ''
  const mark = target.indexOf('?')
  const path = mark < 0 ? target : target.slice(0, mark)
  const status = refusalOf(request, path, url) ?? ((await isForeign(request)) ? 403 : undefined)
  if (status !== undefined) return pageReply({ kind: 'unknown' }, locale, status)
  return pageReply(await receive(mark < 0 ? '' : target.slice(mark + 1)), locale)
}

/** Another method, host or origin is another page's doing: a browser that was redirected has none of them. */
function refusalOf({ headers, headersDistinct, method }: IncomingMessage, path: string, url: URL) {
  const hosts = headersDistinct['host'] ?? []
  if (hosts.length !== 1 || hosts[0] !== url.host) return 421
  if (headers.origin !== undefined) return 403
  if (path !== url.pathname) return 404
  return method === 'GET' ? undefined : 405
}

/**
 * Another user of this computer may have read the address in the list of processes, and could finish the sign-in as
 * themselves: then this computer would hold somebody else's account under the person's hands.
 */
function isForeign({ socket }: IncomingMessage): Promise<boolean> {
  const { remoteAddress, remotePort, localPort } = socket
  const uid = process.getuid?.()
  if (uid === undefined || remoteAddress === undefined || remotePort === undefined || localPort === undefined)
    return Promise.resolve(uid !== undefined)
  return isOfAnotherUser({ remoteAddress, remotePort, localPort }, uid)
}

function send(response: ServerResponse, { status, headers, html }: PageReply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(html) }).end(html)
}
