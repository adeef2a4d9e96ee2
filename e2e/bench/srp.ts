// A whole sign-in's mathematics: A, then everything from the challenge to the signature.
// Peers: the same three exponentiations in C by OpenSSL, and amazon-cognito-identity-js from its `a` to the key.
import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { ephemeralOf } from '../../main/core/srp/ephemeral'
import { g, k, N } from '../../main/core/srp/group'
import { scramblerOf } from '../../main/core/srp/shared-secret'
import { nativeModPow } from '../../main/shell/native-mod-pow'
import { compare, judge, medians, report } from './measure'
import { ephemeralPrivate, privateKey, serverPublic } from './srp-challenge'

const rounds = 40

/** A process that measures itself: a line in, a line with milliseconds out. */
class Contender {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>
  readonly #lines: AsyncIterator<string>

  constructor(file: string, args: readonly string[]) {
    this.#child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#lines = createInterface(this.#child.stdout)[Symbol.asyncIterator]()
  }

  async ask(line: string): Promise<readonly string[]> {
    this.#child.stdin.write(`${line}\n`)
    const next: IteratorResult<string, unknown> = await this.#lines.next()
    if (next.done === true) throw new Error(`${this.#child.spawnfile} ended`)
    return next.value.split(' ')
  }

  readonly measure = async (): Promise<number> => Number((await this.ask('go'))[0])

  end(): void {
    this.#child.stdin.end()
  }
}

const ours = (name: string): Contender =>
  new Contender(process.execPath, [
    ...process.execArgv,
    fileURLToPath(new URL('srp-contender.ts', import.meta.url)),
    name,
  ])

/** The C program with a sign-in's exponentiations: 2^a, 2^x and the one that gives S. Its last result is checked. */
async function cProgram(program: string, how: 'plain' | 'constant-time', bits: number): Promise<Contender> {
  const a = ephemeralPrivate(bits)
  const { ephemeralPublic } = ephemeralOf(a, nativeModPow)
  const base = (((serverPublic - k * nativeModPow.generatorPow(privateKey)) % N) + N) % N
  const exponent = a + scramblerOf(ephemeralPublic, serverPublic) * privateKey
  const numbers = [N, g, a, g, privateKey, base, exponent]
  const contender = new Contender(program, [how, ...numbers.map((number) => number.toString(16))])
  const [, result] = await contender.ask('go')
  if (BigInt(`0x${result ?? ''}`) !== nativeModPow.pow(base, exponent)) {
    throw new Error('the C program computes something else')
  }
  return contender
}

const folder = mkdtempSync(join(tmpdir(), 'signet-bench-'))
const program = join(folder, 'modexp')
const source = fileURLToPath(new URL('modexp.c', import.meta.url))
execFileSync('cc', ['-O2', '-o', program, source, '-lcrypto'], { stdio: 'inherit' })

const contenders = {
  bigInt: ours('bigint-256'),
  bigIntLong: ours('bigint-1024'),
  native: ours('openssl-256'),
  nativeLong: ours('openssl-1024'),
  c: await cProgram(program, 'plain', 256),
  cLong: await cProgram(program, 'plain', 1024),
  cConstant: await cProgram(program, 'constant-time', 256),
  cConstantLong: await cProgram(program, 'constant-time', 1024),
  peer: ours('peer'),
}
const { bigInt, bigIntLong, native, nativeLong, c, cLong, cConstant, cConstantLong, peer } = await medians(
  rounds,
  {
    bigInt: contenders.bigInt.measure,
    bigIntLong: contenders.bigIntLong.measure,
    native: contenders.native.measure,
    nativeLong: contenders.nativeLong.measure,
    c: contenders.c.measure,
    cLong: contenders.cLong.measure,
    cConstant: contenders.cConstant.measure,
    cConstantLong: contenders.cConstantLong.measure,
    peer: contenders.peer.measure,
  },
)
for (const contender of Object.values(contenders)) contender.end()
rmSync(folder, { recursive: true })

console.log(
  `SRP: the mathematics of one sign-in, processor time, median of ${rounds}, Node ${process.versions.node}`,
)
report('BigInt, a of 256 bits (what the desktop app runs)', bigInt)
report('BigInt, a of 1,024 bits', bigIntLong)
report('OpenSSL, a of 256 bits (what the agent runs)', native)
report('OpenSSL, a of 1,024 bits', nativeLong)
report('C, three BN_mod_exp, a of 256 bits', c)
report('C, three BN_mod_exp, a of 1,024 bits', cLong)
report('C, constant time as Node does it, a of 256 bits', cConstant)
report('C, constant time as Node does it, a of 1,024 bits', cConstantLong)
report('amazon-cognito-identity-js, a of 1,024 bits', peer)
judge({ name: 'BigInt / OpenSSL with a of 1,024 bits', ratio: bigInt / nativeLong, atMost: 2.3 })
// The same exponentiations are the ones in constant time: exponents are made of the password here.
judge({
  name: 'OpenSSL / C in constant time, a of 1,024 bits',
  ratio: nativeLong / cConstantLong,
  atMost: 1.3,
})
judge({ name: 'OpenSSL / C in constant time, a of 256 bits', ratio: native / cConstant, atMost: 1.3 })
compare('OpenSSL / C that leaks its exponents, a of 1,024 bits', nativeLong / cLong)
compare('OpenSSL / C that leaks its exponents, a of 256 bits', native / c)
judge({ name: 'amazon-cognito-identity-js / BigInt', ratio: peer / bigInt, atLeast: 15 })
judge({ name: 'amazon-cognito-identity-js / OpenSSL', ratio: peer / native, atLeast: 60 })
