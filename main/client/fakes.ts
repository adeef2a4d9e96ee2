// A host for the client's and the command's tests: a real socket in a folder of its own, answers by script.
import { mkdtempSync, rmSync } from 'node:fs'
import { type Server, type Socket, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SeenRequest {
  readonly method: string
  readonly path: string
  readonly headers: string
  readonly body: unknown
}

/** What to send back: text as it goes over the wire, in the pieces given; null: close without a word. */
export type Answer = string | readonly string[] | null

export interface ScriptedHost {
  readonly folder: string
  readonly socketPath: string
  readonly seen: SeenRequest[]
  /** Bytes that arrived, whether they made a request or not. */
  readonly receivedBytes: () => number
  /** Connections that the other side has not closed. */
  readonly openConnections: () => number
  close(): Promise<void>
}

/** Listens at `<new folder>/signet.sock` and answers each request by `answer`. */
export async function scriptedHost(
  answer: (request: SeenRequest) => Answer | Promise<Answer>,
  options: { readonly folder?: string } = {},
): Promise<ScriptedHost> {
  const folder = options.folder ?? aPrivateFolder()
  const socketPath = join(folder, 'signet.sock')
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  let receivedBytes = 0
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let text = ''
    socket.on('data', (chunk) => {
      receivedBytes += chunk.length
      text += chunk.toString('utf8')
      const request = parse(text)
      if (request === undefined) return
      text = ''
      seen.push(request)
      void Promise.resolve(answer(request)).then((reply) => write(socket, reply))
    })
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  return {
    folder,
    socketPath,
    seen,
    receivedBytes: () => receivedBytes,
    openConnections: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => {
          if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
          resolve()
        })
      })
    },
  }
}

/** A folder of mode 0700 that only this test knows. */
export function aPrivateFolder(): string {
  return mkdtempSync(join(tmpdir(), 'signet-'))
}

/** A JSON answer as the host sends it. */
export function jsonReply(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): string {
  const text = JSON.stringify(body)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const type = status >= 400 ? 'application/problem+json' : 'application/json'
  const length = Buffer.byteLength(text)
  return `HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n${lines.join('')}\r\n${text}`
}

/** A refusal as the host sends it. */
export function problemReply(status: number, code: string, detail: string): string {
  return jsonReply(status, { type: 'about:blank', title: `title of ${code}`, status, detail, code })
}

function write(socket: Socket, reply: Answer): void {
  if (reply === null) {
    socket.destroy()
    return
  }
  if (typeof reply === 'string') {
    socket.end(reply)
    return
  }
  void (async () => {
    for (const piece of reply) {
      socket.write(piece)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    socket.end()
  })()
}

function parse(text: string): SeenRequest | undefined {
  const at = text.indexOf('\r\n\r\n')
  if (at === -1) return undefined
  const head = text.slice(0, at)
  const [first = '', ...lines] = head.split('\r\n')
  const [method = '', path = ''] = first.split(' ')
  const headers = lines.join('\n')
  const length = Number(/^content-length: (\d+)$/im.exec(headers)?.[1] ?? 0)
  const body = Buffer.from(text.slice(at + 4))
  if (body.length < length) return undefined
  return { method, path, headers, body: length === 0 ? undefined : (JSON.parse(body.toString()) as unknown) }
}
