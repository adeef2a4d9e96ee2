// The part of the local API that is about shares. Apart from client.ts: a token needs none of it.
import type { TokenUse } from '../../shared/model/consent'
import type { ShareView } from '../../shared/model/share'
import type { CommonOptions, SignetClient } from './client'
import { shaped } from './shaped'

export interface OpenShare extends CommonOptions {
  readonly account: string
  readonly use: TokenUse
  /** Seconds. */
  readonly for: number
  readonly maxUses?: number
  /** Absolute path; absent: where Signet puts it. */
  readonly socket?: string
}

interface ShareReply {
  readonly share: ShareView
}

/** A person's answer may take a minute. */
const timeoutMs = 300_000

/** The requests about shares. */
export class SharesClient {
  readonly #client: SignetClient

  constructor(client: SignetClient) {
    this.#client = client
  }

  async open(share: OpenShare): Promise<ShareReply> {
    const reply = await this.#client.request({ method: 'POST', path: '/v1/shares', body: share, timeoutMs })
    return shaped<ShareReply>(reply, { share: 'object' })
  }

  async list(): Promise<{ readonly shares: readonly ShareView[] }> {
    const reply = await this.#client.request({
      method: 'GET',
      path: '/v1/shares',
      timeoutMs,
      isRepeatable: true,
    })
    return shaped<{ shares: ShareView[] }>(reply, { shares: 'array' })
  }

  async end(id: string): Promise<ShareReply> {
    const path = `/v1/shares/${encodeURIComponent(id)}`
    return shaped<ShareReply>(await this.#client.request({ method: 'DELETE', path, timeoutMs }), {
      share: 'object',
    })
  }
}
