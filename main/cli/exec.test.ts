// `signet exec`: its arguments and its refusals. What its child sees is in exec-bundle.test.ts.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, type ScriptedHost, jsonReply, problemReply, scriptedHost } from '../client/fakes'
import { variablesOf } from './exec-environment'
import { signet } from './fakes'

const canary = 'canary.of.a-token'
let host: ScriptedHost
let folder: string
let answer: (use: unknown) => Answer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signet-exec-'))
  answer = (use) =>
    jsonReply(200, {
      token: `${canary}-${String(use)}`,
      tokenType: 'Bearer',
      expiresAt: '2030-01-01T00:00:00Z',
    })
  host = await scriptedHost(({ body }) => answer((body as { use: unknown }).use))
})
afterEach(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A command that leaves a mark where it ran. */
function marking(): { readonly mark: string; readonly command: readonly string[] } {
  const mark = join(folder, 'mark')
  return { mark, command: [process.execPath, '-e', `fs.writeFileSync(${JSON.stringify(mark)}, '')`] }
}

describe('the requests of signet exec', () => {
  it('are one for each kind, with what was asked for', async () => {
    const flags = '--account me --env A=access --env B=id --env C=access --minimum-ttl 30 --no-interactive'
    const more = ['--wait', '5', '--reason', 'deploy']
    const { exit, out, err } = await signet(
      ['exec', ...flags.split(' '), ...more, '--', ...marking().command],
      {
        host,
      },
    )
    expect([exit, out, err]).toEqual([0, '', ''])
    const body = { minimumTtl: 30, interactive: false, wait: 5, reason: 'deploy' }
    expect(host.seen).toMatchObject([
      { path: '/v1/accounts/me/token', body: { use: 'access', ...body } },
      { path: '/v1/accounts/me/token', body: { use: 'id', ...body } },
    ])
    expect(host.seen).toHaveLength(2)
  })

  it('mean the account of SIGNET_ACCOUNT where none is named', async () => {
    await signet(['exec', '--', ...marking().command], { host, env: { SIGNET_ACCOUNT: 'mine' } })
    expect(host.seen).toMatchObject([{ path: '/v1/accounts/mine/token', body: { use: 'access' } }])
  })

  it('start nothing where the second is refused', async () => {
    answer = (use) =>
      use === 'id'
        ? problemReply(403, 'consent_denied', 'No.')
        : jsonReply(200, { token: canary, tokenType: 'Bearer', expiresAt: 'x' })
    const { mark, command } = marking()
    const { exit, out, err } = await signet(
      ['exec', '--env', 'A=access', '--env', 'B=id', '--', ...command],
      {
        host,
      },
    )
    expect([exit, out, existsSync(mark)]).toEqual([5, '', false])
    expect(err).not.toContain(canary)
    expect(host.seen).toHaveLength(2)
  })

  it('start nothing where nothing runs', async () => {
    const { mark, command } = marking()
    expect((await signet(['exec', '--', ...command])).exit).toBe(3)
    expect(existsSync(mark)).toBe(false)
  })
})

describe('signet exec refuses', () => {
  it.each([
    [['ls'], 'signet exec -- COMMAND …'],
    [['ls', '-la', '--', 'ls'], 'signet exec -- COMMAND …'],
    [['--'], 'signet exec -- COMMAND …'],
    [[], 'signet exec -- COMMAND …'],
    [['--env', 'hunter2', '--', 'ls'], 'NAME=access, NAME=id or NAME=aws'],
    [['--env', '1hunter2=id', '--', 'ls'], 'begins with no digit'],
    [['--env', 'A-hunter2=id', '--', 'ls'], 'letters, digits and _'],
    [['--env', 'A=hunter2', '--', 'ls'], 'NAME=access, NAME=id or NAME=aws'],
    [['--env', '=id', '--', 'ls'], 'NAME=access, NAME=id or NAME=aws'],
    [['--env', 'A=id\n', '--', 'ls'], 'NAME=access, NAME=id or NAME=aws'],
    [['--env', 'LD=aws', '--', 'ls'], 'LD_ACCESS_KEY_ID changes how programs run'],
    [['--env', 'A=aws', '--env', 'A_SESSION_TOKEN=id', '--', 'ls'], '--env gives A_SESSION_TOKEN twice'],
    [['--env', 'A=id', '--env', 'B=id', '--env', 'A=access', '--', 'ls'], '--env gives A twice'],
    [['--minimum-ttl', 'soon', '--', 'ls'], 'whole number'],
    [['--wait', '601', '--', 'ls'], 'whole number'],
  ])('%j, and asks for nothing', async (words, said) => {
    const { exit, out, err } = await signet(['exec', ...words], { host })
    expect([exit, out]).toEqual([2, ''])
    expect(err).toContain(said)
    expect(err).not.toContain('hunter2')
    expect(host.seen).toEqual([])
  })

  it.each([
    ...['PATH', 'Path', 'HOME', 'SHELL', 'IFS', 'ENV', 'BASH_ENV', 'LD_PRELOAD', 'DYLD_INSERT_LIBRARIES'],
    ...['NODE_OPTIONS', 'PYTHONPATH', 'GIT_SSH_COMMAND', 'SIGNET_SOCKET', 'BASH_FUNC_ls'],
  ])('%s as the name of a token, with the reason', async (name) => {
    const { exit, err } = await signet(['exec', '--env', `${name}=access`, '--', 'ls'], { host })
    expect(exit).toBe(2)
    expect(err).toContain(`${name} changes how programs run`)
    expect(host.seen).toEqual([])
  })

  it('no name that is only like one of these', () => {
    const names = ['PATH_TOKEN', 'NODE_AUTH_TOKEN', 'HOMEPAGE', 'MY_GIT_TOKEN', '_', 'token', 'TOKEN']
    expect(variablesOf(names.map((name) => `${name}=id`)).map(({ name }) => name)).toEqual(names)
  })
})

describe('a command that does not start', () => {
  it.each([
    { command: '/nonexistent/tool', code: 127, said: 'was not found', problem: 'command_not_found' },
    { command: '/etc/passwd', code: 126, said: 'cannot be run (EACCES)', problem: 'command_not_runnable' },
    { command: '/etc', code: 126, said: 'cannot be run (EACCES)', problem: 'command_not_runnable' },
  ])('$command exits with $code', async ({ command, code, said, problem }) => {
    const { exit, out, err } = await signet(['exec', '--', command, '--json'], { host })
    expect([exit, out]).toEqual([code, ''])
    expect(err).toBe(`signet: The command ${command} ${said}.\n`)
    const asJson = await signet(['exec', '--json', '--', command], { host })
    expect(JSON.parse(asJson.err)).toMatchObject({ code: problem })
    expect(err + asJson.err).not.toContain(canary)
  })
})

describe('what follows --', () => {
  it('does not have another verb answer in JSON', async () => {
    const { exit, err } = await signet(['token', '--', '--json'], { host })
    expect(exit).toBe(2)
    expect(err).toMatch(/^signet: /)
  })
})
