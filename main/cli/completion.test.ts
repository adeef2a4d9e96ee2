// Completion in the words of each shell, and in each shell itself: real ones, on the built command.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply } from '../client/fakes'
import { completionScripts } from './completion-scripts'
import { signet } from './fakes'
import { verbNames } from './verbs'

const account = (label: string) => ({ label, poolName: 'acme' })
const aRunningHost = () =>
  aHost(({ path }) => {
    if (path === '/v1/accounts')
      return jsonReply(200, { accounts: [account('ada@work.example'), account('at home'), account('a\nb')] })
    if (path === '/v1/pools') return jsonReply(200, { pools: [{ name: 'acme', userPoolId: 'eu-west-1_A' }] })
    return jsonReply(200, { apps: [{ app: { id: 'a1b2', executable: '/usr/bin/tool' } }] })
  })

/** The words that may follow `line`, whose last word is the one at hand. */
async function wordsAfter(
  line: string,
  host?: Awaited<ReturnType<typeof aHost>>,
): Promise<readonly string[]> {
  const words = ['completion', 'words', '--', ...line.split(' ')]
  const { out, err, exit } = await signet(words, host === undefined ? {} : { host })
  expect([err, exit]).toEqual(['', 0])
  return out === ''
    ? []
    : out
        .trimEnd()
        .split('\n')
        .map((text) => text.split('\t')[0] ?? '')
}

describe('signet completion words', () => {
  it('knows every verb, of one word and of two', async () => {
    const first = await wordsAfter('signet ')
    for (const name of verbNames) {
      const [word = '', second] = name.split(' ')
      expect(first).toContain(word)
      if (second !== undefined) expect(await wordsAfter(`signet ${word} `)).toContain(second)
    }
    expect(await wordsAfter('signet help poo')).toEqual(['pools'])
    expect(await wordsAfter('signet help pools a')).toEqual(['add'])
  })

  it.each([
    ['signet tok', ['token']],
    ['signet token --mini', ['--minimum-ttl']],
    ['signet token --use ', ['access', 'id']],
    ['signet token --use=i', ['--use=id']],
    ['signet token --json --js', []],
    ['signet exec --env A=id --en', ['--env']],
    ['signet exec --', ['--']],
    ['signet exec -- cu', []],
    ['signet exec -- curl --', []],
    ['signet completion z', ['zsh']],
    ['signet completion zsh ', []],
    ['signet nonsense ', []],
    ['signet accounts re', ['rename', 'remove']],
  ] as const)('after %o', async (line, words) => {
    const found = await wordsAfter(line)
    expect(words.length === 0 ? found : found.slice(0, 40)).toEqual(
      words[0] === '--' ? expect.arrayContaining(['--', '--env']) : words,
    )
  })

  it.each([
    ['signet token --account a', ['ada@work.example', 'at home']],
    ['signet token --account=ada', ['--account=ada@work.example']],
    ['signet accounts rename ', ['ada@work.example', 'at home']],
    ['signet accounts rename ada ', []],
    ['signet login --pool ', ['acme']],
    ['signet pools remove ac', ['acme']],
    ['signet apps revoke ', ['a1b2']],
  ])('asks the host that runs: %o', async (line, words) => {
    expect(await wordsAfter(line, await aRunningHost())).toEqual(words)
  })

  it('says nothing of names where no host runs, and starts none', async () => {
    expect(await wordsAfter('signet token --account ')).toEqual([])
  })

  it('is told which shell, or says which there are', async () => {
    expect((await signet(['completion', 'bash'])).out).toBe(completionScripts.bash)
    const { err, exit } = await signet(['completion', 'csh'])
    expect([err, exit]).toEqual([expect.stringContaining('bash, zsh, fish, words'), 2])
  })
})

describe('a real shell', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'completion-'))
    // A command that knows the lines that the real one gives; what it was asked is kept.
    const fake = `#!/bin/sh
printf '%s\\n' "$*" >>${folder}/asked
case "$*" in
  'completion words -- signet tok') printf 'token\\tprint a token\\n' ;;
  *--account*) printf 'ada@work.example\\tacme\\nada home\\tacme\\n' ;;
esac
`
    writeFileSync(join(folder, 'signet'), fake, { mode: 0o755 })
    for (const [shell, script] of Object.entries(completionScripts))
      writeFileSync(join(folder, `${shell}.sh`), script)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const env = () => ({ PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder, TERM: 'dumb' })

  it('bash completes verbs, and an account with @ and spaces', () => {
    const script = `
      source ${folder}/bash.sh
      try() { COMP_LINE=$1 COMP_POINT=\${#1}; _signet; printf '%s\\n' "\${COMPREPLY[@]}"; }
      try 'signet tok'
      try 'signet token --account ada@w'
      try 'signet token --account ad'`
    const out = execFileSync('bash', ['-c', script], { env: env(), encoding: 'utf8' })
    // After the @, where bash begins a word of its own.
    expect(out.split('\n')).toEqual(['token', 'work.example', 'ada@work.example', 'ada\\ home', ''])
  })

  it('zsh completes verbs, and an account with @ and spaces', () => {
    const script = `
      autoload -Uz compinit && compinit -u -D
      compdef() { : }
      source ${folder}/zsh.sh
      compadd() { [[ $1 == -l ]] && print -rl -- "\${found[@]}" }
      _files() { print files }
      try() { words=("$@") CURRENT=$#; _signet }
      try signet tok
      try signet token --account ad
      try signet nothing ''`
    const out = execFileSync('zsh', ['-f', '-c', script], { env: env(), encoding: 'utf8' })
    expect(out.split('\n')).toEqual(['token', 'ada@work.example', 'ada home', 'files', ''])
  })

  it('fish completes verbs, and an account with @ and spaces', () => {
    const script = `
      source ${folder}/fish.sh
      complete -C 'signet tok'
      complete -C 'signet token --account ad'`
    const { stdout } = spawnSync('fish', ['--no-config', '-c', script], { env: env(), encoding: 'utf8' })
    expect(stdout.trimEnd().split('\n').sort()).toEqual([
      'ada home\tacme',
      'ada@work.example\tacme',
      'token\tprint a token',
    ])
  })

  it.each([
    ['bash', ['-n']],
    ['zsh', ['-n']],
    ['fish', ['--no-execute']],
  ])('%s finds no fault in its script', (shell, flags) => {
    const { status, stderr } = spawnSync(shell, [...flags, join(folder, `${shell}.sh`)], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, ''])
  })
})
