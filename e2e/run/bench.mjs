// `npm run bench`: what is measured, and against whom. Ratios are printed with their targets; a clock fails nothing,
// so the exit code only says whether every benchmark ran to its end.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildApp, root, setUp } from './set-up.mjs'

setUp({ bench: true })
buildApp()

const failed = []
for (const name of ['srp', 'token', 'command']) {
  console.log('')
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', join(root, `e2e/bench/${name}.ts`)], {
    cwd: root,
    stdio: 'inherit',
    // An authority file of one's own costs every start of Node tens of milliseconds.
    env: { ...process.env, NODE_EXTRA_CA_CERTS: undefined },
  })
  if (status !== 0) failed.push(name)
}
if (failed.length > 0) console.log(`\nbench: did not run to the end: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
