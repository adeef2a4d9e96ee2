import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askToHandOver, runningHost } from './running-host'

let scratch = ''
let server: Server | undefined
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'running-host-'))
})
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
  rmSync(scratch, { recursive: true })
})

/** Something that listens. @returns its socket. */
async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const socket = join(scratch, 'signet.sock')
  const made = createServer(answer)
  server = made
  await new Promise<void>((resolve) => made.listen(socket, resolve))
  return socket
}

const service = (host: string) => ({
  name: 'signet',
  version: '0.1.0',
  apiVersions: ['v1'],
  host,
  pid: 7,
  locked: false,
})

describe('who runs already', () => {
  it.each(['desktop', 'agent'] as const)('is the %s, by its own word', async (host) => {
    const socket = await listening((request, response) => {
      expect(`${request.method ?? ''} ${request.url ?? ''}`).toBe('GET /v1')
      response.end(JSON.stringify(service(host)))
    })
    expect(await runningHost(socket)).toBe(host)
  })

  it.each([
    ['answers something that is no JSON', '<html>'],
    ['answers for another program', JSON.stringify({ ...service('agent'), name: 'other' })],
    ['calls itself what no host is', JSON.stringify(service('toaster'))],
    ['answers nothing', ''],
  ])('is nobody where somebody %s', async (_what, text) => {
    expect(await runningHost(await listening((_request, response) => response.end(text)))).toBeUndefined()
  })

  it('is nobody where nobody listens', async () => {
    expect(await runningHost(join(scratch, 'none.sock'))).toBeUndefined()
  })

  it('is nobody where the answer breaks off', async () => {
    const socket = await listening((_request, response) => {
      response.writeHead(200, { 'Content-Length': '1000' })
      response.write('{')
      setTimeout(() => response.destroy(), 20)
    })
    expect(await runningHost(socket)).toBeUndefined()
  })

  it('is nobody where the answer drips and never ends', async () => {
    const drips: NodeJS.Timeout[] = []
    const socket = await listening((_request, response) => {
      response.writeHead(200)
      drips.push(setInterval(() => response.write(' '), 100))
    })
    expect(await runningHost(socket)).toBeUndefined()
    for (const drip of drips) clearInterval(drip)
  })
})

describe('a host that is asked to go', () => {
  it.each([
    [202, 'agreed'],
    [403, 'refused'],
    [404, 'refused'],
  ] as const)('has %i: %s', async (status, answer) => {
    const socket = await listening((request, response) => {
      expect(`${request.method ?? ''} ${request.url ?? ''}`).toBe('POST /v1/hand-over')
      response.writeHead(status).end()
    })
    expect(await askToHandOver(socket)).toBe(answer)
  })

  it('has not heard it while it does not listen yet', async () => {
    expect(await askToHandOver(join(scratch, 'none.sock'))).toBe('unheard')
  })
})
