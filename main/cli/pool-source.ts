// Where a file of pools comes from: a path, standard input, or an address. Whoever serves it may be anybody: little is
// read, for a short while, and from no other scheme than the one that was typed.
import { createReadStream } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { resolve } from 'node:path'
import { AppError } from '../../shared/errors'
import { maxPoolFileBytes, notText, tooLarge } from '../../shared/pool-file/pool-file'
import { cli } from '../../shared/text/cli'
import { UsageError } from './usage-error'
import { webFailure, webGet } from './web-get'
import type { World } from './world'

const words = cli.poolImport

/** How long an address may take for all of it, in milliseconds. */
const fetchMs = 20_000
const maxRedirects = 5
const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]'])

export interface PoolSource {
  readonly bytes: Uint8Array
  /** Whether it came over a network: its checksum then has to be known beforehand. */
  readonly isRemote: boolean
}

/**
 * Reads all of it.
 * @param operand a path, `-` for standard input, or an address.
 * @throws UsageError, `pool/invalid` when it is too large, `pool/file-unavailable`.
 */
export async function readSource(operand: string, world: World): Promise<PoolSource> {
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(operand))
    return { bytes: await fetched(operand, world, AbortSignal.timeout(fetchMs)), isRemote: true }
  if (operand === '-') return { bytes: await gathered(world.bytesIn()), isRemote: false }
  return { bytes: await read(resolve(world.cwd, operand)), isRemote: false }
}

/** @throws `pool/invalid` for what is no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw notText(error)
  }
}

/** @throws UsageError for an address that is not fetched, `pool/invalid`, `pool/file-unavailable`, `network/*`. */
export async function fetched(
  address: string,
  world: Pick<World, 'facts' | 'err'>,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const get = webGet(world, signal)
  let url = allowed(address)
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await get(url)
    const { statusCode = 0 } = response
    const target = response.headers.location
    if (statusCode < 300 || statusCode > 399 || target === undefined) return bodyOf(response, signal)
    response.destroy()
    const next = allowed(target, url.href)
    if (next.protocol !== url.protocol) throw new UsageError(words.otherScheme)
    url = next
  }
  throw new AppError('pool/file-unavailable', words.tooManyRedirects)
}

async function bodyOf(response: IncomingMessage, signal: AbortSignal): Promise<Uint8Array> {
  if (response.statusCode !== 200) {
    response.destroy()
    throw new AppError('pool/file-unavailable', words.answered(response.statusCode ?? 0))
  }
  try {
    return await gathered(response)
  } catch (error) {
    throw webFailure(error, signal)
  }
}

/** https, or http to this computer by its number; a name in front of the host would be a password in the arguments. */
function allowed(address: string, base?: string): URL {
  if (!URL.canParse(address, base)) throw new UsageError(words.noAddress)
  const url = new URL(address, base)
  const isOurs = url.protocol === 'http:' && loopback.has(url.hostname)
  if (url.protocol !== 'https:' && !isOurs) throw new UsageError(words.onlyHttps)
  if (url.username !== '' || url.password !== '') throw new UsageError(words.noCredentials)
  return url
}

/** What a person most often gets wrong about a path. */
const pathFaults: ReadonlyMap<string, string> = new Map(Object.entries(words.pathFaults))

async function read(path: string): Promise<Uint8Array> {
  try {
    return await gathered(createReadStream(path))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code !== 'string' || error instanceof AppError) throw error
    throw new UsageError(pathFaults.get(code) ?? words.unreadable(code))
  }
}

async function gathered(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > maxPoolFileBytes) throw tooLarge()
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}
