// Builds a package from a folder that looks like an Electron distribution, and looks into it.
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { extractAll, listPackage } from '@electron/asar'
import { getCurrentFuseWire } from '@electron/fuses'
import type { AfterPackContext } from 'electron-builder'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { afterPack } from '../../build/fuses.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const minutes = 60_000
let scratch = ''

/** The modules that are not bundled. */
const native = ['@koromix', 'keytar', 'koffi']

/** What @electron/fuses looks for in a binary; the wire stands behind it: version, length, one character per fuse. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** A distribution whose `electron` is a script with a fuse wire, as Electron ships it: `states` has '0' and '1'. */
function aDistribution(name: string, states: string): string {
  const folder = join(scratch, name)
  mkdirSync(join(folder, 'locales'), { recursive: true })
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    readonly version: string
  }
  writeFileSync(join(folder, 'version'), version)
  writeFileSync(join(folder, 'LICENSE'), '')
  writeFileSync(join(folder, 'locales/en-US.pak'), '')
  const wire = String.fromCharCode(1, states.length)
  writeFileSync(join(folder, 'electron'), `#!/bin/sh\nexit 0\n# ${sentinel}${wire}${states}\n`, {
    mode: 0o755,
  })
  return folder
}

/** Runs electron-builder with the project's own configuration. @returns the folder of the app. */
async function pack(distribution: string, output: string): Promise<string> {
  const args = [
    join(root, 'node_modules/electron-builder/cli.js'),
    ...['--linux', 'dir', '--publish', 'never'],
    `-c.electronDist=${distribution}`,
    `-c.directories.output=${output}`,
  ]
  await promisify(execFile)(process.execPath, args, { cwd: root })
  return join(output, 'linux-unpacked')
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'packaging-'))
  if (!existsSync(join(root, 'out/main/index.js'))) {
    await promisify(execFile)(process.execPath, [join(root, 'e2e/run/build.mjs')], { cwd: root })
  }
}, 2 * minutes)
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

