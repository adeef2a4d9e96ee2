// The schema `cognito-srp-vectors/1`, as far as a check needs it; further fields are somebody else's business.
import { readFileSync } from 'node:fs'
import { z } from 'zod'

const hex = z.string().regex(/^[0-9a-f]+$/i, 'must be a hexadecimal number')
const name = z.string().min(1)

const proof = {
  name,
  a: hex,
  srpA: hex,
  salt: hex,
  srpB: hex,
  secretBlock: z.string(),
  timestamp: z.string(),
  expect: z.object({
    u: hex.optional(),
    x: hex.optional(),
    s: hex.optional(),
    key: hex.optional(),
    signature: z.string(),
  }),
  server: z.object({ b: hex, verifier: hex }).optional(),
}

const UserVector = z.object({
  ...proof,
  poolName: z.string(),
  userIdForSrp: z.string(),
  password: z.string(),
})
const DeviceVector = z.object({
  ...proof,
  deviceGroupKey: z.string(),
  deviceKey: z.string(),
  devicePassword: z.string(),
})
const VerifierVector = z.object({
  name,
  deviceGroupKey: z.string(),
  deviceKey: z.string(),
  devicePasswordRandomBytes: hex,
  saltRandomBytes: hex,
  devicePassword: z.string().optional(),
  expect: z.object({
    x: hex.optional(),
    salt: z.string(),
    passwordVerifier: z.string(),
    saltAsServerReturnsIt: hex.optional(),
  }),
})
const SecretHashVector = z.object({
  name,
  username: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  expect: z.string(),
})
const TimestampVector = z.object({ name, epochMs: z.number(), expect: z.string() })
const PadHexVector = z.object({ name: name.optional(), in: hex, expect: hex })
const RejectVector = z.object({ name, srpB: z.string(), mustReject: z.boolean().default(true) })
const Divergence = z.object({
  name,
  passwordUtf16: z.string().optional(),
  poolId: z.string().optional(),
  vectorsUse: z.string().optional(),
  in: hex.optional(),
  asInteger: hex.optional(),
})

const VectorFile = z.object({
  schema: z.literal('cognito-srp-vectors/1'),
  constants: z.object({ N: hex, g: z.union([hex, z.int()]), k: hex }).optional(),
  user: z.array(UserVector).default([]),
  device: z.array(DeviceVector).default([]),
  deviceVerifier: z.array(VerifierVector).default([]),
  secretHash: z.array(SecretHashVector).default([]),
  timestamp: z.array(TimestampVector).default([]),
  padHex: z.array(PadHexVector).default([]),
  reject: z.array(RejectVector).default([]),
  divergences: z.array(Divergence).default([]),
})
export type VectorFile = z.infer<typeof VectorFile>
export type ProofVector = z.infer<typeof UserVector> | z.infer<typeof DeviceVector>
export type VerifierVector = z.infer<typeof VerifierVector>
export type Divergence = z.infer<typeof Divergence>

/** A file that cannot be checked at all; the message names what is wrong with it. */
export class VectorFileError extends Error {}

/** Reads and parses a vector file. @throws VectorFileError naming the file and the first field that is wrong. */
export function readVectorFile(path: string): VectorFile {
  const parsed = VectorFile.safeParse(json(path))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const field = issue?.path.join('.') ?? ''
  throw new VectorFileError(
    `${path} is not a vector file: ${field === '' ? 'the file' : field}: ${issue?.message ?? ''}`,
  )
}

function json(path: string): unknown {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new VectorFileError(`cannot read ${path}: ${(error as Error).message}`, { cause: error })
  }
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new VectorFileError(`${path} is not JSON: ${(error as Error).message}`, { cause: error })
  }
}
