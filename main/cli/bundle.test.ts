// The command as it is shipped: a first file with what a token needs, run as a process, on a pipe and on a real terminal.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildCommand } from '../../e2e/fixtures/built-command'
import { type Pty, openPty } from '../../e2e/fixtures/pty'
import { samples } from '../../shared/pool-file/samples'
import { type ScriptedHost, type SeenRequest, jsonReply, scriptedHost } from '../client/fakes'

const out = mkdtempSync(join(tmpdir(), 'signet-bundle-'))
const bundle = join(out, 'cli/signet.cjs')

beforeAll(() => buildCommand(join(out, 'cli')), 60_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

const password = 'hunter2-canary'
let host: ScriptedHost
let children: ChildProcess[]

beforeEach(async () => {
  children = []
  host = await scriptedHost(answerTo)
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await host.close()
})

function answerTo({ method, path, body }: SeenRequest): string | Promise<string> {
  if (path.endsWith('/token')) return jsonReply(200, { token: 'a.b.c', tokenType: 'Bearer', expiresAt: 'x' })
  if (path === '/v1') return jsonReply(200, { name: 'signet', version: '1', host: 'agent' })
  if (path === '/v1/pools') return jsonReply(200, { pools: [{ name: 'acme' }], pool: { name: 'acme' } })
  if (path === '/v1/accounts') return jsonReply(200, { accounts: [] })
  const step = (view: object): string => jsonReply(200, { id: 's1', step: view })
  if (method === 'DELETE') return step({ kind: 'failed', code: 'auth/cancelled' })
  if (path === '/v1/sign-ins') return step({ kind: 'credentials', poolName: 'acme', method: 'USER_SRP_AUTH' })
  if (JSON.stringify(body).includes('"credentials"')) {
    return step({
      kind: 'challenged',
      username: 'ada',
      challenge: { name: 'SOFTWARE_TOKEN_MFA', codeLength: 6 },
    })
  }
  return step({ kind: 'signedIn', username: 'ada', accountId: '0123456789abcdef', device: 'none' })
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** Starts the command; its standard input and error are the terminal, where one is given. */
function start(
  words: readonly string[],
  options: { pty?: Pty; input?: string; isControlled?: boolean } = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const { pty, input, isControlled = false } = options
  // With a controlling terminal its end is a signal, too.
  const command = [...(isControlled ? ['/usr/bin/setsid', '--ctty'] : []), process.execPath, bundle, ...words]
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: pty === undefined ? 'pipe' : [pty.openDevice(), 'pipe', pty.openDevice()],
    env: {
      PATH: '/nonexistent',
      HOME: '/nonexistent',
      SIGNET_SOCKET: host.socketPath,
      SIGNET_AUTOSTART: '0',
    },
  })
  children.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  if (input !== undefined) child.stdin?.end(input)
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, out: stdout, err: stderr }))
  })
  return { child, ended }
}

