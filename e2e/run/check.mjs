// `npm run check`: types, layers, lint, format, dead code. Every step runs; the last line says which failed.
import { spawnSync } from 'node:child_process'

/** @type {ReadonlyArray<readonly [name: string, command: string, ...args: string[]]>} */
const steps = [
  ['types of shared', 'tsc', '-p', 'shared'],
  ['types of main', 'tsc', '-p', 'main'],
  ['types of e2e', 'tsc', '-p', 'e2e'],
  [
    'types of renderer',
    'svelte-check',
    '--tsconfig',
    'renderer/tsconfig.json',
    '--fail-on-warnings',
    '--output',
    'human',
  ],
  ['layers', 'depcruise', '--config', '.dependency-cruiser.js', 'main', 'renderer', 'shared', 'e2e'],
  ['lint', 'eslint', '--max-warnings', '0', '.'],
  ['format', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['the local API as docs/openapi.json has it', 'tsx', 'e2e/run/openapi.ts', '--check'],
  ['manual page', 'tsx', 'e2e/run/man-page.ts', '--check'],
  ['dead code', 'knip', '--no-progress'],
]

/** @type {string[]} */
const failed = []
for (const [name, command, ...args] of steps) {
  const started = performance.now()
  const { status } = spawnSync('npx', ['--no-install', command, ...args], { stdio: 'inherit' })
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (status !== 0) failed.push(name)
}
console.log(failed.length === 0 ? 'check: all clean' : `check: failed: ${failed.join(', ')}`)
process.exit(failed.length === 0 ? 0 : 1)
