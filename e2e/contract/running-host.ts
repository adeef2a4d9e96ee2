// A host of one operation's test: the real broker and its real transport on a socket, with fakes for the world behind.
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { aBroker } from '../../main/core/broker/fakes'
import { aCaller } from '../../main/core/fakes'
import { startBrokerServer } from '../../main/shell/broker-server'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The parsed JSON; undefined for an empty body. */
  readonly body: unknown
}

export type RunningHost = Awaited<ReturnType<typeof runningHost>>

/** A host with one signed-in account, `ada` of the pool `work`; every question is answered with yes. */
export async function runningHost() {
  const folder = mkdtempSync(join(tmpdir(), 'signet-contract-'))
  const address = join(folder, 's', 'signet.sock')
  const around = await aBroker()
  around.asker.willAnswer({ consent: () => 'always', confirm: () => true })
  // Its own executable is what a host may ask another to go by.
  const caller = aCaller({ executable: { ...aCaller().executable, path: '/opt/signet/signet' } })
  around.callers.add(caller)
  around.callers.addFile('/opt/editor/editor', { executable: caller.executable })
  const server = await startBrokerServer({
    address,
    broker: { handle: (asked, signal) => around.handle(asked, signal) },
    callers: {
      peerOf: () => ({ pid: process.pid, uid: process.getuid?.() ?? 0 }),
      identify: () => Promise.resolve(caller),
    },
    log: around.log,
  })
  return {
    ...around,
    address,
    /** Sends a body as it is: text, or a value as JSON. */
    send: (method: string, path: string, body?: unknown) => send({ address, method, path, body }),
    close: async () => {
      await server.close(0)
      rmSync(folder, { recursive: true })
    },
  }
}

function send(what: {
  readonly address: string
  readonly method: string
  readonly path: string
  readonly body: unknown
}): Promise<Answer> {
  const { address, method, path, body } = what
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: address, method, path, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      const { statusCode: status = 0, headers } = response
      if (headers['content-type'] === 'text/event-stream') {
        // It has no end: what comes first is looked at.
        response.once('data', () => {
          response.destroy()
          resolve({ status, headers, text, body: undefined })
        })
        return
      }
      response.on('end', () => {
        resolve({ status, headers, text, body: text === '' ? undefined : JSON.parse(text) })
      })
      response.on('error', reject)
    })
    asked.on('error', reject)
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body)
    if (text !== undefined) asked.setHeader('Content-Length', Buffer.byteLength(text))
    asked.end(text)
  })
}
