// Dead code: a file, an export or a dependency that nothing uses fails `npm run check`.
export default {
  entry: [
    'main/index.ts',
    'main/agent.ts',
    'main/cli/main.ts',
    'main/client/{index,from-signet}.ts',
    'main/shell/electron/preload.ts',
    'main/shell/keychain/keychain-child.ts',
    'renderer/{main,consent}.ts',
    'e2e/run/*.{mjs,ts}',
    'e2e/bench/*.{ts,mjs}',
    'e2e/fixtures/*.mjs',
    // The launcher loads these by path, in a process of their own.
    'e2e/host/{register,utility-child}.mjs',
    'e2e/host/electron-module.ts',
    'e2e/host/conformance-app/*.mjs',
    'e2e/fixtures/*.mjs',
    'e2e/specs/*.spec.ts',
    '**/*.test.ts',
  ],
  project: ['{main,renderer,shared,e2e}/**/*.{ts,svelte,mjs}'],
  ignoreExportsUsedInFile: true,
  // Run by name in e2e/run/check.mjs.
  ignoreDependencies: ['dependency-cruiser', 'svelte-check'],
  // Debian's, not npm's.
  ignoreBinaries: [
    'dbus-monitor',
    'cc',
    'prlimit',
    'setsid',
    'dpkg-query',
    'openssl',
    'fish',
    'mandoc',
    'systemd-analyze',
  ],
}
