// A host that finds another one: who it is, and asking it to go.
import { request } from 'node:http'
import { ServiceReply } from '../../shared/broker/requests'

const answerLimitMs = 2_000

/** Which host serves this socket; undefined when none answers as Signet. */
export async function runningHost(socketPath: string): Promise<'desktop' | 'agent' | undefined> {
  const parsed = ServiceReply.safeParse(await ask(socketPath, { method: 'GET', path: '/v1' }))
  return parsed.success ? parsed.data.host : undefined
}

/** Asks the host to answer what it has and end. It refuses anyone but a host of the same Signet. */
export async function askToHandOver(socketPath: string): Promise<void> {
  await ask(socketPath, { method: 'POST', path: '/v1/hand-over' })
}

/** @returns undefined for whatever is no JSON answer in time: there is then nobody to reckon with. */
function ask(
  socketPath: string,
  target: { readonly method: string; readonly path: string },
): Promise<unknown> {
  return new Promise((resolve) => {
    const nobody = () => resolve(undefined)
    const asking = request({ socketPath, ...target, agent: false, timeout: answerLimitMs }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => resolve(parseJson(Buffer.concat(chunks).toString('utf8'))))
      answer.on('error', nobody)
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', nobody)
    asking.end()
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Decided: an answer that is no JSON comes from something that is no Signet.
    return undefined
  }
}
