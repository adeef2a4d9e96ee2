// `npm test`: everything that proves the project right, and one last line that counts it all.
// Each suite prints its own report; `--long` gives the full counts of the property tests.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildApp, root, setUp } from './set-up.mjs'

setUp({ tests: true })
buildApp()

const isLong = process.argv.includes('--long')
const scratch = mkdtempSync(join(tmpdir(), 'signet-test-'))
const env = { ...process.env, ...(isLong ? { SIGNET_TEST_LONG: '1' } : {}) }

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [extra]
 * @returns {Promise<number>} exit code
 */
function run(command, args, extra = {}) {
  return new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', command, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...env, ...extra },
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * A suite that could not write its report has failed as one.
 * @param {string} file
 * @param {number} exitCode
 * @param {(report: any) => Count} read
 * @returns {Count}
 */
function countFrom(file, exitCode, read) {
  try {
    const count = read(JSON.parse(readFileSync(file, 'utf8')))
    const isSilentFailure = exitCode !== 0 && count.failed === 0
    return isSilentFailure || count.passed + count.failed === 0
      ? { ...count, failed: count.failed + 1 }
      : count
  } catch (error) {
    console.error(`no report of this suite: ${String(error)}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** @type {Array<[string, () => Promise<Count>]>} */
const suites = [
  [
    'check',
    async () => {
      const code = await run('node', ['e2e/run/check.mjs'])
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    },
  ],
  [
    'unit',
    async () => {
      const file = join(scratch, 'vitest.json')
      const code = await run('vitest', [
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
      ])
      return countFrom(file, code, (report) => ({
        passed: report.numPassedTests,
        failed:
          report.numFailedTests + (report.numFailedTestSuites > 0 && report.numFailedTests === 0 ? 1 : 0),
        skipped: report.numPendingTests,
      }))
    },
  ],
  [
    'vectors',
    async () => {
      const code = await run('tsx', ['e2e/run/vectors.ts', 'e2e/fixtures/srp-vectors.json'])
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    },
  ],
  [
    'end to end',
    async () => {
      const file = join(scratch, 'playwright.json')
      const code = await run('playwright', ['test'], { SIGNET_REPORT_JSON: file })
      return countFrom(file, code, ({ stats }) => ({
        passed: stats.expected,
        failed: stats.unexpected + stats.flaky,
        skipped: stats.skipped,
      }))
    },
  ],
]

/** @type {Count} */
const total = { passed: 0, failed: 0, skipped: 0 }
const lines = []
for (const [name, suite] of suites) {
  console.log(`\n── ${name} ──`)
  const started = performance.now()
  const { passed, failed, skipped } = await suite()
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  lines.push(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped (${seconds} s)`)
}
rmSync(scratch, { recursive: true, force: true })
console.log(`\n${lines.join('\n')}`)
console.log(
  `${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`,
)
process.exit(total.failed === 0 ? 0 : 1)
