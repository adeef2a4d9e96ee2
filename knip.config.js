// Dead code: a file, an export or a dependency that nothing uses fails `npm run check`.
export default {
  entry: [
    'main/index.ts',
    'main/agent.ts',
    'main/cli/main.ts',
    'main/shell/electron/preload.ts',
    'main/shell/keychain/keychain-child.ts',
    'renderer/{main,consent}.ts',
    'e2e/run/*.{mjs,ts}',
    'e2e/bench/*.ts',
    'e2e/cognito/main.ts',
    'e2e/host/electron',
    'e2e/host/register.{mjs,ts}',
    'e2e/fixtures/*.mjs',
    'e2e/specs/*.spec.ts',
    '**/*.test.ts',
  ],
  project: ['{main,renderer,shared,e2e}/**/*.{ts,svelte,mjs}'],
  ignoreExportsUsedInFile: true,
}
