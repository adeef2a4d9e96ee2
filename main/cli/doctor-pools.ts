// Whether each pool is reached, by its public key document, the way that a host takes; and by the date of its answer whether
// the clock of this computer is right.
import { toAppError } from '../../shared/errors'
import type { Pool } from '../../shared/model/pool'
import { cliDoctor as words } from '../../shared/text/cli-doctor'
import { errorsEn } from '../../shared/text/errors.en'
import type { SignetClient } from '../client/client'
import type { Finding } from './doctor'
import { webGet } from './web-get'
import type { World } from './world'

const answerLimitMs = 8_000
/** Cognito refuses a sign-in from a clock that is further off; Signet corrects it there, other programs may not. */
const mostOffMs = 5 * 60_000

export async function poolFindings(client: SignetClient, { facts }: World): Promise<readonly Finding[]> {
  const { pools } = await client.pools()
  if (pools.length === 0)
    return [{ check: 'pool', state: 'fault', found: words.pools.none, fix: words.pools.addFix }]
  const settings = new Set<string>()
  const get = webGet({ facts, err: (text) => settings.add(text) }, AbortSignal.timeout(answerLimitMs))
  const looks = await Promise.all(pools.map((pool) => look(pool, get)))
  return [
    ...[...settings].map((text) => settingFinding(text)),
    ...looks.map(({ finding }) => finding),
    ...clockFinding(looks.flatMap(({ offMs }) => (offMs === undefined ? [] : [offMs]))),
  ]
}

function settingFinding(text: string): Finding {
  const found = text.replace(/^signet: /, '').trim()
  return { check: 'network', state: 'fault', found, fix: words.network.settingFix }
}

interface Look {
  readonly finding: Finding
  /** How far the clock of this computer is ahead of the server's. */
  readonly offMs?: number
}

async function look(pool: Pool, get: ReturnType<typeof webGet>): Promise<Look> {
  const { name } = pool
  try {
    const sentAtMs = Date.now()
    const reply = await get(keyDocumentOf(pool))
    const atMs = (sentAtMs + Date.now()) / 2
    reply.resume()
    const { statusCode = 0, headers } = reply
    const isCognito = statusCode === 200 || statusCode === 400 || statusCode === 404
    const dateMs = Date.parse(headers.date ?? '')
    const offMs = isCognito && !Number.isNaN(dateMs) ? { offMs: atMs - dateMs } : {}
    return { finding: answered(name, statusCode, isCognito), ...offMs }
  } catch (error) {
    const { code, message } = toAppError(error)
    const why = code === 'pool/file-unavailable' ? message : `${errorsEn[code].title} ${message}`
    const found = words.pools.failed(name, why)
    return { finding: { check: 'pool', state: 'fault', found, fix: words.pools.failedFix } }
  }
}

function answered(name: string, status: number, isCognito: boolean): Finding {
  const say = words.pools
  if (status === 200) return { check: 'pool', state: 'fine', found: say.reached(name) }
  if (isCognito) return { check: 'pool', state: 'fault', found: say.unknown(name), fix: say.unknownFix }
  return { check: 'pool', state: 'fault', found: say.odd(name, status), fix: say.failedFix }
}

function keyDocumentOf({ userPoolId, endpoint }: Pool): URL {
  const [region = ''] = userPoolId.split('_')
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const url = new URL(endpoint ?? `https://cognito-idp.${region}.${domain}`)
  url.pathname = `/${userPoolId}/.well-known/jwks.json`
  return url
}

/** By the pool that agrees most: whoever answers in between may have a clock of its own. */
function clockFinding(offsMs: readonly number[]): readonly Finding[] {
  const [least] = [...offsMs].sort((one, other) => Math.abs(one) - Math.abs(other))
  if (least === undefined) return []
  if (Math.abs(least) <= mostOffMs) return [{ check: 'clock', state: 'fine', found: words.clock.fine }]
  const minutes = Math.round(least / 60_000)
  return [{ check: 'clock', state: 'fault', found: words.clock.off(minutes), fix: words.clock.fix }]
}
