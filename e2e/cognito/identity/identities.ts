// The identities of identity pools, and the AWS credentials that were given out for them.
import { createHash, randomBytes } from 'node:crypto'

/** Temporary credentials, as they were given out. */
export interface IssuedCredentials {
  readonly accessKeyId: string
  readonly secretKey: string
  readonly sessionToken: string
  readonly expiresAtMs: number
  readonly roleArn: string
}

/** Where an identity belongs. */
export interface Identity {
  readonly identityId: string
  readonly identityPoolId: string
  readonly login: string
}

/** State: the identities that GetId has made, and the credentials that live. */
export class Identities {
  readonly #identities = new Map<string, Identity>()
  readonly #credentials = new Map<string, IssuedCredentials>()

  /** The identity of one user in one identity pool: the same each time. @param login who the user is, over all pools. */
  getId(identityPoolId: string, login: string): Identity {
    const identityId = derivedId(identityPoolId, login)
    const identity = { identityId, identityPoolId, login }
    this.#identities.set(identityId, identity)
    return identity
  }

  find(identityId: string): Identity | undefined {
    return this.#identities.get(identityId)
  }

  /** As DeleteIdentities does to all of them. */
  forget(): void {
    this.#identities.clear()
  }

  issue(roleArn: string, expiresAtMs: number): IssuedCredentials {
    const issued: IssuedCredentials = {
      accessKeyId: `ASIA${base32(16)}`,
      secretKey: randomBytes(30).toString('base64'),
      // About as long as those of AWS: whoever keeps one in a fixed space is to notice.
      sessionToken: randomBytes(900).toString('base64'),
      expiresAtMs,
      roleArn,
    }
    this.#credentials.set(issued.accessKeyId, issued)
    return issued
  }

  credentials(accessKeyId: string): IssuedCredentials | undefined {
    return this.#credentials.get(accessKeyId)
  }
}

function base32(length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  return [...randomBytes(length)].map((byte) => letters[byte % 32]).join('')
}

/** `region:uuid`; the same for the same user at every start. */
function derivedId(identityPoolId: string, login: string): string {
  const region = identityPoolId.slice(0, identityPoolId.indexOf(':'))
  const hex = createHash('sha256').update(`${identityPoolId}\n${login}`).digest('hex')
  const uuid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return `${region}:${uuid.join('-')}`
}
