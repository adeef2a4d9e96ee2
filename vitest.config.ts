import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['{main,shared}/**/*.test.ts', 'e2e/{cognito,host,run,fixtures,bench}/**/*.test.ts'],
          setupFiles: ['e2e/fixtures/no-network.ts'],
          unstubEnvs: true,
          restoreMocks: true,
        },
      },
      {
        plugins: [svelte({ configFile: false })],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', environment: 'jsdom', include: ['renderer/**/*.test.ts'] },
      },
    ],
  },
})
