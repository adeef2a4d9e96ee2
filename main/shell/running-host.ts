// A host that finds another one: who it is, and asking it to go.
import { request } from 'node:http'
import { ServiceReply } from '../../shared/broker/requests'
import { parseJson } from '../../shared/parse-json'

const answerLimitMs = 2_000

/** Which host serves this socket; undefined when none answers as Signet. */
export async function runningHost(socketPath: string): Promise<'desktop' | 'agent' | undefined> {
  const answer = await ask(socketPath, { method: 'GET', path: '/v1' })
  const parsed = ServiceReply.safeParse(answer?.body)
  return parsed.success ? parsed.data.host : undefined
}

/**
 * Asks the host to answer what it has and end.
 * @returns `refused` when it takes no such word from us: it goes for a host of the same Signet alone. `unheard` when
 * nobody answers, as while it is still starting.
 */
export async function askToHandOver(socketPath: string): Promise<'agreed' | 'refused' | 'unheard'> {
  const answer = await ask(socketPath, { method: 'POST', path: '/v1/hand-over' })
  if (answer === undefined) return 'unheard'
  return answer.status === 202 ? 'agreed' : 'refused'
}

interface Answer {
  readonly status: number | undefined
  readonly body: unknown
}

/** @returns undefined for whatever gives no whole answer in time: there is then nobody to reckon with. */
function ask(
  socketPath: string,
  target: { readonly method: string; readonly path: string },
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const nobody = () => resolve(undefined)
    const signal = AbortSignal.timeout(answerLimitMs)
    const asking = request({ socketPath, ...target, agent: false, signal }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, body: parseJson(Buffer.concat(chunks).toString('utf8')) }),
      )
      answer.on('error', nobody)
    })
    asking.on('error', nobody)
    asking.end()
  })
}
