// The embedded Cognito: a user pool server for development, tests and the demo. On loopback only.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createAdmin } from './admin'
import { OffsetClock } from './clock'
import { answerControl, type Controlled } from './controls'
import type { EmbeddedCognito, StartOptions } from './embedded-cognito'
import { FaultList } from './faults'
import { hostedMetadata } from './hosted-ui/metadata'
import { answerHostedUi } from './hosted-ui/routes'
import { answerSts, isStsRequest } from './identity/sts'
import { jsonReply, send, type Reply } from './http-reply'
import { KillPointList } from './kill-points'
import { parsePools, readPoolFile } from './pool-file'
import { answerApi, type Apparatus } from './user-pool-api'
import { createWorld, type World } from './world'

/**
 * Starts a server of its own: users, tokens and clock are nobody else's.
 * @throws PoolFileError naming every bad field; the error of `listen` when the port is taken.
 */
export async function startCognito(options: StartOptions): Promise<EmbeddedCognito> {
  const pools =
    'pools' in options
      ? parsePools({ pools: options.pools }, 'startCognito')
      : await readPoolFile(options.poolFile)
  const clock = new OffsetClock(options.clock)
  const world = await createWorld(pools, clock)
  const faults = new FaultList()
  const killPoints = new KillPointList()
  const controlled: Controlled = {
    clock,
    faults,
    killPoints,
    admin: createAdmin(world),
    inbox: (username) => world.inbox.list(username),
    totp: (username) => unusedTotp(world, username),
    counters: () => world.tally.counters(),
  }
  const closing = new AbortController()
  const apparatus: Apparatus = { world, faults, killPoints, closing: closing.signal }
  const server = createServer((request, response) => {
    answer({ apparatus, controlled }, request, response).catch(() => {
      // The client has gone, or the server is closing: nobody is left to tell.
      response.destroy()
    })
  })
  // Longer than any client keeps an idle connection: none finds it closed under its hands.
  server.keepAliveTimeout = 60_000
  const url = await listen(server, options.port ?? 0)
  const close = () => {
    killPoints.releaseAll()
    closing.abort()
    return new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }
  return { ...controlled, url, close }
}

async function answer(
  parts: { readonly apparatus: Apparatus; readonly controlled: Controlled },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { world } = parts.apparatus
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`)
  if (url.pathname.startsWith('/_')) {
    await send(response, await answerControl(parts.controlled, request, url), world.clock.wallMs())
    return
  }
  if (isStsRequest(request, url)) {
    await send(response, await answerSts(world, request), world.clock.wallMs())
    return
  }
  const hosted = await answerHostedUi(world, request, url)
  if (hosted !== undefined) {
    await send(response, hosted, world.clock.wallMs())
  } else if (request.method === 'GET') {
    await send(response, wellKnown(world, url), world.clock.wallMs())
  } else {
    await answerApi(parts.apparatus, request, response)
  }
}

/** The public documents of a pool. */
function wellKnown(world: World, url: URL): Reply {
  const [, userPoolId = '', folder, document] = url.pathname.split('/')
  const pool = world.directory.pools.get(userPoolId)
  if (folder !== '.well-known') return jsonReply({ message: 'Not Found' }, 404)
  if (pool === undefined) return jsonReply({ message: `User pool ${userPoolId} does not exist.` }, 404)
  if (document === 'jwks.json') return jsonReply(world.tokens.jwks)
  if (document === 'openid-configuration') {
    return jsonReply({
      issuer: pool.issuer,
      jwks_uri: `${url.origin}/${userPoolId}/.well-known/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['public'],
      ...hostedMetadata(world.directory.clientsOf(pool), url.origin),
    })
  }
  return jsonReply({ message: 'Not Found' }, 404)
}

function unusedTotp(world: World, username: string): string {
  const { user } = world.directory.named({ username })
  const authenticator = user.mfa.authenticator ?? user.mfa.pending
  if (authenticator === undefined) throw new Error(`${username} has no totpSecret`)
  const code = authenticator.steps.unused(authenticator.secret, world.clock.wallMs())
  if (code === undefined)
    throw new Error(`${username} has used every code in reach: advance the clock by 30 s`)
  return code
}

/** @returns the URL. */
async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return `http://127.0.0.1:${address.port}`
}
