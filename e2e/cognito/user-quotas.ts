// How often one user may call in an hour (COGNITO.md §11.2).
import type { QuotaName } from './account-spec'
import { CognitoError } from './errors'
import type { PoolSpec } from './pool-file'
import type { Claimant } from './sent-codes'

const hourMs = 3_600_000

/** State: when each claimant called, within the last hour. */
export class UserQuotas {
  readonly #calls = new Map<Claimant, Map<QuotaName, readonly number[]>>()

  /** Counts a call. @throws LimitExceededException when the hour is full; such a call is not counted. */
  take(of: { readonly spec: PoolSpec; readonly claimant: Claimant }, quota: QuotaName, nowMs: number): void {
    const byQuota = this.#calls.get(of.claimant) ?? new Map<QuotaName, readonly number[]>()
    const recent = (byQuota.get(quota) ?? []).filter((atMs) => atMs > nowMs - hourMs)
    if (recent.length >= of.spec.userQuotas[quota]) {
      throw new CognitoError('LimitExceededException', 'Attempt limit exceeded, please try after some time.')
    }
    byQuota.set(quota, [...recent, nowMs])
    this.#calls.set(of.claimant, byQuota)
  }
}
