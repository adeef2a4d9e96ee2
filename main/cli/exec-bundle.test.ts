// `signet exec` as it is shipped, with a child that tells what it was given.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildCommand } from '../../e2e/fixtures/built-command'
import { type Pty, openPty } from '../../e2e/fixtures/pty'
import { type ScriptedHost, jsonReply, scriptedHost } from '../client/fakes'

const out = mkdtempSync(join(tmpdir(), 'signet-exec-bundle-'))
const bundle = join(out, 'signet.cjs')
const canary = 'canary.of.a-token'

beforeAll(() => buildCommand(out), 60_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

let host: ScriptedHost
let children: ChildProcess[]
beforeEach(async () => {
  children = []
  host = await scriptedHost(({ body }) => {
    const { use } = body as { use: string }
    return jsonReply(200, { token: `${canary}-${use}`, tokenType: 'Bearer', expiresAt: 'x' })
  })
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await host.close()
})

interface Started {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>
}

/** A terminal that is given controls the command; without one the command has none at all. */
function start(words: readonly string[], options: { pty?: Pty; input?: string } = {}): Started {
  const { pty, input = '' } = options
  const session = pty === undefined ? [] : ['/usr/bin/setsid', '--ctty']
  const [command = '', ...args] = [...session, process.execPath, bundle, 'exec', ...words]
  const child = spawn(command, args, {
    detached: pty === undefined,
    stdio: pty === undefined ? 'pipe' : [pty.openDevice(), 'pipe', 'pipe'],
    env: { ...environment(), MARK: 'of-the-caller' },
  })
  children.push(child)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  child.stdin?.end(input)
  const ended = new Promise<Awaited<Started['ended']>>((resolve) => {
    child.on('close', (code) => resolve({ code, out: stdout, err: stderr }))
  })
  return { child, said: () => stdout, ended }
}

const environment = (): Record<string, string> => ({
  PATH: '/usr/bin:/bin',
  HOME: '/nonexistent',
  SIGNET_SOCKET: host.socketPath,
  SIGNET_AUTOSTART: '0',
})

/** A command of Node's: its own arguments follow. */
const program = (text: string): readonly string[] => ['--', process.execPath, '-e', text, '--']

/** Says each signal that comes, and ends with 7 a moment after the first. */
const listening = `
  process.on('SIGCONT', () => console.log('got SIGCONT'))
  for (const name of ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2']) {
    process.on(name, () => {
      console.log('got ' + name)
      setTimeout(() => process.exit(7), 300)
    })
  }
  console.log('listening')
  setTimeout(() => {}, 20_000)`

async function untilSaid({ said }: Started, words: string): Promise<void> {
  await expect.poll(said, { timeout: 10_000, interval: 20 }).toContain(words)
}

describe('the child of signet exec', () => {
  it('has the tokens, the environment of the caller and its own arguments, untouched', async () => {
    const text = 'console.log(JSON.stringify([process.env, process.argv.slice(1)]))'
    const words = ['--json', '--help', '--', '--env', 'X=id', '']
    const {
      code,
      out: said,
      err,
    } = await start([
      ...['--env', 'ACCESS=access', '--env', 'ID=id', '--env', 'MORE=access'],
      ...program(text),
      ...words,
    ]).ended
    expect([code, err]).toEqual([0, ''])
    expect(JSON.parse(said)).toEqual([
      {
        ...environment(),
        MARK: 'of-the-caller',
        ACCESS: `${canary}-access`,
        ID: `${canary}-id`,
        MORE: `${canary}-access`,
      },
      words,
    ])
  })

  it('has COGNITO_ACCESS_TOKEN where nothing was said', async () => {
    const { out: said } = await start(['--', 'printenv', 'COGNITO_ACCESS_TOKEN']).ended
    expect(said).toBe(`${canary}-access\n`)
  })

  it('has the standard input', async () => {
    expect((await start(['--', 'cat'], { input: 'of the caller' }).ended).out).toBe('of the caller')
  })

  it('ends the command with its exit code, or with 128 and the signal that ended it', async () => {
    expect((await start(['--', 'sh', '-c', 'exit 41']).ended).code).toBe(41)
    expect((await start(['--', 'sh', '-c', 'kill -TERM $$']).ended).code).toBe(143)
    expect((await start(['--', 'sh', '-c', 'kill -KILL $$']).ended).code).toBe(137)
  })

  it('is 127 where it is not on the path, and 126 where it cannot be run', async () => {
    expect(await start(['--', 'no-such-tool']).ended).toEqual({
      code: 127,
      out: '',
      err: 'signet: The command no-such-tool was not found.\n',
    })
    expect((await start(['--', '/etc/passwd']).ended).code).toBe(126)
  })

  it.runIf(process.platform === 'linux')(
    'alone has the token in its environment and no command line',
    async () => {
      const running = start(program(listening))
      await untilSaid(running, 'listening')
      const pid = String(running.child.pid)
      const [own = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
      expect(readFileSync(`/proc/${own}/environ`, 'utf8')).toContain(canary)
      for (const file of [`${pid}/environ`, `${pid}/cmdline`, `${own}/cmdline`])
        expect(readFileSync(`/proc/${file}`, 'utf8'), file).not.toContain(canary)
      running.child.kill('SIGTERM')
      expect((await running.ended).code).toBe(7)
    },
  )
})

describe('a signal to signet exec', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGINT', 'SIGQUIT'] as const)(
    '%s is handed on once, and the end of the child is waited for',
    async (signal) => {
      const running = start(program(listening))
      await untilSaid(running, 'listening')
      running.child.kill(signal)
      expect(await running.ended).toEqual({ code: 7, out: `listening\ngot ${signal}\n`, err: '' })
    },
  )

  it('while the token is asked for ends it, and starts nothing', async () => {
    await host.close()
    host = await scriptedHost(() => new Promise(() => undefined))
    const running = start(['--', 'echo', 'started'])
    await expect.poll(() => host.seen.length, { timeout: 10_000 }).toBe(1)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ code: null, out: '' })
  })
})

describe.runIf(process.platform === 'linux')('signet exec on a terminal', () => {
  let pty: Pty
  beforeEach(() => {
    pty = openPty()
  })
  afterEach(() => pty.close())

  it.each([
    ['\u0003', 'SIGINT'],
    ['\u001C', 'SIGQUIT'],
  ])('%j reaches the child once, and its end is waited for', async (key, signal) => {
    const running = start(program(listening), { pty })
    await untilSaid(running, 'listening')
    pty.type(key)
    expect(await running.ended).toEqual({ code: 7, out: `listening\ngot ${signal}\n`, err: '' })
  })

  it('goes on after it was stopped', async () => {
    const running = start(program(listening), { pty })
    await untilSaid(running, 'listening')
    const group = -(running.child.pid ?? 0)
    process.kill(group, 'SIGSTOP')
    process.kill(group, 'SIGCONT')
    await untilSaid(running, 'got SIGCONT')
    pty.type('\u0003')
    expect((await running.ended).code).toBe(7)
  })

  it('ends in order where the terminal is closed under it', async () => {
    // No child of Node's: that would itself stumble over the terminal that is gone.
    const text = 'trap "exit 7" HUP; echo listening; while :; do sleep 0.05; done'
    const running = start(['--', 'sh', '-c', text], { pty })
    await untilSaid(running, 'listening')
    pty.close()
    expect(await running.ended).toEqual({ code: 7, out: 'listening\n', err: '' })
  })
})
