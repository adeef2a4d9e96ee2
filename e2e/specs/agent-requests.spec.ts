// Requests that are not as they should be: each has its coded answer, and nobody else waits for it.
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { type ApiRequest, openRaw } from '../fixtures/local-api'

const path = '/v1/accounts/default/token'

test.beforeEach(async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
})

/** The sign that nothing is stuck. */
async function answersOthers(computer: HeadlessComputer): Promise<void> {
  expect(await computer.api({ path: '/v1' })).toMatchObject({ status: 200, body: { name: 'signet' } })
}

const wrong: readonly (readonly [name: string, request: ApiRequest, status: number, says: RegExp])[] = [
  ['no JSON', { path, body: 'use=access' }, 400, /not JSON/],
  ['half of JSON', { path, body: '{"use":"acc' }, 400, /not JSON/],
  ['another type', { path, body: '["access"]' }, 400, /The body/],
  ['an unknown field', { path, body: { use: 'access', password: 'x' } }, 400, /no field "password"/],
  ['a wrong value', { path, body: { use: 'refresh' } }, 400, /"use"/],
  ['a number out of bounds', { path, body: { minimumTtl: -1 } }, 400, /"minimumTtl"/],
  ['a depth of a thousand', { path, body: '['.repeat(1000) }, 400, /nested more than 32/],
  ['a body too large', { path, body: { reason: 'x'.repeat(70_000) } }, 413, /64 KiB/],
  ['a head too large', { path: '/v1', headers: { 'X-Long': 'x'.repeat(17_000) } }, 431, /16 KiB/],
  ['a path that is not there', { path: '/v1/nothing' }, 404, /nothing at this path/],
  ['a method that is not there', { path: '/v1', method: 'PUT' }, 404, /GET alone/],
  ['another version', { path: '/v2/accounts' }, 404, /speaks v1/],
  ['a path out of its encoding', { path: '/v1/accounts/%ff/token', body: {} }, 400, /percent-encoded/],
  ['an account that is not there', { path: '/v1/accounts/nobody/token', body: {} }, 404, /signet/],
]

test('each wrong request has its coded answer that says what is wrong, and never what was sent', async ({
  computer,
}) => {
  for (const [name, request, status, says] of wrong) {
    await test.step(name, async () => {
      const reply = await computer.api(request)
      expect(reply, name).toMatchObject({ status, body: { status, code: expect.any(String) as unknown } })
      expect(reply.headers['content-type']).toBe('application/problem+json')
      expect(reply.body['detail']).toMatch(says)
      expect(JSON.stringify(reply.body)).not.toContain('xxx')
    })
  }
  await answersOthers(computer)
})

test('bytes that are no HTTP are answered with 400, and closed', async ({ computer }) => {
  for (const bytes of ['\u0000\u0001\u0002\r\n\r\n', 'signet token\r\n\r\n', 'POST /v1 HTTP/9.9\r\n\r\n']) {
    const connection = openRaw(computer.socket)
    connection.write(bytes)
    expect(await connection.ended).toMatch(/^HTTP\/1\.1 400 [\s\S]*"bad_request"/)
  }
  await answersOthers(computer)
})

test('a request that is only half sent gets its answer after ten seconds, and holds up nobody', async ({
  computer,
}) => {
  await signInBob(computer)
  const head = openRaw(computer.socket)
  head.write(`POST ${path} HTTP/1.1\r\nContent-`)
  const body = openRaw(computer.socket)
  body.write(`POST ${path} HTTP/1.1\r\nContent-Length: 20\r\n\r\n{"use":`)
  const gone = openRaw(computer.socket)
  gone.write(`POST ${path} HTTP/1.1\r\nContent-Length: 20\r\n\r\n{"use":`)
  gone.hangUp()
  await answersOthers(computer)
  const answers = await Promise.all([head.ended, body.ended])
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*"too_slow"/)
  await answersOthers(computer)
})

test('another program may neither end the agent nor answer a sign-in that it did not begin', async ({
  computer,
}) => {
  const handOver = await computer.api({ path: '/v1/hand-over', body: {} })
  expect(handOver).toMatchObject({ status: 403, body: { code: 'untrusted_caller' } })
  const begun = await computer.api({ path: '/v1/sign-ins', body: { pool: 'Work', username: 'bob' } })
  const script = `
    const http = require('node:http')
    const asking = http.request({ socketPath: '${computer.socket}', method: 'POST',
      path: '/v1/sign-ins/${String(begun.body['id'])}' }, (answer) => answer.pipe(process.stdout))
    asking.end(JSON.stringify({ answer: { kind: 'credentials', username: 'bob', password: 'guess' } }))`
  const other = await computer.programs.run({
    command: process.execPath,
    args: ['-e', script],
    env: computer.env,
  })
  expect(JSON.parse(other.out)).toMatchObject({ code: 'not_found' })
  expect(computer.cognito.counters().operations).toEqual({})
  await answersOthers(computer)
})

test('another user of the computer does not even reach the socket', ({ computer }) => {
  test.skip(process.getuid?.() !== 0, 'only root can run a program as another user')
  // Up to Signet's own folder the way is free.
  chmodSync(dirname(computer.home), 0o755)
  const script = `require('node:net').connect('${computer.socket}')
    .on('connect', () => console.log('connected')).on('error', (error) => console.log(error.code))`
  const { stdout } = spawnSync(process.execPath, ['-e', script], { uid: 65534, gid: 65534, encoding: 'utf8' })
  expect(stdout).toBe('EACCES\n')
})
