// kubectl's ExecCredential, both ways: what it puts into KUBERNETES_EXEC_INFO, and what it reads from standard output.
// https://kubernetes.io/docs/reference/config-api/client-authentication.v1/
import type { TokenReply } from '../../shared/broker/requests'
import { parseJson } from '../../shared/parse-json'
import { cliKube } from '../../shared/text/cli-dialects'
import { UsageError } from './usage-error'

const group = 'client.authentication.k8s.io'
const versions = [`${group}/v1`, `${group}/v1beta1`] as const

export interface ExecInfo {
  readonly apiVersion: (typeof versions)[number]
  /** Whether a person may be asked. v1 always says; v1beta1 of kubectl before 1.22 does not. */
  readonly isInteractive: boolean
}

export interface ExecCredential {
  readonly apiVersion: ExecInfo['apiVersion']
  readonly kind: 'ExecCredential'
  readonly status: { readonly token: string; readonly expirationTimestamp: string }
}

/** @param text the variable, as kubectl set it. @throws UsageError, which says what to write into the kubeconfig. */
export function execInfo(text: string | undefined): ExecInfo {
  if (text === undefined || text === '') throw new UsageError(cliKube.notCalled)
  const info = fieldsOf(parseJson(text))
  if (info['kind'] !== 'ExecCredential') throw new UsageError(cliKube.notJson)
  // An answer in a version that was not asked for is refused by kubectl with words that help nobody.
  const apiVersion = versions.find((version) => version === info['apiVersion'])
  if (apiVersion === undefined) throw new UsageError(cliKube.version(versions))
  return { apiVersion, isInteractive: fieldsOf(info['spec'])['interactive'] !== false }
}

export function execCredential({ apiVersion }: ExecInfo, { token, expiresAt }: TokenReply): ExecCredential {
  return { apiVersion, kind: 'ExecCredential', status: { token, expirationTimestamp: expiresAt } }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}
