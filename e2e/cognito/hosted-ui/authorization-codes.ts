// Authorization codes: five minutes, good once (COGNITO.md §12).
import { randomUUID } from 'node:crypto'
import type { User } from '../directory'
import type { AuthorizeRequest } from './authorize-request'

const lifeMs = 5 * 60_000

/** What a code stands for. */
export interface CodeGrant {
  readonly request: AuthorizeRequest
  readonly user: User
  readonly authTimeMs: number
}

/** State: the codes that wait to be redeemed. */
export class AuthorizationCodes {
  readonly #grants = new Map<string, CodeGrant & { readonly expiresAtMs: number }>()

  /** @returns the code. */
  give(grant: CodeGrant, nowMs: number): string {
    for (const [code, { expiresAtMs }] of this.#grants) if (expiresAtMs <= nowMs) this.#grants.delete(code)
    const code = randomUUID()
    this.#grants.set(code, { ...grant, expiresAtMs: nowMs + lifeMs })
    return code
  }

  /** Finds and spends: a second try finds nothing. Another client's try does not spend it. */
  take(code: string, clientId: string, nowMs: number): CodeGrant | undefined {
    const grant = this.#grants.get(code)
    if (grant?.request.client.spec.clientId !== clientId) return undefined
    this.#grants.delete(code)
    return nowMs < grant.expiresAtMs ? grant : undefined
  }
}
