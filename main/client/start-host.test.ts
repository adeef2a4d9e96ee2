import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SignetClient } from './client'
import { aPrivateFolder } from './fakes'
import { type StartFacts, hostCommand, reducedEnvironment } from './start-host'

let root: string
beforeEach(() => {
  root = aPrivateFolder()
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** An agent that listens after a moment, writes what it was given, and ends itself after a while. */
const agentSource = `
import { createServer } from 'node:net'
import { writeFileSync } from 'node:fs'
console.log('a line for the log')
const socket = process.env.SIGNET_HOME + '/signet.sock'
writeFileSync(process.env.SIGNET_HOME + '/facts.json', JSON.stringify({ cwd: process.cwd(), env: process.env, pid: process.pid }))
const body = JSON.stringify({ name: 'signet', version: '1', apiVersions: ['v1'], host: 'agent', pid: process.pid, locked: false })
const server = createServer((s) => s.on('data', () => s.end('HTTP/1.1 200 OK\\r\\nContent-Length: ' + body.length + '\\r\\n\\r\\n' + body)))
setTimeout(() => server.listen(socket), 100)
setTimeout(() => process.exit(0), 10_000)
`

function writeAgent(path: string, source: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, source)
}

const factsOf = (env: Record<string, string> = {}): StartFacts => ({
  env: { SIGNET_HOME: root, ...env },
  platform: 'linux',
  uid: process.getuid?.() ?? 0,
  home: root,
  programs: join(root, 'out'),
  mayOpenWindow: true,
  node: process.execPath,
})

function clientOf(facts: StartFacts): SignetClient {
  const { programs, mayOpenWindow, node } = facts
  return new SignetClient({ facts, starting: { programs, mayOpenWindow, node } })
}

describe('reducedEnvironment', () => {
  it('passes on what a host needs and nothing else', () => {
    const given = {
      HOME: '/home/a',
      LC_ALL: 'C',
      XDG_RUNTIME_DIR: '/run/user/1',
      https_proxy: 'http://p',
      NO_PROXY: 'x',
      NODE_EXTRA_CA_CERTS: '/ca.pem',
      SIGNET_SOCKET: '/s',
      DISPLAY: ':0',
    }
    const kept = {
      AWS_SECRET_ACCESS_KEY: 'k',
      LD_PRELOAD: '/x.so',
      NODE_OPTIONS: '--inspect',
      PATH: '/bin',
      PWD: '/',
    }
    expect(reducedEnvironment({ ...given, ...kept })).toEqual(given)
  })
})

describe('hostCommand', () => {
  it('chooses the app only in a graphical session and only where a window may open', () => {
    const app = join(root, 'app')
    const programs = join(app, 'resources/app.asar.unpacked/out')
    mkdirSync(join(programs, 'main'), { recursive: true })
    writeFileSync(join(app, 'signet'), '')
    writeAgent(join(programs, 'agent/agent.js'), '')
    const facts = { ...factsOf({ DISPLAY: ':0', XAUTHORITY: '/cookie' }), programs }
    expect(hostCommand(facts)).toMatchObject({
      kind: 'app',
      command: join(app, 'signet'),
      arguments: ['--hidden'],
      env: { DISPLAY: ':0', XAUTHORITY: '/cookie' },
    })
    expect(hostCommand({ ...facts, mayOpenWindow: false }).kind).toBe('agent')
    expect(hostCommand({ ...facts, env: {} }).kind).toBe('agent')
  })

  it('says so when there is nothing to start', () => {
    expect(() => hostCommand(factsOf())).toThrow(expect.objectContaining({ code: 'host/not-running' }))
  })
})

describe('starting a host on demand', () => {
  it('starts the agent detached, in /, with a reduced environment and its output in the log', async () => {
    writeAgent(join(root, 'out/agent/agent.js'), agentSource)
    writeFileSync(join(root, 'out/package.json'), '{"type":"module"}')
    const service = await clientOf(factsOf({ GITHUB_TOKEN: 'canary' })).service()
    try {
      expect(service.host).toBe('agent')
      const facts = JSON.parse(readFileSync(join(root, 'facts.json'), 'utf8')) as Record<string, unknown>
      expect(facts['cwd']).toBe('/')
      expect(facts['env']).toEqual({ SIGNET_HOME: root })
      const log = join(root, 'signet.log')
      expect(readFileSync(log, 'utf8')).toContain('a line for the log')
      expect(statSync(log).mode & 0o777).toBe(0o600)
    } finally {
      process.kill(service.pid)
    }
  })

  it('says why when the agent fails, and where its log is', async () => {
    writeAgent(join(root, 'out/agent/agent.js'), 'console.error("no keychain"); process.exit(8)')
    const failed = clientOf(factsOf()).service()
    await expect(failed).rejects.toThrow(/ended with code 8.*signet\.log/)
    expect(readFileSync(join(root, 'signet.log'), 'utf8')).toContain('no keychain')
  })

  it('starts nothing under SIGNET_AUTOSTART=0', async () => {
    writeAgent(join(root, 'out/agent/agent.js'), agentSource)
    await expect(clientOf(factsOf({ SIGNET_AUTOSTART: '0' })).service()).rejects.toMatchObject({
      code: 'host/not-running',
    })
    expect(() => readFileSync(join(root, 'facts.json'))).toThrow()
  })

  it('does not start an agent for a socket that is not trusted', async () => {
    writeAgent(join(root, 'out/agent/agent.js'), agentSource)
    writeFileSync(join(root, 'signet.sock'), '')
    await expect(clientOf(factsOf()).service()).rejects.toMatchObject({ code: 'host/untrusted' })
    expect(() => readFileSync(join(root, 'facts.json'))).toThrow()
  })

  it('takes the place of a socket that a killed host left behind', async () => {
    const path = join(root, 'signet.sock')
    const dead = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)})`,
    ])
    await expect
      .poll(() => statSync(path, { throwIfNoEntry: false })?.isSocket(), { timeout: 5_000 })
      .toBe(true)
    dead.kill('SIGKILL')
    await new Promise((resolve) => dead.on('exit', resolve))
    const unlinking = agentSource.replace(
      'setTimeout(() => server',
      "import('node:fs').then((fs) => fs.unlinkSync(socket)); setTimeout(() => server",
    )
    writeAgent(join(root, 'out/agent/agent.js'), unlinking)
    writeFileSync(join(root, 'out/package.json'), '{"type":"module"}')
    const service = await clientOf(factsOf()).service()
    process.kill(service.pid)
    expect(service.host).toBe('agent')
  })
})
