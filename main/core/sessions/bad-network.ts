// For tests: servers on this computer that are none, and the addresses where nobody is.
import { createServer, type Server, type Socket } from 'node:net'

export interface BadServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** Connections so far. */
  readonly calls: () => number
  readonly close: () => Promise<void>
}

/** A server that does with each connection that has sent something what `treat` does. */
export async function aBadServer(treat: (socket: Socket) => void): Promise<BadServer> {
  let calls = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    calls += 1
    sockets.add(socket)
    // Whoever is here has been told to expect the worst.
    socket.on('error', () => undefined)
    socket.once('data', () => treat(socket))
  })
  const port = await listening(server)
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => calls,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Says that more will come than does. */
export function cutShort(socket: Socket): void {
  const head = ['HTTP/1.1 200 OK', 'Content-Type: application/x-amz-json-1.1', 'Content-Length: 500']
  socket.end(`${head.join('\r\n')}\r\n\r\n{"AuthenticationResult":{"AccessToken":"ey`)
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
