// Shares: a socket of its own that gives one token, on the real agent; curl is whoever reaches it.
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInAlice, signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { callApi, openRaw } from '../fixtures/local-api'
import { agentsOf } from '../fixtures/processes'

const tokenPath = '/v1/accounts/default/token'

interface Opened {
  readonly id: string
  readonly socket: string
}

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
})

/** Opens a share of bob's access token; the person says yes on the terminal. */
async function opened(computer: HeadlessComputer, ...flags: readonly string[]): Promise<Opened> {
  const opening = computer.onTerminal('share', '--account', 'bob', '--for', '2h', '--json', ...flags)
  await opening.answer('Share your access token of bob for 2 hours', 'y')
  const { exit, out } = await opening.ended
  expect(exit).toBe(0)
  return (JSON.parse(out) as { share: Opened }).share
}

/** A program of somebody's that reaches the socket, without a terminal. */
async function curl(
  { programs, env }: HeadlessComputer,
  socket: string,
  { url = tokenPath, body = '{}' }: { readonly url?: string; readonly body?: string } = {},
) {
  const args = ['-sS', '--unix-socket', socket, '-w', '\n%{http_code}', '-d', body, `http://signet${url}`]
  const { out, exit } = await programs.run({ command: '/usr/bin/curl', args, env })
  const [text = '', status = ''] = out.split('\n')
  const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  return { exit, status: Number(status), body: json, code: json['code'] }
}

const gone = { exit: 7 }

test('a share gives its one token to whoever reaches its socket, so many times, and asks nobody', async ({
  computer,
}) => {
  await signInAlice(computer)
  const opening = computer.onTerminal('share', '--account', 'bob', '--for', '2h', '--max', '3')
  await opening.answer('Share your access token of bob for 2 hours, 3 times at most?', 'y')
  const { out } = await opening.ended
  const socket = out.trim()
  expect(out).toBe(`${socket}\n`)
  expect(opening.pty.shown()).toContain(`:${socket} HOST`)
  expect([lstatSync(socket).mode & 0o777, lstatSync(socket).isSocket()]).toEqual([0o600, true])

  for (const [url, body, code] of [
    ['/v1/accounts/alice/token', '{}', 'account_not_found'],
    ['/v1/accounts/nobody/token', '{}', 'account_not_found'],
    [tokenPath, '{"use":"id"}', 'consent_denied'],
    ['/v1/accounts/default/sign-in', '{}', 'not_found'],
    ['/v1/shares', '{"for":600}', 'not_found'],
    ['/v1/unlock', '{}', 'not_found'],
  ] as const)
    expect([url, (await curl(computer, socket, { url, body })).code]).toEqual([url, code])

  // Two programs: curl, and signet itself in a script, whose socket this is.
  const first = await curl(computer, socket)
  expect(first).toMatchObject({ status: 200, body: { tokenType: 'Bearer', use: 'access' } })
  const second = await computer.signet(['token'], { env: { SIGNET_SOCKET: socket } })
  expect([second.exit, second.out.trim()]).toEqual([0, first.body['token']])
  expect((await computer.signet(['share', 'list'])).out).toMatch(/bob +access .* 2 of 3 /)
  expect((await computer.signet(['status'])).out).toContain('1 open')
  expect((await curl(computer, socket)).status).toBe(200)

  await expect.poll(() => existsSync(socket)).toBe(false)
  expect(await curl(computer, socket)).toMatchObject(gone)
  expect((await computer.signet(['share', 'list', '--json'])).out).toBe('{"shares":[]}\n')
  const audit = (await computer.signet(['audit'])).out
  for (const line of [/share +opened/, /token +shared +\/usr\/bin\/curl/, /share +ended .* used-up/])
    expect(audit).toMatch(line)
})

test('a share ends at a word, with a lock, with the sign-out, and each connection with it', async ({
  computer,
}) => {
  const ends: readonly (readonly [string, (share: Opened) => Promise<unknown>])[] = [
    ['taken-back', ({ id }) => computer.signet(['share', 'end', id])],
    ['signed-out', () => computer.signet(['logout', '--account', 'bob'])],
    ['locked', () => computer.signet(['lock'])],
  ]
  for (const [why, end] of ends) {
    await test.step(why, async () => {
      if (why === 'locked') await signInBob(computer)
      const share = await opened(computer)
      const waiting = openRaw(share.socket)
      waiting.write('GET /v1 HTTP/1.1\r\n\r\n')
      await end(share)
      expect(await waiting.ended).toContain('HTTP/1.1 200')
      expect([existsSync(share.socket), await curl(computer, share.socket)]).toEqual([
        false,
        expect.objectContaining(gone),
      ])
    })
  }
  await computer.stopAgents()
  const log = readFileSync(join(computer.home, 'audit/1.jsonl'), 'utf8')
  for (const [why] of ends) expect(log).toMatch(new RegExp(`"subject":"[0-9a-f]{16} ${why}"`))
})

test('nobody but a person opens one, and a folder that others may enter takes none', async ({ computer }) => {
  const silent = await computer.signet(['share', '--for', '2h'])
  expect([silent.exit, silent.out]).toEqual([5, ''])
  const outside = computer.onTerminal('share', '--for', '2h', '--socket', '/tmp/signet-outside.sock')
  await outside.answer('Share your access token of bob', 'y')
  expect((await outside.ended).exit).toBe(2)
  expect(outside.pty.shown()).toContain('others may enter it')
  const own = computer.beside('own/container.sock')
  expect((await opened(computer, '--socket', own)).socket).toBe(own)
  expect((await curl(computer, own)).status).toBe(200)
  const refusing = computer.onTerminal('share', '--for', '2h')
  await refusing.answer('Share your access token of bob', 'n')
  expect((await refusing.ended).exit).toBe(5)
})

test('a killed host leaves no share behind', async ({ computer }) => {
  const { socket } = await opened(computer)
  for (const pid of agentsOf(computer.home)) process.kill(pid, 'SIGKILL')
  await expect.poll(() => agentsOf(computer.home)).toEqual([])
  expect(await curl(computer, socket)).toMatchObject(gone)
  await computer.agent()
  await expect.poll(() => existsSync(socket)).toBe(false)
  expect((await computer.signet(['share', 'list', '--json'])).out).toBe('{"shares":[]}\n')
})

test('a flood of a share holds up nobody at the socket of Signet', async ({ computer }) => {
  const { socket } = await opened(computer)
  let isOver = false
  const answers: Record<string, number> = {}
  const flood = Array.from({ length: 200 }, async () => {
    while (!isOver) {
      const status = await callApi(socket, { path: tokenPath, body: {} }).then(
        (reply) => String(reply.status),
        () => 'closed',
      )
      answers[status] = (answers[status] ?? 0) + 1
    }
  })
  await expect.poll(() => answers['200'] ?? 0).toBeGreaterThan(100)
  const startedMs = Date.now()
  for (let count = 0; count < 20; count += 1) expect((await computer.api({ path: '/v1' })).status).toBe(200)
  expect(Date.now() - startedMs).toBeLessThan(20 * 500)
  isOver = true
  await Promise.all(flood)
  expect((await computer.api({ path: '/v1/shares' })).body['shares']).toHaveLength(1)
})
