// NO_PROXY: what is reached directly. The form is nobody's standard; this one takes what curl and Go take.
import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net'

/** Where a connection is to go. An IPv6 address has no brackets. */
export interface Target {
  readonly hostname: string
  readonly port: number
}

/**
 * Whether the list names the target: a host (with every name below it, a dot or `*.` in front or not), an address, a
 * network as `10.0.0.0/8`, each with a `:port` where only that one is meant, or `*` for everything. Names are compared
 * as they are written, none is looked up; an entry that is none of these matches nothing.
 */
export function isExempt(target: Target, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(target, entry.toLowerCase()))
}

/** This computer itself, which no proxy can reach. */
export function isLoopback(hostname: string): boolean {
  const name = withoutDot(hostname.toLowerCase())
  return name === 'localhost' || name.endsWith('.localhost') || lies(name, '127.0.0.0/8') || lies(name, '::1')
}

function matches({ hostname, port }: Target, entry: string): boolean {
  if (entry === '*') return true
  const { host, onlyPort } = split(entry)
  if (onlyPort !== undefined && onlyPort !== port) return false
  const name = withoutDot(hostname.toLowerCase())
  if (isIP(name) !== 0) return lies(name, host)
  const domain = withoutDot(host.replace(/^\*?\./, ''))
  return domain !== '' && (name === domain || name.endsWith(`.${domain}`))
}

/** `host:port`, `[v6]:port`; a bare IPv6 address has colons of its own. */
function split(entry: string): { readonly host: string; readonly onlyPort: number | undefined } {
  const bracketed = /^\[([^\]]*)\]:?(\d*)$/.exec(entry)
  const plain = /^([^:]*):(\d+)$/.exec(entry)
  const [, host = entry, port = ''] = bracketed ?? plain ?? []
  return { host, onlyPort: port === '' ? undefined : Number(port) }
}

/** Whether an address is that address, or lies in that network. */
function lies(address: string, network: string): boolean {
  const family = familyOf(address)
  const [base = '', length] = network.split('/')
  if (family === undefined || familyOf(base) !== family) return false
  const widest = family === 'ipv4' ? 32 : 128
  const prefix = length === undefined ? widest : Number(length)
  if (length === '' || !Number.isInteger(prefix) || prefix < 0 || prefix > widest) return false
  const list = new BlockList()
  list.addSubnet(base, prefix, family)
  return list.check(address, family)
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (isIPv4(address)) return 'ipv4'
  return isIPv6(address) ? 'ipv6' : undefined
}

/** A full name's last dot says nothing new. */
const withoutDot = (name: string): string => (name.endsWith('.') ? name.slice(0, -1) : name)
