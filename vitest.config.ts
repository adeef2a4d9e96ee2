import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          // Generous on purpose: no test fails on a clock, and a hang still ends.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          environment: 'node',
          include: [
            '{main,shared}/**/*.test.ts',
            'e2e/{cognito,contract,host,run,fixtures,bench}/**/*.test.ts',
          ],
          setupFiles: ['e2e/fixtures/no-network.ts'],
          unstubEnvs: true,
          restoreMocks: true,
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'renderer',
          testTimeout: 60_000,
          environment: 'jsdom',
          include: ['renderer/**/*.test.ts'],
        },
      },
    ],
  },
})
