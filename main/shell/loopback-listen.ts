import type { Server } from 'node:http'

/** Listens at an address that nobody shares. @returns the port; the name of the fault where there is none. */
export function listenOnLoopback(
  server: Server,
  at: { readonly port: number; readonly host: string },
): Promise<number | string> {
  return new Promise((resolve) => {
    const fail = ({ code = 'unknown' }: NodeJS.ErrnoException): void => resolve(code)
    server.once('error', fail)
    server.listen({ ...at, exclusive: true }, () => {
      server.off('error', fail)
      // A connection that cannot be accepted is no reason to end.
      server.on('error', () => undefined)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 'unknown')
    })
  })
}
