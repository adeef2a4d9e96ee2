// The client library as a package of its own: out/client, which `npm pack` takes as it stands.
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import ts from 'typescript'

/** Sources whose declarations are published; they name no other file and no package. */
const published = ['index', 'from-signet', 'signet', 'signet-error', 'signet-error-code', 'public-types']
const entries = /** @type {const} */ ([
  ['.', 'index'],
  ['./aws', 'from-signet'],
])

/**
 * Writes what is beside the bundles: declarations for import and for require, package.json, licence and a README.
 * @param {string} root of the repository
 */
export async function packageClient(root) {
  const folder = join(root, 'out/client')
  await mkdir(folder, { recursive: true })
  await Promise.all(
    published.map((name) => declare(join(root, 'main/client', `${name}.ts`), join(folder, name))),
  )
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await manifest(root), null, 2)}\n`)
  await copyFile(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  await copyFile(join(root, 'docs/client-library.md'), join(folder, 'README.md'))
}

/**
 * The declarations of one file, once for each module system: beside them stands the code of that system.
 * @param {string} source @param {string} target without its ending
 */
async function declare(source, target) {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(source, 'utf8'), {
    fileName: source,
    reportDiagnostics: true,
    compilerOptions: { isolatedDeclarations: true, declaration: true, stripInternal: true },
  })
  const [first] = diagnostics
  if (first !== undefined)
    throw new Error(`${source}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`)
  const endings = /** @type {const} */ ([
    ['.d.ts', '.js'],
    ['.d.cts', '.cjs'],
  ])
  for (const [ending, code] of endings)
    await writeFile(`${target}${ending}`, outputText.replaceAll(/(from '\.\/[\w-]+)'/g, `$1${code}'`))
}

/** @param {string} root */
async function manifest(root) {
  const { version, license, author } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return {
    name: '@signet/client',
    version,
    description: 'Tokens of Amazon Cognito user pools from Signet, the credential helper on this computer.',
    license,
    author,
    type: 'module',
    engines: { node: '>=20.19' },
    main: './index.cjs',
    types: './index.d.cts',
    exports: Object.fromEntries(entries.map(([path, name]) => [path, conditions(name)])),
    sideEffects: false,
  }
}

/** @param {string} name */
function conditions(name) {
  return {
    import: { types: `./${name}.d.ts`, default: `./${name}.js` },
    require: { types: `./${name}.d.cts`, default: `./${name}.cjs` },
  }
}
