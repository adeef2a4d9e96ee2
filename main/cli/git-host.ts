// Which server a request of git is for, and whether it is one that was configured: the same one, and no other.
// Nothing is decoded, resolved or guessed: what is not written as a host is none, and gets nothing.
import { loopbackHosts } from '../../shared/model/pool-fields'
import { cliGit } from '../../shared/text/cli-dialects'
import { UsageError } from './usage-error'

/** Written out, they name the same server. */
const usualPorts = { https: ':443', http: ':80' } as const
const maxPort = 65_535

/**
 * A server in its one form: `https://git.example.com`, with a port where it is not the usual one.
 * @returns undefined for what names no server that could be configured.
 */
export function serverOf(protocol: string, host: string): string | undefined {
  const scheme = lowerCase(protocol)
  const { name, port } = parts(lowerCase(host))
  if (!isName(name) || !isPort(port)) return undefined
  // Cleartext would show the token to everybody on the way.
  if (scheme !== 'https' && !(scheme === 'http' && loopbackHosts.has(name))) return undefined
  return port === usualPorts[scheme] ? `${scheme}://${name}` : `${scheme}://${name}${port}`
}

/** The values of `--host`. @throws UsageError where one is no host, or none is given. */
export function configuredServers(values: readonly string[]): ReadonlySet<string> {
  if (values.length === 0) throw new UsageError(cliGit.hostMissing)
  return new Set(values.map(configuredServer))
}

function configuredServer(value: string): string {
  const [, scheme = 'https', host = value] = /^(https?):\/\/(.*)$/i.exec(value) ?? []
  const server = serverOf(scheme, host)
  if (server === undefined) throw new UsageError(cliGit.hostForm)
  return server
}

/** A dot at the end is another name to a browser's cookies and to certificates: it is none here. */
function isName(name: string): boolean {
  if (/^\[[\da-f:.]+\]$/.test(name)) return true
  return /^[\da-z][\w.-]*$/.test(name) && !name.includes('..') && !/[.-]$/.test(name)
}

/** As a port is written, without a zero in front; the empty text for none. */
function isPort(port: string): boolean {
  return port === '' || (/^:[1-9]\d{0,4}$/.test(port) && Number(port.slice(1)) <= maxPort)
}

/** The port with its colon; one inside the brackets of an address is none. */
function parts(host: string): { readonly name: string; readonly port: string } {
  const colon = host.indexOf(':', host.startsWith('[') ? host.indexOf(']') : 0)
  return colon === -1 ? { name: host, port: '' } : { name: host.slice(0, colon), port: host.slice(colon) }
}

/** RFC 3986 §6.2.2.1. Of ASCII alone: the Kelvin sign is no k. */
function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
