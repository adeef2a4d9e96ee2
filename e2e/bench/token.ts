// A warm token over the socket, peer identity, grant and audit included, against a bare node:http server that answers
// a constant of the same size on the same kind of socket. Three processes: the agent, the peer, the client of both.
import { judge, percentile, report } from './measure'
import { benchProgram, withSignedInAgent } from './signed-in-agent'

const requests = 2000
const client = benchProgram('token-client.mjs')

interface Times {
  readonly ours: readonly number[]
  readonly peer: readonly number[]
}

await withSignedInAgent([client], async (computer) => {
  const token = {
    token: 'x'.repeat(1000),
    tokenType: 'Bearer',
    use: 'access',
    expiresIn: 3600,
    account: '0'.repeat(16),
  }
  const peerSocket = computer.beside('peer.sock')
  const peer = computer.programs.start({
    command: process.execPath,
    args: [benchProgram('constant-server.mjs'), peerSocket, JSON.stringify(token)],
    // No program of this Signet: nobody waits for its end.
    env: { PATH: process.env['PATH'] },
  })
  while (!peer.said().includes('listening')) await new Promise((resolve) => setTimeout(resolve, 10))
  const { exit, out, err } = await computer.programs.run({
    command: process.execPath,
    args: [client, computer.socket, peerSocket, String(requests)],
    env: computer.env,
  })
  if (exit !== 0) throw new Error(err)
  const { fresh, kept } = JSON.parse(out) as { fresh: Times; kept: Times }

  console.log(
    `A warm token, one request after the other, ${requests} of each, p50, Node ${process.versions.node}`,
  )
  show('on a new connection', fresh)
  show('on one kept alive', kept)
})

function show(how: string, { ours, peer }: Times): void {
  const [our, their] = [percentile(ours, 0.5), percentile(peer, 0.5)]
  report(`Signet, ${how}`, our)
  report(`bare node:http, ${how}`, their)
  judge({ name: `Signet / bare node:http, ${how}`, ratio: our / their, atMost: 1.5 })
}
