// The place of the socket: what stands there already, who owns it, and one host alone on it.
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

/** A socket's folder of its own, made beforehand, and the environment that points there. */
function placeOf(computer: HeadlessComputer, mode = 0o700) {
  const path = join(computer.beside('place'), 'signet.sock')
  mkdirSync(dirname(path), { mode })
  chmodSync(dirname(path), mode)
  return { path, folder: dirname(path), env: { SIGNET_SOCKET: path } }
}

test('socket and folders are closed to others, whatever the umask is', async ({ computer }) => {
  const { programs, env, signetCommand, home } = computer
  const path = join(computer.beside('made'), 'deeper', 'signet.sock')
  const agent = programs.start({
    command: '/bin/sh',
    args: ['-c', 'umask 000; exec "$0" agent', signetCommand],
    env: { ...env, SIGNET_SOCKET: path },
  })
  await expect.poll(agent.said).toContain('serves')
  const modeOf = (name: string) => lstatSync(name).mode & 0o777
  expect([modeOf(path), modeOf(dirname(path)), modeOf(home)]).toEqual([0o600, 0o700, 0o700])
  expect(modeOf(join(home, 'host.lock'))).toBe(0o600)
})

test('the socket that a killed agent left is no obstacle, and nothing of the sign-in is lost', async ({
  computer,
}) => {
  computer.hasPools()
  const agent = await computer.agent()
  await signInBob(computer)
  await computer.allow()
  agent.kill('SIGKILL')
  await agent.ended
  expect(lstatSync(computer.socket).isSocket()).toBe(true)
  expect((await computer.signet(['status'])).exit).toBe(3)
  await computer.agent()
  expect((await computer.scripted(['token'])).exit).toBe(0)
})

test('a second agent says that one runs, ends with 0, and the first goes on', async ({ computer }) => {
  const first = await computer.agent()
  const second = await computer.startAgent().ended
  expect(second).toMatchObject({ exit: 0, err: 'Signet is running already.\n' })
  expect(await computer.api({ path: '/v1' })).toMatchObject({ body: { pid: first.pid } })
})

test('a file, a folder or a link at the path of the socket stays as it is, and is named', async ({
  computer,
}) => {
  const { path, env } = placeOf(computer)
  const target = computer.beside('precious')
  writeFileSync(target, 'precious')
  const squats: readonly (readonly [make: () => void, isLeft: () => boolean, words: string])[] = [
    [
      () => symlinkSync(target, path),
      () => readlinkSync(path) === target && readFileSync(target, 'utf8') === 'precious',
      'a link stands there',
    ],
    [
      () => writeFileSync(path, 'mine'),
      () => readFileSync(path, 'utf8') === 'mine',
      'something stands there that is not a socket',
    ],
    [() => mkdirSync(path), () => lstatSync(path).isDirectory(), 'something stands there'],
  ]
  for (const [make, isLeft, words] of squats) {
    rmSync(path, { recursive: true, force: true })
    make()
    const { exit, err } = await computer.startAgent([], env).ended
    expect([exit, err]).toEqual([3, expect.stringContaining(words)])
    expect(err).toContain(path)
    expect(isLeft()).toBe(true)
    const client = await computer.signet(['status'], { env })
    expect(client.exit).toBe(3)
    expect(isLeft()).toBe(true)
  }
})

test('a folder that others may enter, or that is a link, is refused by host and command', async ({
  computer,
}) => {
  const { path, folder, env } = placeOf(computer, 0o755)
  const open = await computer.startAgent([], env).ended
  expect([open.exit, open.err]).toEqual([1, expect.stringContaining('its mode must be 0700')])
  const client = await computer.signet(['token'], { env })
  expect([client.exit, client.err]).toEqual([3, expect.stringContaining('is not trusted: others may enter')])
  chmodSync(folder, 0o700)
  const link = computer.beside('link')
  symlinkSync(folder, link)
  const linked = { SIGNET_SOCKET: join(link, 'signet.sock') }
  expect((await computer.startAgent([], linked).ended).err).toContain('it is a link')
  expect((await computer.signet(['token'], { env: linked })).exit).toBe(3)
  expect(() => lstatSync(path)).toThrow('ENOENT')
})

test('a program that listens in the place of the socket is left alone by the agent', async ({ computer }) => {
  const { path, env } = placeOf(computer)
  const squatter = await listen(path)
  const { exit, err } = await computer.startAgent([], env).ended
  expect([exit, err]).toEqual([3, expect.stringContaining('another program listens there')])
  expect(lstatSync(path).isSocket()).toBe(true)
  squatter.server.close()
})

test("another user's socket gets not a byte of a password", async ({ computer }) => {
  test.skip(process.getuid?.() !== 0, 'only root can give a socket to another user')
  const { path, folder, env } = placeOf(computer)
  const impostor = await listen(path)
  const attempts: readonly (readonly [make: () => void, words: string])[] = [
    [() => chownSync(path, 65534, 65534), `${path} is not trusted: it belongs to another user`],
    [() => chownSync(folder, 65534, 65534), `${folder} is not trusted: it belongs to another user`],
  ]
  for (const [make, words] of attempts) {
    make()
    const login = await computer.signet(['login', '--username', 'bob'], {
      env,
      input: `${passwords.bob}\n`,
    })
    expect([login.exit, login.err]).toEqual([3, expect.stringContaining(words)])
    expect((await computer.startAgent([], env).ended).exit).not.toBe(0)
  }
  expect(impostor.received()).toBe('')
  expect(impostor.connections()).toBe(0)
  impostor.server.close()
})

test('an impostor that speaks another protocol is recognised, and sent no password', async ({ computer }) => {
  const { path, env } = placeOf(computer)
  const impostor = await listen(path, 'SSH-2.0-OpenSSH_9.9\r\n')
  const { exit, err } = await computer.signet(['login', '--pool', 'Work', '--username', 'bob'], {
    env,
    input: `${passwords.bob}\n`,
  })
  expect([exit, err]).toEqual([3, expect.any(String)])
  expect(impostor.received()).not.toContain(passwords.bob)
  impostor.server.close()
})

test('a path that no socket can have names the variable that shortens it', async ({ computer }) => {
  const env = { SIGNET_SOCKET: `${computer.beside('x'.repeat(120))}/signet.sock` }
  for (const ended of [await computer.startAgent([], env).ended, await computer.signet(['status'], { env })])
    expect([ended.exit, ended.err]).toEqual([2, expect.stringContaining('SIGNET_SOCKET')])
})

interface Listener {
  readonly server: Server
  readonly received: () => string
  readonly connections: () => number
}

/** A program of somebody's at a Unix socket: takes everything, greets with `says` and closes. */
function listen(path: string, says?: string): Promise<Listener> {
  let [received, connections] = ['', 0]
  const server = createServer((socket) => {
    connections += 1
    socket.on('data', (chunk) => (received += chunk.toString()))
    socket.on('error', () => undefined)
    if (says !== undefined) socket.end(says)
  })
  return new Promise((resolve) => {
    server.listen(path, () => resolve({ server, received: () => received, connections: () => connections }))
  })
}