describe('the package', () => {
  let app = ''
  let archive = ''
  let names: readonly string[] = []

  beforeAll(async () => {
    app = await pack(aDistribution('electron-dist', '101100111'), join(scratch, 'dist'))
    archive = join(app, 'resources/app.asar')
    names = listPackage(archive, { isPack: false }).map((name) => name.slice(1))
  }, 3 * minutes)

  it('holds the bundles, and nothing that electron-builder.yml does not name', () => {
    for (const file of [
      'main/index.js',
      'main/preload.cjs',
      'main/keychain-child.cjs',
      'agent/agent.js',
      'agent/keychain-child.cjs',
      'renderer/index.html',
      ...readdirSync(join(root, 'out/cli')).map((name) => `cli/${name}`),
    ]) {
      expect(names).toContain(`out/${file}`)
    }
    const allowed = [
      'out/main/',
      'out/renderer/',
      'out/cli/',
      'out/agent/',
      ...native.map((name) => `node_modules/${name}/`),
    ]
    const isAllowed = (name: string) => allowed.some((prefix) => `${name}/`.startsWith(prefix))
    const others = names.filter((name) => !isAllowed(name))
    expect(others.sort()).toEqual(['node_modules', 'out', 'out/package.json', 'package.json'])
  })

  it('holds no test, no emulator, no source and no map', () => {
    expect(names.filter((name) => /e2e|\.(?:ts|svelte|map|test\.\w+)$|fixtures|stand-in/.test(name))).toEqual(
      [],
    )
    const bundles = names.filter((name) => /^out\/.*\.(?:js|cjs)$/.test(name))
    const extracted = join(scratch, 'bundles')
    extractAll(archive, extracted)
    const telling = bundles.filter((name) =>
      /stand-in|startCognito|launchPersistentContext/i.test(readFileSync(join(extracted, name), 'utf8')),
    )
    expect(telling).toEqual([])
  })

  it('carries each native module once, for this platform, outside the archive', () => {
    const target = `${process.platform}-${process.arch}`
    const natives = names.filter((name) => name.endsWith('.node'))
    expect(natives).toEqual([
      `node_modules/@koromix/koffi-${target}/${target.replace('-', '_')}/koffi.node`,
      `node_modules/keytar/prebuilds/${target}/keytar.node`,
    ])
    for (const native of natives) expect(existsSync(`${archive}.unpacked/${native}`)).toBe(true)
  })

  it('has the agent and the command outside the archive, whole enough for a Node of the system', () => {
    const programs = `${archive}.unpacked/out`
    // Its own folder is asked for its files before anything else: a fault of the package would be another code.
    const home = join(scratch, 'home')
    mkdirSync(home, { mode: 0o700 })
    const env = { PATH: process.env['PATH'] ?? '', SIGNET_HOME: home, SIGNET_SOCKET: 'relative' }
    const { status, stderr } = spawnSync(process.execPath, [join(programs, 'agent/agent.js')], {
      env,
      encoding: 'utf8',
    })
    expect([status, stderr]).toEqual([2, expect.stringContaining('SIGNET_SOCKET must be an absolute path')])
    const loads = "require('keytar'); require('koffi')"
    execFileSync(process.execPath, ['-e', loads], { cwd: join(programs, 'agent') })
  })

  it('has the launcher, the manual page, the completions and the service', () => {
    const folder = join(app, 'resources/linux')
    expect(readdirSync(folder).sort()).toEqual(['completion', 'signet', 'signet-agent.service', 'signet.1'])
    expect(readdirSync(join(folder, 'completion')).sort()).toEqual(['_signet', 'signet.bash', 'signet.fish'])
    const said = execFileSync(join(folder, 'signet'), ['--version'], { encoding: 'utf8' })
    expect(said).toMatch(/^signet \d+\.\d+\.\d+\n$/)
  })

  it('has what its native modules need to load', () => {
    const extracted = join(scratch, 'loaded')
    extractAll(archive, extracted)
    const script = `
      const kinds = [typeof require('keytar').getPassword, typeof require('koffi').load]
      import('koffi').then(({ default: koffi }) => console.log(...kinds, typeof koffi.load))`
    const said = execFileSync(process.execPath, ['--input-type=commonjs', '-e', script], {
      cwd: extracted,
      encoding: 'utf8',
    })
    expect(said.trim()).toBe('function function function')
  })

  it('names its main file and no tool of its making', () => {
    const extracted = join(scratch, 'manifest')
    extractAll(archive, extracted)
    const manifest: unknown = JSON.parse(readFileSync(join(extracted, 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({ name: 'signet', main: 'out/main/index.js', type: 'module' })
    expect(manifest).not.toHaveProperty('devDependencies')
    expect(manifest).not.toHaveProperty('scripts')
  })

  it('has every fuse set as build/fuses.mjs says, read back from the binary', async () => {
    const on = '1'.charCodeAt(0)
    const off = '0'.charCodeAt(0)
    expect(await getCurrentFuseWire(join(app, 'signet'))).toEqual({
      version: '1',
      0: off, // RunAsNode
      1: on, // EnableCookieEncryption
      2: off, // EnableNodeOptionsEnvironmentVariable
      3: off, // EnableNodeCliInspectArguments
      4: on, // EnableEmbeddedAsarIntegrityValidation
      5: on, // OnlyLoadAppFromAsar
      6: off, // LoadBrowserProcessSpecificV8Snapshot
      7: off, // GrantFileProtocolExtraPrivileges
      8: on, // WasmTrapHandlers
    })
  })
})

describe('a binary with other fuses', () => {
  it.each([
    ['one that nobody has decided on', '1011001111', 'fuse 9 is new'],
    ['one that cannot be set and is not as wanted', '101100110', 'fuse 8 is not as it is to be'],
    ['one too few', '10110011', 'lacks a fuse'],
  ])('is not packaged: %s', async (_what, states, reason) => {
    const appOutDir = aDistribution(`fuses-${states}`, states)
    const packager = { executableName: 'electron', appInfo: { productFilename: 'Signet' } }
    const context = { appOutDir, electronPlatformName: 'linux', packager } as unknown as AfterPackContext
    await expect(afterPack(context)).rejects.toThrow(reason)
  })
})