describe('the bundle', () => {
  it('loads node:fs, node:net and node:path at its start, and no package at all', () => {
    const text = readFileSync(bundle, 'utf8')
    const required = [...text.matchAll(/^let \w+ = require\("([^"]+)"\)/gm)].map(([, name]) => name)
    expect(required.sort()).toEqual(['node:fs', 'node:net', 'node:path'])
  })

  it('holds no package, in no file', () => {
    const files = readdirSync(join(out, 'cli'))
    expect(files.length).toBeGreaterThan(2)
    for (const file of files) {
      const text = readFileSync(join(out, 'cli', file), 'utf8')
      expect(text, file).not.toMatch(/node_modules\//)
      const required = [...text.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)
      expect(required, file).toEqual(required.filter((name = '') => /^(?:node:|\.\/)/.test(name)))
    }
  })

  it('loads nothing for a token that a token does not need, and no second file', async () => {
    const probe = `
      const before = new Set(process.moduleLoadList)
      process.argv = [process.argv[0], ${JSON.stringify(bundle)}, 'token']
      process.on('exit', () => require('fs').writeSync(2, JSON.stringify([
        ...process.moduleLoadList.filter((name) => !before.has(name)),
        ...Object.keys(require.cache),
      ])))
      require(${JSON.stringify(bundle)})`
    const child = spawn(process.execPath, ['-e', probe], { env: { SIGNET_SOCKET: host.socketPath } })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    await new Promise((resolve) => child.on('close', resolve))
    for (const name of ['child_process', 'tty', 'http', 'readline', 'crypto']) {
      expect(err).not.toContain(`"NativeModule ${name}"`)
    }
    expect(err).toContain('NativeModule net')
    expect(err.match(/[\w-]+\.cjs/g)).toEqual(['signet.cjs'])
  })

  it('prints a token to a pipe, byte for byte', async () => {
    expect(await start(['token']).ended).toEqual({ code: 0, signal: null, out: 'a.b.c\n', err: '' })
  })

  it('says that nothing runs, with exit 3', async () => {
    await host.close()
    const { code, out: printed, err } = await start(['token']).ended
    expect([code, printed]).toEqual([3, ''])
    expect(err).toContain('signet agent')
  })

  it('signs in with answers from a pipe', async () => {
    const { code, err } = await start(['login'], { input: `ada\n${password}\n123456\n` }).ended
    expect(code).toBe(0)
    expect(err).not.toContain(password)
    expect(host.seen.at(-1)?.body).toEqual({ answer: { kind: 'SOFTWARE_TOKEN_MFA', code: '123456' } })
  })

  it('imports pools from standard input', async () => {
    const { code, err } = await start(['pools', 'import', '-'], { input: samples.amplifyOutputs }).ended
    expect([code, err]).toEqual([0, expect.stringContaining('Added the pool acme.')])
    expect(host.seen.at(-1)?.body).toMatchObject({ userPoolId: 'eu-west-1_AbCd12345' })
  })

  it('exits with 9 when the pipe ends too early', async () => {
    const { code } = await start(['login'], { input: `ada\n${password}\n` }).ended
    expect(code).toBe(9)
    expect(host.seen.at(-1)?.method).toBe('DELETE')
  })
})

describe('signet agent', () => {
  const agent = join(out, 'agent/agent.js')
  const source = `
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => { console.log('got ' + name); process.exit(6) })
    console.log(JSON.stringify(process.argv.slice(2)))
    setTimeout(() => process.exit(7), 20_000)`

  beforeAll(() => {
    mkdirSync(join(out, 'agent'))
    writeFileSync(agent, source)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'hands %s on once, and ends as the agent does',
    async (signal) => {
      const { child, ended } = start(['agent', '--session-only'])
      await new Promise((resolve) => child.stdout?.once('data', resolve))
      child.kill(signal)
      expect(await ended).toMatchObject({ code: 6, out: `["--session-only"]\ngot ${signal}\n` })
    },
  )

  it('says so where the agent was not built', async () => {
    rmSync(agent)
    const { code, err } = await start(['agent']).ended
    expect(code).toBe(3)
    expect(err).toContain(agent)
  })
})

describe.runIf(process.platform === 'linux')('the bundle on a terminal', () => {
  let pty: Pty
  beforeEach(() => {
    pty = openPty()
  })
  afterEach(() => pty.close())

  async function atPassword(isControlled = false): Promise<ReturnType<typeof start>> {
    const running = start(['login'], { pty, isControlled })
    await pty.waitFor('Username: ')
    pty.type('ada\r')
    await pty.waitFor('Password of ada at acme: ')
    return running
  }

  it('signs in, showing neither password nor code', async () => {
    const { ended } = await atPassword()
    expect(pty.isEchoing()).toBe(false)
    pty.type(`${password}\r`)
    await pty.waitFor('(6 digits): ')
    pty.type('975310\r')
    expect(await ended).toMatchObject({ code: 0, out: '' })
    await pty.waitFor('Signed in as ada.')
    expect(pty.shown()).not.toContain(password)
    expect(pty.shown()).not.toContain('975310')
    expect(pty.isEchoing()).toBe(true)
    expect(host.seen.map(({ body }) => body)).toContainEqual({
      answer: { kind: 'credentials', username: 'ada', password },
    })
  })

  it('shows nothing of what is typed ahead', async () => {
    const { ended } = await atPassword()
    pty.type(`${password}\r975310\r`)
    expect(await ended).toMatchObject({ code: 0 })
    expect(pty.shown()).not.toContain('975310')
  })

  it('gives the terminal back on Ctrl-C, exits with 130 and abandons the sign-in', async () => {
    const { ended } = await atPassword()
    pty.type('half\u0003')
    expect(await ended).toMatchObject({ code: 130 })
    expect(pty.isEchoing()).toBe(true)
    expect(host.seen.at(-1)?.method).toBe('DELETE')
  })

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGINT', 130],
  ] as const)('gives the terminal back on %s', async (signal, code) => {
    const { child, ended } = await atPassword()
    child.kill(signal)
    expect(await ended).toMatchObject({ code })
    expect(pty.isEchoing()).toBe(true)
    expect(host.seen.at(-1)?.method).toBe('DELETE')
  })
  it.each([true, false])(
    'ends in order where the terminal is closed under it (its own: %s)',
    async (isControlled) => {
      const { ended } = await atPassword(isControlled)
      pty.close()
      expect(await ended).toEqual({ code: 129, signal: null, out: '', err: '' })
      expect(host.seen.at(-1)?.method).toBe('DELETE')
    },
  )
})
