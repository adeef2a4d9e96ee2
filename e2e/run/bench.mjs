// `npm run bench`: what is measured, and against whom. Ratios are printed with their targets; a clock fails nothing,
// so the exit code only says whether every benchmark ran to its end.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildApp, root, setUp } from './set-up.mjs'

setUp({ bench: true })
buildApp()

/**
 * Where two processes hand each other work, half of the time is the scheduler's choice of their processors, which
 * changes from run to run: on one processor, what is left is the work itself.
 */
const onOneProcessor = ['taskset', '-c', '0']
/** @type {readonly { name: string, prefix?: readonly string[] }[]} */
const benchmarks = [
  { name: 'srp' },
  { name: 'token' },
  { name: 'token', prefix: onOneProcessor },
  { name: 'oidc-agent' },
  { name: 'command' },
]

const failed = []
for (const { name, prefix = [] } of benchmarks) {
  console.log(
    prefix.length === 0 ? '' : `\nThe same with every process on one processor (${prefix.join(' ')}):`,
  )
  const program = [process.execPath, '--import', 'tsx', join(root, `e2e/bench/${name}.ts`)]
  const [command = '', ...args] = [...prefix, ...program]
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    // An authority file of one's own costs every start of Node tens of milliseconds.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
  })
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) console.log(`\nbench: did not run to the end: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
