// Time-based one-time passwords: RFC 6238 with SHA-1, 30 s, 6 digits; a step counts once per user (COGNITO.md §9.3).
import { createHmac } from 'node:crypto'

const stepMs = 30_000
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export type TotpVerdict = 'right' | 'wrong' | 'used'

/** Which steps one user has used. State: the steps, of which the last few matter. */
export class TotpSteps {
  readonly #used = new Set<number>()

  /** Accepts the step of `nowMs` and its neighbours, and marks the one that fits as used. */
  check(secret: string, code: string, nowMs: number): TotpVerdict {
    const step = stepsInReach(nowMs).find((candidate) => totpCode(secret, candidate) === code)
    if (step === undefined) return 'wrong'
    if (this.#used.has(step)) return 'used'
    this.#used.add(step)
    return 'right'
  }

  /** A code that `check` would take. @returns undefined when every step in reach is used. */
  unused(secret: string, nowMs: number): string | undefined {
    const step = stepsInReach(nowMs).find((candidate) => !this.#used.has(candidate))
    return step === undefined ? undefined : totpCode(secret, step)
  }
}

/** The code of one step (RFC 4226 §5.3). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', base32(secret)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  const code = (mac.readUInt32BE(offset) & 0x7f_ff_ff_ff) % 1_000_000
  return String(code).padStart(6, '0')
}

/** The present step first, because that is the one a person reads off. */
function stepsInReach(nowMs: number): readonly number[] {
  const present = Math.floor(nowMs / stepMs)
  return [present, present + 1, present - 1]
}

/** Bytes as an authenticator app takes them, without padding. */
export function base32Of(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const groups = bits.match(/[01]{1,5}/g) ?? []
  return groups.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}

function base32(text: string): Buffer {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = bits.match(/[01]{8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)))
}
