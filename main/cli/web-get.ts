// One GET after another over the web, as a host reaches Cognito: by its proxy, held against the same authorities.
// Node's own `fetch` knows no proxy, and lets a variable of the environment turn the check of certificates off.
import type { IncomingMessage } from 'node:http'
import type { Agent } from 'node:https'
import { AppError, toAppError } from '../../shared/errors'
import { isCertificateFailure } from '../../shared/tls-failures'
import { cli } from '../../shared/text/cli'
import type { World } from './world'

/** Sends a GET. @throws `pool/file-unavailable`, `network/untrusted-certificate`, `network/proxy-*`. */
export type WebGet = (url: URL) => Promise<IncomingMessage>

/** @param signal ends whatever is under way. */
export function webGet({ facts, err }: Pick<World, 'facts' | 'err'>, signal: AbortSignal): WebGet {
  let opening: Promise<Agent> | undefined
  const open = async (): Promise<Agent> => {
    const { outboundAgent } = await import('../network/outbound-agent')
    const warn = (what: string) => err(`signet: ${what}\n`)
    return outboundAgent({ env: facts.env, platform: facts.platform, warn, connections: {} })
  }
  return async (url) => {
    const isSecure = url.protocol === 'https:'
    const { request } = isSecure ? await import('node:https') : await import('node:http')
    const agent = isSecure ? await (opening ??= open()) : false
    return new Promise((resolve, reject) => {
      const asking = request(url, { agent, signal }, resolve)
      asking.on('error', (error) => reject(webFailure(error, signal)))
      asking.end()
    })
  }
}

/** What broke while a file was asked for or read. */
export function webFailure(error: unknown, signal: AbortSignal): AppError {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (isCertificateFailure(code))
    return new AppError('network/untrusted-certificate', cli.poolImport.untrusted(code))
  const words = signal.aborted ? cli.poolImport.late : cli.poolImport.unreachable
  return new AppError('pool/file-unavailable', words, { cause: toAppError(error) })
}
