// A warm token from the agent, peer identity, grant and audit included, against oidc-agent, which does none of the three:
// how many in a second for several programs at once, and how long one takes.
// The client of both is one C program. oidc-agent is asked in plain JSON, the fastest it offers (its own library
// encrypts each message first), on a new connection for each token: it closes one after its answer.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compare, judge, percentile, report, reportRate } from './measure'
import { peerAccount, startOidcAgent } from './oidc-agent-peer'
import { benchProgram, withSignedInAgent } from './signed-in-agent'

const [rounds, roundMs] = [7, 600]

const body = '{"use":"access"}'
const head = `POST /v1/accounts/default/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`

/** What goes over the socket, and how a good reply to it begins. */
interface Asking {
  readonly connections: 'kept' | 'fresh'
  readonly request: string
  readonly begins: string
}
const keptAlive: Asking = { connections: 'kept', request: `${head}\r\n${body}`, begins: 'HTTP/1.1 200 ' }
const closing: Asking = {
  connections: 'fresh',
  request: `${head}Connection: close\r\n\r\n${body}`,
  begins: 'HTTP/1.1 200 ',
}
const plainJson: Asking = {
  connections: 'fresh',
  request: JSON.stringify({ request: 'access_token', account: peerAccount, min_valid_period: 60 }),
  begins: '{"status":"success"',
}

interface Result {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
}

type Results = Readonly<Record<'kept' | 'fresh' | 'peer', Result>>

const folder = mkdtempSync(join(tmpdir(), 'signet-bench-'))
const client = join(folder, 'token-load')
execFileSync('cc', ['-O2', '-pthread', '-o', client, benchProgram('token-load.c')], { stdio: 'inherit' })

await withSignedInAgent([client], async (computer) => {
  const peerSocket = await startOidcAgent(computer)
  const load = async (clients: number, socket: string, asking: Asking): Promise<Result> => {
    const args = [asking.connections, socket, `${clients}`, `${roundMs}`, asking.begins, asking.request]
    const { exit, out, err } = await computer.programs.run({ command: client, args, env: computer.env })
    if (exit !== 0) throw new Error(err)
    const [perSecond = 0, p50 = 0, p99 = 0] = out.split(' ').map(Number)
    return { perSecond, p50, p99 }
  }
  console.log(
    `A warm token against oidc-agent, median of ${rounds} rounds of ${roundMs} ms, Node ${process.versions.node}`,
  )
  for (const clients of [1, 8, 64]) {
    const results = await inTurn(async () => ({
      kept: await load(clients, computer.socket, keptAlive),
      fresh: await load(clients, computer.socket, closing),
      peer: await load(clients, peerSocket, plainJson),
    }))
    if (clients === 1) showLatency(results)
    else showRate(clients, results)
  }
}).finally(() => rmSync(folder, { recursive: true }))

/** The median of each value; in every round each has its turn, so that what slows the machine slows all of them. */
async function inTurn(round: () => Promise<Results>): Promise<Results> {
  // The first round warms caches and compilers up.
  await round()
  const all: Results[] = []
  while (all.length < rounds) all.push(await round())
  const median = (name: keyof Results): Result => {
    const of = (key: keyof Result) =>
      percentile(
        all.map((results) => results[name][key]),
        0.5,
      )
    return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') }
  }
  return { kept: median('kept'), fresh: median('fresh'), peer: median('peer') }
}

function showLatency({ kept, fresh, peer }: Results): void {
  for (const key of ['p50', 'p99'] as const) {
    report(`Signet, one client, kept alive, ${key}`, kept[key])
    report(`Signet, one client, on new connections, ${key}`, fresh[key])
    report(`oidc-agent, one client, ${key}`, peer[key])
    judge({ name: `Signet, kept alive / oidc-agent, ${key}`, ratio: kept[key] / peer[key], atMost: 1 })
    compare(`Signet, on new connections / oidc-agent, ${key}`, fresh[key] / peer[key])
  }
}

function showRate(clients: number, { kept, fresh, peer }: Results): void {
  reportRate(`Signet, ${clients} clients, kept alive`, kept.perSecond)
  reportRate(`Signet, ${clients} clients, on new connections`, fresh.perSecond)
  reportRate(`oidc-agent, ${clients} clients`, peer.perSecond)
  const name = `Signet, ${clients} clients, kept alive / oidc-agent`
  judge({ name, ratio: kept.perSecond / peer.perSecond, atLeast: 1 })
  compare(`Signet, ${clients} clients, on new connections / oidc-agent`, fresh.perSecond / peer.perSecond)
}
