// The programs of docs/examples, and the curl lines of docs/http.md, as they stand there.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from '@playwright/test'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import { documented } from '../fixtures/documented'
import type { Program } from '../fixtures/programs'
import { tokenJudge } from '../fixtures/token-judge'
import { jsonReply, scriptedHost } from '../../main/client/fakes'

const root = fileURLToPath(new URL('../..', import.meta.url))
const example = (name: string) => join(root, 'docs/examples', name)
const question = 'A program asks for your access token of bob.'

interface Example {
  /** What Signet is asked to allow. */
  readonly path: string
  readonly program: (...words: readonly string[]) => Program
}

/** A script with its interpreter. */
function script({ env }: HeadlessComputer, interpreter: string, name: string): Example {
  const path = example(name)
  return { path, program: (...words) => ({ command: interpreter, args: [path, ...words], env }) }
}

/** Built as people build it, with Go's own cache in a place that lasts: the first time takes half a minute. */
async function goProgram(computer: HeadlessComputer): Promise<Example> {
  const { env, programs } = computer
  const path = computer.beside('token')
  const cache = join(root, 'node_modules/.cache/go-build')
  const building = await programs.run({
    command: 'go',
    args: ['build', '-o', path, example('token.go')],
    env: { ...env, GOCACHE: cache, GOPROXY: 'off', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' },
  })
  expect(building).toMatchObject({ exit: 0, err: '' })
  return { path, program: (...words) => ({ command: path, args: words, env }) }
}

type Made = (computer: HeadlessComputer) => Example | Promise<Example>
const examples: readonly (readonly [string, Made])[] = [
  ['Python', (computer) => script(computer, 'python3', 'token.py')],
  ['Node', (computer) => script(computer, process.execPath, 'token.mjs')],
  ['Go', (computer) => goProgram(computer)],
]

for (const [language, made] of examples) {
  test(`the example in ${language} gets a token, and says what to do where it gets none`, async ({
    computer,
  }) => {
    test.setTimeout(180_000)
    const { programs } = computer
    const { path, program } = await made(computer)
    expect(await programs.run(program())).toMatchObject({ exit: 3, out: '' })

    computer.hasPools()
    await computer.agent()
    const without = await programs.run(program())
    expect(without).toMatchObject({ out: '' })
    expect(without.err).toContain('signet login')

    await signInBob(computer)
    const unasked = await programs.run(program())
    expect(unasked).toMatchObject({ exit: 5, out: '' })
    expect(unasked.err).toContain('signet apps allow')
    expect(unasked.err).toContain('consent_required')

    expect((await computer.allow(path)).exit).toBe(0)
    const [judge, judgeOfId] = [await tokenJudge(computer, 'access'), await tokenJudge(computer, 'id')]
    expect(await judge((await programs.run(program())).out.trim())).toBe('bob')
    expect(await judge((await programs.run(program('bob'))).out.trim())).toBe('bob')
    const asking = programs.startOnTerminal(program('bob', 'id'))
    await asking.answer('A program asks for your id token of bob.', 'o')
    const { out, exit } = await asking.ended
    expect([exit, await judgeOfId(out.trim())]).toEqual([0, 'bob'])
    expect(await programs.run(program('nobody'))).toMatchObject({ exit: 2, out: '' })

    await computer.signet(['lock'])
    const locked = await programs.run(program())
    expect(locked).toMatchObject({ exit: 6, out: '' })
    expect(locked.err).toContain('signet unlock')

    const answers = [
      jsonReply(429, { code: 'throttled', detail: 'Wait.' }, { 'Retry-After': '1' }),
      jsonReply(200, { token: 'a.b.c', expiresAt: '2030-01-01T00:00:00Z' }),
    ]
    const busy = await scriptedHost(() => answers.shift() ?? null)
    const patient = program('ada@example.org/ä')
    const env = { ...patient.env, SIGNET_SOCKET: busy.socketPath }
    expect(await programs.run({ ...patient, env })).toEqual({ exit: 0, out: 'a.b.c\n', err: '' })
    // An @ may stand in a path as it is.
    const asked = busy.seen.map((request) => request.path.replace('%40', '@'))
    expect(asked).toEqual(Array(2).fill('/v1/accounts/ada@example.org%2F%C3%A4/token'))
    await busy.close()
  })
}

test('the line for curl gets a token, and the problem where it gets none', async ({ computer }) => {
  const env = { ...computer.env, SIGNET_SOCKET: computer.socket }
  const shell: Program = { command: 'bash', args: ['-c', documented('docs/http.md', 'sh')], env }
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)

  const asking = computer.programs.startOnTerminal(shell)
  await asking.answer(question, 'a')
  expect(JSON.parse((await asking.ended).out)).toMatchObject({ tokenType: 'Bearer', use: 'access' })
  await computer.signet(['lock'])
  const locked = await computer.programs.run(shell)
  expect(locked.exit).toBe(22)
  expect(JSON.parse(locked.out)).toMatchObject({ status: 423, code: 'locked' })
})
