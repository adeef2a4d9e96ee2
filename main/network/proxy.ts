// Which proxy a connection takes, by the environment. What goes out is https, or http to this computer, which no proxy
// can reach; so HTTP_PROXY has nothing to say here.
import { AppError } from '../../shared/errors'
import { isExempt, isLoopback, type Target } from './no-proxy'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Proxy {
  /** The variable that names it: fit for a message, as its value is not. */
  readonly variable: string
  /** Whether the way to the proxy itself is TLS. */
  readonly isSecure: boolean
  /** An IPv6 address has no brackets. */
  readonly hostname: string
  readonly port: number
  /** `host:port`, without name and password: fit for a message. */
  readonly shown: string
  /** The value of `Proxy-Authorization`: a secret. */
  readonly authorization: string | undefined
}

/** In the order in which they count; of each, the lower case first, as with curl. */
const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const

/** The variable that sends a target through a proxy; undefined where the way is direct. */
export function proxyVariableFor(target: Target, env: Environment): string | undefined {
  if (isLoopback(target.hostname)) return undefined
  const variable = proxyVariable(env)
  const isDirect = variable === undefined || isExempt(target, env['no_proxy'] || env['NO_PROXY'] || '')
  return isDirect ? undefined : variable
}

/** For a person: the proxy that the environment names, `host:port (VARIABLE)`, or that it names none that can be. */
export function proxyShown(env: Environment): string | undefined {
  const variable = proxyVariable(env)
  if (variable === undefined) return undefined
  try {
    return `${proxyOf(variable, env).shown} (${variable})`
  } catch {
    // Decided: the first call that needs the proxy says what is wrong with it.
    return `? (${variable})`
  }
}

function proxyVariable(env: Environment): string | undefined {
  // An empty one is as good as none.
  return variables.find((name) => Boolean(env[name]?.trim()))
}

/** @throws `network/proxy-setting` when the variable names no proxy that Signet can use; its value is not repeated. */
export function proxyOf(variable: string, env: Environment): Proxy {
  const url = addressIn(variable, env[variable]?.trim() ?? '')
  const isSecure = url.protocol === 'https:'
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port)
  return {
    variable,
    isSecure,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    shown: `${url.hostname}:${port}`,
    authorization: authorizationOf(variable, url),
  }
}

function addressIn(variable: string, text: string): URL {
  const url = urlOf(text.includes('://') ? text : `http://${text}`)
  if (url === undefined || url.hostname === '') throw unusable(variable, 'is no address of a proxy')
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw unusable(variable, 'names a kind of proxy that Signet does not speak')
  // A password that is not encoded may end the address early: what then looks like a host and port is its beginning.
  if (`${url.pathname}${url.search}${url.hash}` !== '/')
    throw unusable(variable, 'has more than a host and a port, or a password that is not percent-encoded')
  return url
}

function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}

/** RFC 7617, the name and password in UTF-8. */
function authorizationOf(variable: string, { username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined
  try {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`
  } catch {
    // Without its cause: the message of a URIError is harmless, but nothing near a password is kept.
    throw unusable(variable, 'has a name or password that is not percent-encoded')
  }
}

function unusable(variable: string, what: string): AppError {
  return new AppError(
    'network/proxy-setting',
    `${variable} ${what}. It must be like http://proxy.example:8080 or https://name:password@proxy.example, special characters percent-encoded.`,
  )
}
