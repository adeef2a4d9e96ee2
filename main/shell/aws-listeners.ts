// The container endpoint of the SDKs of AWS: a listener on the two loopback addresses, a port of chance, one path.
// Whatever comes without the token, from a page of a browser or under another name gets one and the same refusal.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { AppError } from '../../shared/errors'
import type { AwsListenerReply, AwsListeners, Log } from '../core/ports'
import { listenOnLoopback } from './loopback-listen'
import { isOfAnotherUser } from './loopback-peer'

export interface LoopbackAwsOptions {
  /** Where files of tokens rest, made when the first is written. */
  readonly folder: string
  readonly log: Log
}

type OpenOptions = Parameters<AwsListeners['open']>[0]

const headBytes = 16 * 1024
const sendMs = 10_000
const maxConnections = 64
/** The same port is wanted on both addresses; another program may have one of them. */
const attempts = 10

/** The same, whatever is wrong: a page or a program that guesses learns nothing. */
const refused: AwsListenerReply = {
  status: 403,
  body: { Code: 'AccessDenied', Message: 'Signet gives nothing here.' },
}

/** Listeners on this computer. State: whether what an earlier host left in the folder was removed. */
export function loopbackAwsListeners({ folder, log }: LoopbackAwsOptions): AwsListeners {
  let isSwept = false
  return {
    open: async (options) => {
      if (!isSwept) sweep(folder)
      isSwept = true
      const { servers, port } = await listenOnBoth(options)
      const url = `http://127.0.0.1:${port}/`
      const end = () => servers.forEach(endServer)
      try {
        const tokenFile = options.isTokenInFile ? writeToken(folder, options.token) : undefined
        const close = () => {
          end()
          if (tokenFile !== undefined) rmSync(tokenFile, { force: true })
        }
        return { url, tokenFile, close }
      } catch (error) {
        end()
        log.write('error', 'aws-listeners', 'the file of a token could not be written')
        throw error
      }
    },
  }
}

/** Files of a host that did not come to its end: their endpoints are gone. */
function sweep(folder: string): void {
  try {
    for (const name of readdirSync(folder))
      if (name.endsWith('.token')) rmSync(join(folder, name), { force: true })
  } catch {
    // Decided: no folder, nothing left.
  }
}

/** Without a line's end: botocore takes none, and strips none. @throws `storage/*` */
function writeToken(folder: string, token: string): string {
  const path = join(folder, `${randomBytes(16).toString('hex')}.token`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    demandOwn(folder)
    writeFileSync(path, token, { flag: 'wx', mode: 0o600 })
    return path
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('storage/write-failed', `${path} cannot be written.`, { cause: error })
  }
}

function demandOwn(folder: string): void {
  const facts = lstatSync(folder)
  const uid = process.getuid?.()
  const isOwn = uid === undefined || (facts.uid === uid && (facts.mode & 0o077) === 0)
  if (facts.isDirectory() && isOwn) return
  throw new AppError('storage/untrusted-folder', `${folder} is a link, another user's, or open to others.`)
}

async function listenOnBoth(
  options: OpenOptions,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const first = serverFor(options)
    const port = await listenOnLoopback(first, { port: 0, host: '127.0.0.1' })
    if (typeof port === 'string') throw new AppError('internal', `No port of 127.0.0.1 can be had (${port}).`)
    const second = serverFor(options)
    const fault = await listenOnLoopback(second, { port, host: '::1' })
    if (typeof fault === 'number') return { servers: [first, second], port }
    // A computer without IPv6: nobody goes there.
    if (fault !== 'EADDRINUSE') return { servers: [first], port }
    endServer(first)
  }
  throw new AppError('broker/busy', 'No port is free on both loopback addresses.')
}

function endServer(server: Server): void {
  server.close()
  server.closeAllConnections()
}

function serverFor({ token, answer }: OpenOptions): Server {
  const server = createServer({
    maxHeaderSize: headBytes,
    headersTimeout: sendMs,
    requestTimeout: sendMs,
    connectionsCheckingInterval: 1_000,
    keepAlive: false,
  })
  server.maxConnections = maxConnections
  server.on('request', (request, response) => {
    // What comes as a body is nobody's to read.
    request.resume()
    void replyTo(request, { token, answer }).then((reply) => send(response, reply))
  })
  server.on('checkExpectation', (_request, response: ServerResponse) => send(response, refused))
  server.on('upgrade', (_request, socket) => socket.destroy())
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

async function replyTo(
  request: IncomingMessage,
  { token, answer }: Pick<OpenOptions, 'token' | 'answer'>,
): Promise<AwsListenerReply> {
  // Before the token is looked at: a page that was let in by another name may have guessed a token's beginning.
  if (!isPlain(request) || (await isForeign(request))) return refused
  return isToken(request.headers.authorization ?? '', token) ? answer() : refused
}

/** A GET of this address by its own name, and of no browser. */
function isPlain({ headers, headersDistinct, method, url, socket }: IncomingMessage): boolean {
  const port = socket.localPort ?? 0
  const hosts = headersDistinct['host'] ?? []
  const isOwnHost = hosts.length === 1 && [`127.0.0.1:${port}`, `[::1]:${port}`].includes(hosts[0] ?? '')
  // A rebinding page of the same origin sends no Origin; every browser says where its requests come from.
  const isOfBrowser = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined
  return method === 'GET' && url === '/' && isOwnHost && !isOfBrowser
}

/** By digests, whose lengths are the same: nothing of the time taken tells of the token. */
function isToken(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(given), digest(token))
}

/** Who has read the token may be another user, root's container among them: the kernel knows whose connection it is. */
function isForeign({ socket }: IncomingMessage): Promise<boolean> {
  const { remoteAddress, remotePort, localPort } = socket
  const uid = process.getuid?.()
  if (uid === undefined || remoteAddress === undefined || remotePort === undefined || localPort === undefined)
    return Promise.resolve(uid !== undefined)
  return isOfAnotherUser({ remoteAddress, remotePort, localPort }, uid)
}

function send(response: ServerResponse, { status, body }: AwsListenerReply): void {
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    .end(text)
}
