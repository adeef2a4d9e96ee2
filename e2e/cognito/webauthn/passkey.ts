// A passkey as the server keeps it.
import type { KeyObject } from 'node:crypto'
import type { CoseAlgorithm } from './authenticator-data'

export interface Passkey {
  readonly credentialId: string
  readonly publicKey: KeyObject
  readonly algorithm: CoseAlgorithm
  readonly createdMs: number
  readonly attachment: string | undefined
  readonly transports: readonly string[]
  readonly friendlyName: string
  signCount: number
}
