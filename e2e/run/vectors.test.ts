import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { checkVectors, type Outcome } from './check-vectors'
import { readVectorFile, type VectorFile } from './vector-file'

const published = fileURLToPath(new URL('../fixtures/srp-vectors.json', import.meta.url))
const command = fileURLToPath(new URL('vectors.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'signet-vectors-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The command as a person runs it. */
function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', command, ...args], { encoding: 'utf8' })
}

function aFile(content: string): string {
  const path = join(folder, `${Math.floor(performance.now() * 1000)}.json`)
  writeFileSync(path, content)
  return path
}

async function outcomes(file: VectorFile): Promise<Outcome[]> {
  const all: Outcome[] = []
  for await (const outcome of checkVectors(file)) all.push(outcome)
  return all
}

const few = (): VectorFile => {
  const file = readVectorFile(published)
  return {
    ...file,
    user: file.user.slice(0, 1),
    device: file.device.slice(0, 1),
    deviceVerifier: file.deviceVerifier.slice(0, 1),
  }
}
/** Another digit in a hex number or base64 text; never the same. */
const spoiled = (text: string): string => `${text.slice(0, 3)}${text[3] === '1' ? '2' : '1'}${text.slice(4)}`

describe('npm run vectors', () => {
  it('passes the published file and counts every vector once', () => {
    const { status, stdout } = run(published)
    const file = JSON.parse(readFileSync(published, 'utf8')) as Record<string, unknown>
    const count = Object.values(file).reduce<number>(
      (sum, part) => sum + (Array.isArray(part) ? part.length : 0),
      1,
    )
    expect(stdout).toBe(`${count} passed, 0 failed\n`)
    expect(status).toBe(0)
  }, 60_000)

  it('names what fails, on which implementation, and exits 1', () => {
    const file = few()
    const [vector] = file.user
    const wrong = {
      ...file,
      user: [{ ...vector!, expect: { ...vector!.expect, s: spoiled(vector!.expect.s!) } }],
    }
    const { status, stdout } = run(aFile(JSON.stringify(wrong)))
    expect(stdout).toMatch(/^FAILED user-plain: BigInt: S is .*; OpenSSL: S is .*\n\d+ passed, 1 failed\n$/)
    expect(status).toBe(1)
  }, 60_000)

  it.each([
    ['no argument', [], 'usage: npm run vectors -- FILE'],
    ['a missing file', [join(folder, 'none.json')], 'cannot read'],
    ['a file that is not JSON', [aFile('{')], 'is not JSON'],
    ['a file of another schema', [aFile('{"schema":"other/1"}')], 'schema'],
    [
      'a vector without a field',
      [aFile('{"schema":"cognito-srp-vectors/1","user":[{"name":"x"}]}')],
      'user.0.a',
    ],
    ['a file without vectors', [aFile('{"schema":"cognito-srp-vectors/1"}')], 'holds no vectors'],
  ])(
    'exits 2 and says so for %s',
    (_, args, message) => {
      const { status, stdout, stderr } = run(...args)
      expect(stderr).toContain(message)
      expect(stdout).toBe('')
      expect(status).toBe(2)
    },
    20_000,
  )
})

describe('a spoiled vector fails', () => {
  const number = spoiled
  it.each<[string, (file: VectorFile) => unknown]>([
    ['constants', ({ constants }) => (constants!.k = number(constants!.k))],
    ['user: A', ({ user }) => (user[0]!.srpA = number(user[0]!.srpA))],
    ['user: u', ({ user }) => (user[0]!.expect.u = number(user[0]!.expect.u!))],
    ['user: x', ({ user }) => (user[0]!.expect.x = number(user[0]!.expect.x!))],
    ['user: key', ({ user }) => (user[0]!.expect.key = number(user[0]!.expect.key!))],
    ['user: signature', ({ user }) => (user[0]!.expect.signature = number(user[0]!.expect.signature))],
    ['user: verifier', ({ user }) => (user[0]!.server!.verifier = number(user[0]!.server!.verifier))],
    ['user: b', ({ user }) => (user[0]!.server!.b = number(user[0]!.server!.b))],
    ['user: password', ({ user }) => (user[0]!.password += 'x')],
    [
      'device: signature',
      ({ device }) => (device[0]!.expect.signature = number(device[0]!.expect.signature)),
    ],
    ['verifier: salt', ({ deviceVerifier: [v] }) => (v!.expect.salt = number(v!.expect.salt))],
    [
      'verifier',
      ({ deviceVerifier: [v] }) => (v!.expect.passwordVerifier = number(v!.expect.passwordVerifier)),
    ],
    ['verifier: x', ({ deviceVerifier: [v] }) => (v!.expect.x = number(v!.expect.x!))],
    ['secret hash', ({ secretHash }) => (secretHash[0]!.expect = number(secretHash[0]!.expect))],
    ['time stamp', ({ timestamp }) => (timestamp[0]!.epochMs += 1000)],
    ['padHex', ({ padHex }) => (padHex[0]!.expect = '00')],
    ['reject that may be answered', ({ reject }) => (reject[0]!.srpB = '5')],
    ['reject: answer that is refused', ({ reject }) => (reject[0]!.mustReject = false)],
    ['divergence: whole characters', ({ divergences }) => (divergences[0]!.passwordUtf16 = '61 62')],
    ['divergence: last underscore', ({ divergences }) => (divergences[1]!.vectorsUse = 'CD')],
    ['divergence: string padding', ({ divergences }) => (divergences[2]!.asInteger = '000b1c')],
    ['divergence of an unknown kind', ({ divergences }) => divergences.push({ name: 'unheard of' })],
  ])('%s', async (_, spoil) => {
    const file = few()
    spoil(file)
    const failed = (await outcomes(file)).filter(({ problem }) => problem !== undefined)
    expect(failed).toHaveLength(1)
  })
})
