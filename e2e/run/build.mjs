// `npm run build`: every bundle of the app into out/, by vite alone.
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Native or given by the host: everything else is bundled, so a package carries no node_modules but these. */
const external = [
  'electron',
  'keytar',
  'koffi',
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
]

/**
 * One program for Node or Electron's main process.
 * @param {{ entry: string, folder: string, file: string, format: 'es' | 'cjs', isSplit?: boolean, minify?: boolean }} options
 */
function node({ entry, folder, file, format, isSplit = format === 'es', minify = false }) {
  return build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: join(root, entry),
      outDir: join(root, 'out', folder),
      emptyOutDir: false,
      target: 'node20',
      minify,
      sourcemap: false,
      reportCompressedSize: false,
      rolldownOptions: {
        external,
        output: {
          format,
          entryFileNames: file,
          chunkFileNames: format === 'es' ? '[name]-[hash].js' : '[name].cjs',
          // A preload script is one file: a sandbox cannot load a second.
          ...(isSplit ? {} : { codeSplitting: false }),
        },
      },
    },
  })
}

function renderer() {
  return build({
    configFile: false,
    root: join(root, 'renderer'),
    base: './',
    logLevel: 'warn',
    plugins: [svelte({ configFile: false })],
    build: {
      outDir: join(root, 'out/renderer'),
      emptyOutDir: true,
      target: 'chrome140',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rolldownOptions: {
        input: [join(root, 'renderer/index.html'), join(root, 'renderer/consent.html')],
      },
    },
  })
}

const started = performance.now()
await rm(join(root, 'out'), { recursive: true, force: true })
await mkdir(join(root, 'out'))
await Promise.all([
  node({ entry: 'main/index.ts', folder: 'main', file: 'index.js', format: 'es' }),
  node({ entry: 'main/agent.ts', folder: 'agent', file: 'agent.js', format: 'es' }),
  node({ entry: 'main/shell/electron/preload.ts', folder: 'main', file: 'preload.cjs', format: 'cjs' }),
  // Beside each host: the agent's folder is outside the archive of a package, where Node can read it.
  ...['main', 'agent'].map((folder) =>
    node({
      entry: 'main/shell/keychain/keychain-child.ts',
      folder,
      file: 'keychain-child.cjs',
      format: 'cjs',
    }),
  ),
  // The command is read anew at each start: a small first file starts sooner, and verbs that few need have their own.
  node({
    entry: 'main/cli/main.ts',
    folder: 'cli',
    file: 'signet.cjs',
    format: 'cjs',
    isSplit: true,
    minify: true,
  }),
  renderer(),
])
// The launcher has no ending, so the nearest package.json says what it is.
const launcher = join(root, 'out/signet')
await writeFile(launcher, "#!/usr/bin/env node\nrequire('./cli/signet.cjs')\n")
await chmod(launcher, 0o755)
await writeFile(join(root, 'out/package.json'), '{ "type": "commonjs" }\n')
for (const folder of ['main', 'agent'])
  await writeFile(join(root, 'out', folder, 'package.json'), '{ "type": "module" }\n')
console.log(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
