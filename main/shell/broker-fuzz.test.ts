// The whole local API, transport and broker, against hostile frames over a real socket. A failure names its seed and
// prints its frame: `SIGNET_FUZZ_SEED=… npx vitest run main/shell/broker-fuzz.test.ts` sends the same ones again.
import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { aBroker, anAccount } from '../core/broker/fakes'
import type { Broker } from '../core/broker/protocol'
import { aCaller } from '../core/fakes'
import { appOf } from '../core/grants/app-key'
import { us, useBroker } from './broker-fixture'
import { startBrokerServer } from './broker-server'
import { diceOf } from './fuzz/dice'
import { exchange, type Exchanged } from './fuzz/exchange'
import { hostileFrame } from './fuzz/frames'
import { endingRequests, friend, soundRequests } from './fuzz/requests'
import { soundTokenRequests, type StrictReply, strictReplies } from './fuzz/strict-http'

const isLong = process.env['SIGNET_TEST_LONG'] === '1'
const frameCount = Number(process.env['SIGNET_FUZZ_FRAMES'] ?? (isLong ? 1_000_000 : 50_000))
const seed = process.env['SIGNET_FUZZ_SEED'] ?? randomBytes(4).toString('hex')
/** Frames at once, against one broker; the next ones meet a fresh one. */
const batchSize = 250

const ada = anAccount('ada')
const namesOfAda = ['ada', 'default', ada.id]
const at = useBroker()

/** Whom the person refuses everything. */
const stranger = aCaller({ pid: 2, executable: { path: '/usr/bin/other', protected: true } })

/** A broker whose person says yes to every act, and to no token. */
async function aHost(): Promise<Broker> {
  const { grants, asker, callers, handle } = await aBroker()
  callers.addFile('/usr/bin/true', { executable: { path: '/usr/bin/true', protected: true } })
  for (const use of ['access', 'id', 'aws'] as const)
    await grants.put({ app: appOf(friend), accountId: ada.id, use }, 'always')
  asker.willAnswer({ confirm: () => true, consent: () => 'deny' })
  return { handle }
}

/** Rows of the API by method and path: how each of their requests has ended. */
class Reached {
  readonly rows = new Map(
    [...soundRequests, ...endingRequests].map(({ method, target }) => [
      `${method} ${target.replace(/\?.*/, '')}`,
      new Set<'served' | 'refused'>(),
    ]),
  )

  watching(broker: Broker): Broker['handle'] {
    return async (request, signal) => {
      const reply = await broker.handle(request, signal)
      this.rows.get(`${request.method} ${request.path}`)?.add(reply.status < 300 ? 'served' : 'refused')
      return reply
    }
  }
}

/** What must hold of the answers to one frame. @throws Error where it does not. */
function judge({ frame, text }: Exchanged, maySee: boolean): void {
  for (const reply of strictReplies(text, frame.includes('HEAD'))) expectCoded(reply)
  const tokens = text.split(`-token-of-${ada.id}`).length - 1
  const sound = maySee ? soundTokenRequests(frame, namesOfAda) : 0
  if (tokens > sound) throw new Error(`${tokens} tokens for ${sound} sound requests`)
}

function expectCoded({ status, fields, body }: StrictReply): void {
  expect(status).not.toBe(500)
  const isServed = status < 300
  expect(fields.get('content-type')).toBe(isServed ? 'application/json' : 'application/problem+json')
  const said: unknown = body === '' ? { status, code: '' } : JSON.parse(body)
  if (!isServed) expect(said).toMatchObject({ status, code: expect.any(String) as unknown })
}

/** Sends a batch at once. @throws Error with the first frame whose answer is wrong. */
async function sendBatch(first: number, maySee: boolean): Promise<void> {
  const count = Math.min(batchSize, frameCount - first)
  const indexes = Array.from({ length: count }, (_, offset) => first + offset)
  const all = await Promise.all(
    indexes.map((index) => exchange(at().address, index, hostileFrame(diceOf(`${seed} ${index}`)))),
  )
  for (const exchanged of all) {
    try {
      judge(exchanged, maySee)
    } catch (cause) {
      const { index, frame, text } = exchanged
      const sent = JSON.stringify(frame.toString('latin1'))
      throw new Error(`frame ${index}\nsent ${sent}\ngot ${JSON.stringify(text)}`, { cause })
    }
  }
}

const name = `T17: ${frameCount} hostile frames crash nothing, hang nothing, and get coded answers and no token (SIGNET_FUZZ_SEED=${seed})`

it(name, { timeout: 7_200_000 }, async () => {
  const reached = new Reached()
  let [broker, caller] = [await aHost(), friend]
  const logged: string[] = []
  const server = await startBrokerServer({
    address: at().address,
    broker: { handle: (request, signal) => reached.watching(broker)(request, signal) },
    callers: { peerOf: () => us, identify: () => Promise.resolve(caller) },
    log: { write: (_level, ...line) => logged.push(line.join(' ')) },
  })
  for (let first = 0; first < frameCount; first += batchSize) {
    broker = await aHost()
    caller = (first / batchSize) % 4 === 3 ? stranger : friend
    await sendBatch(first, caller === friend)
  }
  await server.close(0)
  expect(logged).toEqual([])
  // Each row was reached by a request that it took, and by one that it refused; but no caller was another host.
  expect([...reached.rows].filter(([, ends]) => ends.size < 2)).toEqual([
    ['POST /v1/hand-over', new Set(['refused'])],
  ])
})
