// Makes `electron` the stand-in for everything this process loads from now on, then runs the app.
import inspector from 'node:inspector'
import Module, { register } from 'node:module'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tsImport } from 'tsx/esm/api'

const hostKey = 'signet.stand-in'

/**
 * The app that a command line names: a folder with a package.json, or a main file.
 * @param {readonly string[]} args
 */
function appOf(args) {
  const target = resolve(args.find((arg) => !arg.startsWith('-')) ?? '.')
  if (!statSync(target).isDirectory()) return { folder: dirname(target), main: target }
  const { main } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  return { folder: target, main: join(target, main) }
}

/**
 * Runs the app like the Electron binary would.
 * @param {string} program path of the launcher
 * @param {readonly string[]} args everything behind it
 */
export async function run(program, args) {
  const inspect = args.find((arg) => /^--inspect(=|$)/.test(arg))
  // Prints `Debugger listening on ws://…`, which a test runner waits for. Port 0: any free one.
  if (inspect !== undefined) inspector.open(Number(inspect.split('=')[1] ?? '9229'), '127.0.0.1')
  const { folder, main } = appOf(args)
  process.argv = [program, ...args]
  Object.assign(process, { type: 'browser' })

  // Loaded apart from the app, so that nothing but the stand-in itself is ever transpiled.
  const { electronModule } = await tsImport('./electron-module.ts', import.meta.url)
  const { electron, begin } = electronModule({ folder, argv: process.argv })
  Object.assign(globalThis, { [Symbol.for(hostKey)]: electron })

  const facade = `export const { ${Object.keys(electron).join(', ')} } = globalThis[Symbol.for('${hostKey}')]`
  const facadeUrl = `data:text/javascript,${encodeURIComponent(facade)}`
  const hook = `export const resolve = (specifier, context, next) =>
    specifier === 'electron' ? { url: ${JSON.stringify(facadeUrl)}, shortCircuit: true } : next(specifier, context)`
  register(`data:text/javascript,${encodeURIComponent(hook)}`)
  const loader = /** @type {{ _load: (id: string, ...rest: unknown[]) => unknown }} */ (
    /** @type {unknown} */ (Module)
  )
  const load = loader._load
  loader._load = (id, ...rest) => (id === 'electron' ? electron : Reflect.apply(load, loader, [id, ...rest]))

  // eslint-disable-next-line no-unsanitized/method -- the app to run is the argument of this program
  await import(pathToFileURL(main).href)
  await begin()
}
