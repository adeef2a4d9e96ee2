// `signet git-credential` under the real git, against a server that wants a token of the pool.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { signInBob } from '../fixtures/agent-person'
import { test as base } from '../fixtures/agent-test'
import { documented, pathWithSignet } from '../fixtures/documented'
import { type GitServer, startGitServer } from '../fixtures/git-server'
import { makeAuthority } from '../fixtures/private-authority'
import { tokenJudge } from '../fixtures/token-judge'

const question = 'A program asks for your access token of bob.'
const git = '/usr/bin/git'
const [major = 0, minor = 0] = execFileSync(git, ['--version'], { encoding: 'utf8' })
  .replace(/^git version /, '')
  .split('.')
  .map(Number)
/** How this git sends what the helper gave. */
const scheme = major > 2 || (major === 2 && minor >= 46) ? 'Bearer' : 'Basic'

interface Git {
  readonly server: GitServer
  /** Trusted by git, and not named in its configuration. */
  readonly otherServer: GitServer
  readonly env: NodeJS.ProcessEnv
}

const test = base.extend<{ remote: Git }>({
  remote: async ({ computer }, use) => {
    computer.hasPools()
    await computer.agent()
    await signInBob(computer)
    const authority = makeAuthority('git')
    const repositories = computer.beside('repositories')
    const judge = await tokenJudge(computer, 'access')
    const server = await startGitServer({ repositories, authority, judge })
    const otherServer = await startGitServer({ repositories, authority, judge })
    const config = computer.beside('gitconfig')
    const own = { GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: '1', GIT_SSL_CAINFO: authority.file }
    const env = { ...computer.env, ...own, PATH: pathWithSignet(computer), LC_ALL: 'C' }
    writeFileSync(config, configuration(server.host))
    execFileSync(git, ['init', '--quiet', '--bare', join(repositories, 'app.git')], { env })
    await use({ server, otherServer, env })
    await Promise.all([server.close(), otherServer.close()])
    authority.remove()
  },
})

/** The lines of docs/git.md as they stand there, and what else git wants to know. */
function configuration(host: string): string {
  const lines = documented('docs/git.md', 'ini').replaceAll('git.example.com', host)
  const person = '[user]\n\tname = Bob\n\temail = bob@example.test\n[init]\n\tdefaultBranch = main\n'
  return lines.replace('--account work', '--account bob') + person
}

/** The same for every host: the helper has to look for itself. */
function configureEverywhere(config: string): void {
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, text.replace(/\[credential .*\]/, '[credential]'))
}

test('a yes to git serves clone, push and fetch; the server gets the access token', async ({
  computer,
  remote: { server, env },
}) => {
  const { programs } = computer
  const [first, second] = [computer.beside('first'), computer.beside('second')]
  const url = `https://${server.host}/app.git`
  const cloning = programs.startOnTerminal({ command: git, args: ['clone', url, first], env })
  await cloning.answer(question, 'a')
  expect((await cloning.ended).exit).toBe(0)
  // The transport itself is the program: no shell stands between.
  expect(cloning.pty.shown()).toMatch(/Program\s+\S*\/git-remote-http/)

  writeFileSync(join(first, 'file'), 'hello')
  const run = (cwd: string, ...args: string[]) => programs.run({ command: git, args, env, cwd })
  expect((await run(first, 'add', 'file')).exit).toBe(0)
  expect((await run(first, 'commit', '--quiet', '-m', 'One')).exit).toBe(0)
  expect(await run(first, 'push', '--quiet', 'origin', 'HEAD')).toMatchObject({ exit: 0, err: '' })
  expect(await run('/', 'clone', '--quiet', url, second)).toMatchObject({ exit: 0, err: '' })
  expect(readFileSync(join(second, 'file'), 'utf8')).toBe('hello')
  expect(await run(second, 'fetch', '--quiet')).toMatchObject({ exit: 0, err: '' })
  expect(new Set(server.schemes)).toEqual(new Set([scheme]))
})

test('a host that is not named gets nothing', async ({ computer, remote: { otherServer, env } }) => {
  configureEverywhere(computer.beside('gitconfig'))
  const asking = await computer.programs.run({
    command: git,
    args: ['ls-remote', `https://${otherServer.host}/app.git`],
    env: { ...env, GIT_TERMINAL_PROMPT: '0' },
  })
  expect(asking.exit).toBe(128)
  expect(asking.err).toContain('terminal prompts disabled')
  expect(otherServer.schemes).toEqual([])
})

test('without a yes git stops, and says what to run; that is enough', async ({
  computer,
  remote: { server, env },
}) => {
  const listing = { command: git, args: ['ls-remote', `https://${server.host}/app.git`], env }
  const refused = await computer.programs.run(listing)
  expect(refused.exit).toBe(128)
  expect(refused.err).toContain('signet apps allow')
  expect(refused.err).toContain('told us to quit')
  expect(server.schemes).toEqual([])

  const transport = join(execFileSync(git, ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-remote-https')
  expect((await computer.allow(transport)).exit).toBe(0)
  expect((await computer.programs.run(listing)).exit).toBe(0)

  await computer.signet(['lock'])
  const locked = await computer.programs.run(listing)
  expect(locked.exit).toBe(128)
  expect(locked.err).toContain('signet unlock')
})

test('a token that the server refuses ends no sign-in', async ({ computer, remote: { server, env } }) => {
  const config = computer.beside('gitconfig')
  const text = readFileSync(config, 'utf8')
  // This server takes access tokens alone.
  writeFileSync(config, text.replace('--account bob', '--account bob --use id'))
  const args = ['ls-remote', `https://${server.host}/app.git`]
  const listing = computer.programs.startOnTerminal({ command: git, args, env })
  await listing.answer('A program asks for your id token of bob.', 'o')
  expect((await listing.ended).exit).toBe(128)
  expect(listing.pty.shown()).toContain(`${server.host} refused the id token.`)
  const { out } = await computer.signet(['accounts', '--json'])
  expect(JSON.parse(out)).toMatchObject({ accounts: [{ status: 'signed-in' }] })
})
