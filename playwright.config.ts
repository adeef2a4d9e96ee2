import { defineConfig, type ReporterDescription } from '@playwright/test'

const { SIGNET_REPORT_JSON: jsonFile } = process.env
const reporters: ReporterDescription[] = [['./e2e/fixtures/host-reporter.ts'], ['list']]
if (jsonFile !== undefined) reporters.push(['json', { outputFile: jsonFile }])

export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results',
  // Each test has a home, a keyring, a Cognito and a Chromium of its own: two at a time on two cores.
  fullyParallel: true,
  workers: process.env['CI'] === undefined ? 2 : 1,
  // A race is a fault: it is mended, not run again.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: reporters,
})
