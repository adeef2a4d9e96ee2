// Whose certificates are believed: the authorities that Node brings, those of this computer, and a file that
// NODE_EXTRA_CA_CERTS names. Companies that look into HTTPS put their own authority into the system's store.
import { readFile } from 'node:fs/promises'
import * as tls from 'node:tls'
import type { Environment } from './proxy'

/** Where Linux distributions keep all authorities in one file: Debian, Fedora, openSUSE, Alpine. */
const bundleFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
] as const

export interface AuthorityOptions {
  readonly env: Environment
  readonly platform: string
  /** Told of a file that cannot be used; what else there is counts all the same. */
  readonly warn: (what: string) => void
}

/**
 * The context that every connection is checked by. It costs tens of milliseconds, so it is made once.
 * Node itself reads NODE_EXTRA_CA_CERTS only where nobody names authorities, and Electron's fuse turns that off.
 */
export async function trustedContext(options: AuthorityOptions): Promise<tls.SecureContext> {
  const { env, warn } = options
  const extra = env['NODE_EXTRA_CA_CERTS']
  const [ofSystem, ofExtra] = await Promise.all([
    systemAuthorities(options),
    extra ? fromFile(extra, 'NODE_EXTRA_CA_CERTS', warn) : [],
  ])
  const bundled = tls.rootCertificates.map((pem) => pem.trim())
  // One that cannot be read is left out by OpenSSL, and costs no other.
  return tls.createSecureContext({ ca: [...new Set([...bundled, ...ofSystem, ...ofExtra])] })
}

async function systemAuthorities({ env, platform, warn }: AuthorityOptions): Promise<readonly string[]> {
  // From Node 22.15 on, on every platform.
  const { getCACertificates } = tls as Partial<typeof tls>
  const ofStore = getCACertificates?.('system').map((pem) => pem.trim())
  if (platform !== 'linux') return ofStore ?? []
  const named = env['SSL_CERT_FILE']
  if (named) return [...(ofStore ?? []), ...(await fromFile(named, 'SSL_CERT_FILE', warn))]
  if (ofStore !== undefined) return ofStore
  for (const path of bundleFiles) {
    const found = await readFile(path, 'utf8').catch(() => undefined)
    if (found !== undefined) return certificatesIn(found)
  }
  return []
}

async function fromFile(
  path: string,
  variable: string,
  warn: (what: string) => void,
): Promise<readonly string[]> {
  try {
    const found = certificatesIn(await readFile(path, 'utf8'))
    if (found.length === 0) warn(`the file of ${variable} holds no certificate`)
    return found
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    warn(`the file of ${variable} cannot be read (${code})`)
    return []
  }
}

function certificatesIn(text: string): readonly string[] {
  return text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
}
