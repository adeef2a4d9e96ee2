// The client library as other people get it: packed, installed in a folder of theirs, used by import and by require.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import type { Ended } from '../fixtures/programs'

const root = fileURLToPath(new URL('../..', import.meta.url))
let folder: string
let installed: string

/** Somebody's project, with the packed library installed and nothing else. */
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-client-'))
  installed = join(folder, 'node_modules/@signet/client')
  writeFileSync(join(folder, 'package.json'), '{ "name": "theirs", "private": true }')
  const quiet = { cwd: folder, encoding: 'utf8' } as const
  const packed = execFileSync('npm', ['pack', '--silent', join(root, 'out/client')], quiet).trim()
  const flags = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts']
  execFileSync('npm', ['install', ...flags, join(folder, packed)], quiet)
})
test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes a program of theirs. @returns its path. */
function program(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function run(computer: HeadlessComputer, path: string): Promise<Ended> {
  const env = { ...computer.env, SIGNET_SOCKET: computer.socket }
  return computer.programs.run({ command: process.execPath, args: [path], env })
}

const asks = `
  const signet = connect({ autostart: false })
  const { host } = await signet.status()
  const [{ username }] = await signet.accounts()
  const { token, expiresIn, use } = await signet.token({ account: username, use: 'access', reason: 'a test' })
  const parts = token.split('.').length
  console.log(JSON.stringify({ host, username, parts, use, isAlive: expiresIn > 60 }))
`
const answered = { host: 'agent', username: 'bob', parts: 3, use: 'access', isAlive: true }

test('is one file for each way in, and needs no package', () => {
  const files = readdirSync(installed)
  expect(files).toEqual(
    expect.arrayContaining(['index.js', 'index.cjs', 'index.d.ts', 'index.d.cts', 'README.md']),
  )
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'scripts'])
    expect(manifest).not.toHaveProperty(kind)
  for (const name of ['index.js', 'index.cjs', 'from-signet.js', 'from-signet.cjs']) {
    const code = readFileSync(join(installed, name), 'utf8')
    const loads = /^(?:import .* from |let \w+ = require\()"([^"]+)"/gm
    const loaded = [...code.matchAll(loads)].map(([, id]) => id)
    // Nothing is loaded in another way.
    expect(loaded).toHaveLength([...code.matchAll(/^import |\brequire\("|\bimport\("/gm)].length)
    expect(loaded.length).toBeGreaterThan(0)
    for (const id of loaded) expect(id, name).toMatch(/^node:/)
    expect(statSync(join(installed, name)).size).toBeLessThan(100_000)
  }
})

test('gives a program its token, by import and by require', async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  const byImport = program('esm.mjs', `import { connect } from '@signet/client'\n${asks}`)
  const byRequire = program(
    'required.cjs',
    `const { connect } = require('@signet/client')\nvoid (async () => {${asks}})()`,
  )
  for (const path of [byImport, byRequire]) {
    await computer.allow(path)
    const { exit, out, err } = await run(computer, path)
    expect([exit, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toEqual(answered)
  }
})

test('says by a code why there is none, and aborts with the reason', async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  const path = program(
    'refused.mjs',
    `import { connect, SignetError } from '@signet/client'
    import { fromSignet } from '@signet/client/aws'
    const signet = connect({ autostart: false })
    const say = (error) => console.log(JSON.stringify([error instanceof SignetError, error.code, error.name]))
    await signet.token({ interactive: false }).catch(say)
    await signet.token({ account: 'nobody' }).catch(say)
    await fromSignet({ autostart: false, interactive: false })().catch((error) => console.log(error.code))
    await signet.token({ signal: AbortSignal.abort() }).catch(say)
    await connect({ socket: '/nonexistent/s/signet.sock', autostart: false }).token().catch(say)`,
  )
  const { out, err } = await run(computer, path)
  expect(err).toBe('')
  expect(out.trimEnd().split('\n')).toEqual([
    '[true,"consent_required","SignetError"]',
    '[true,"account_not_found","SignetError"]',
    'no_identity_pool',
    '[false,20,"AbortError"]',
    '[true,"not_running","SignetError"]',
  ])
})

test('tells a program what happens, until it has heard enough', async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  const path = program(
    'events.mjs',
    `import { connect } from '@signet/client'
    for await (const { event } of connect().events()) {
      console.log(event)
      if (event === 'locked') break
    }
    const aborted = new AbortController()
    try {
      for await (const { event } of connect({ signal: aborted.signal }).events()) aborted.abort(new Error(event))
    } catch (error) {
      console.log('aborted: ' + error.message)
    }`,
  )
  const running = computer.programs.start({
    command: process.execPath,
    args: [path],
    env: { ...computer.env, SIGNET_SOCKET: computer.socket },
  })
  await expect.poll(running.said).toContain('unlocked')
  await computer.signet(['lock'])
  expect(await running.ended).toMatchObject({ exit: 0, out: 'unlocked\nlocked\naborted: locked\n', err: '' })
})

test('brings types that hold, in modules of either kind', () => {
  const uses = `
    import { connect, Signet, SignetError, type SignetEvent, type Token } from '@signet/client'
    import { fromSignet, type CredentialProvider } from '@signet/client/aws'
    export async function ask(signal: AbortSignal): Promise<string> {
      const signet: Signet = connect({ autostart: false })
      const { token, expiresIn }: Token = await signet.token({ use: 'id', minimumTtl: 60, signal })
      for await (const told of signet.events()) if (told.event === 'token') return told.data.expiresAt
      return token + expiresIn.toFixed()
    }
    export const provider: CredentialProvider = fromSignet({ account: 'work', roleArn: 'arn' })
    export const isLocked = (error: unknown): boolean => error instanceof SignetError && error.code === 'locked'
    export const change = (told: SignetEvent) => told.data
    // @ts-expect-error -- there is no such use
    void connect().token({ use: 'refresh' })
    // @ts-expect-error -- nor such a field
    void connect().accounts().then(([account]) => account?.refreshToken)
  `
  const files = ['uses.mts', 'uses.cts'].map((name) => program(name, uses))
  const flags = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false']
  const target = ['--module', 'nodenext', '--target', 'es2023', '--lib', 'es2023,dom']
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const output = execFileSync(process.execPath, [tsc, ...flags, ...target, ...files], {
    cwd: folder,
    encoding: 'utf8',
  })
  expect(output).toBe('')
})
