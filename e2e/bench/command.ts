// `signet token` as a process, against a bare Node script that sends the same request over node:net.
import { fileURLToPath } from 'node:url'
import { judge, percentile, report } from './measure'
import { benchProgram, withSignedInAgent } from './signed-in-agent'

const runs = 40
const [runner, bare] = [benchProgram('command-runner.mjs'), benchProgram('bare-token.cjs')]
const signet = fileURLToPath(new URL('../../out/signet', import.meta.url))

await withSignedInAgent([runner, bare], async (computer) => {
  const commands = [
    [signet, 'token'],
    [process.execPath, bare, computer.socket],
    [process.execPath, '-e', 'console.log("eyes")'],
  ]
  const { exit, out, err } = await computer.programs.run({
    command: process.execPath,
    args: [runner, String(runs), JSON.stringify(commands)],
    env: computer.env,
  })
  if (exit !== 0) throw new Error(err)
  const [ours = [], peer = [], floor = []] = JSON.parse(out) as readonly (readonly number[])[]

  console.log(`A token from a command, start to end, p50 of ${runs}, Node ${process.versions.node}`)
  report('signet token', percentile(ours, 0.5))
  report('bare Node script over net', percentile(peer, 0.5))
  report('node -e, which asks nobody', percentile(floor, 0.5))
  const ratio = percentile(ours, 0.5) / percentile(peer, 0.5)
  judge({ name: 'signet token / bare Node script', ratio, atMost: 1.25 })
})
