// Where the host listens and a client looks (LOCAL-API.md "Transport"). Pure: facts in, candidates out.
import { AppError } from '../errors'

/** What decides the address. */
export interface SocketFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** As Node names it. */
  readonly platform: string
  readonly uid: number
  /** Absolute path of the home folder. */
  readonly home: string
}

export interface SocketCandidate {
  /** Absolute path of the socket; its folder must be ours alone. */
  readonly path: string
  /** A folder that must exist and be ours for this candidate to count; undefined: it always counts. */
  readonly onlyIn: string | undefined
}

/** Longest path of a Unix socket in bytes, without the closing NUL: `sun_path` of each kernel. */
const pathLimits: Readonly<Record<string, number>> = { linux: 107, darwin: 103 }
const shortestLimit = 103

/**
 * The places of the socket, the first that applies first; whoever picks one passes it through `fitting`.
 * @throws `request/invalid` when SIGNET_SOCKET is not absolute; `host/not-served` on Windows, whatever is set.
 */
export function socketCandidates(facts: SocketFacts): readonly SocketCandidate[] {
  if (facts.platform === 'win32')
    throw new AppError('host/not-served', 'Signet does not serve other programs on Windows yet.')
  const chosen = facts.env['SIGNET_SOCKET']
  if (isSet(chosen)) return [always(absolute('SIGNET_SOCKET', chosen))]
  // SIGNET_HOME replaces every folder: a second home must not meet the first one's host.
  if (isSet(facts.env['SIGNET_HOME'])) return [always(`${stateFolder(facts)}/signet.sock`)]
  return facts.platform === 'darwin' ? [macAddress(facts)] : linuxAddresses(facts)
}

/**
 * The folder of Signet's state and log.
 * @throws `request/invalid` when SIGNET_HOME is not absolute.
 */
export function stateFolder(facts: SocketFacts): string {
  const { env, home, platform } = facts
  const replaced = env['SIGNET_HOME']
  if (isSet(replaced)) return absolute('SIGNET_HOME', replaced)
  if (platform === 'darwin') return `${home}/Library/Application Support/Signet`
  const base = env['XDG_STATE_HOME']
  // The XDG specification: a relative path is ignored.
  return `${isSet(base) && base.startsWith('/') ? base : `${home}/.local/state`}/signet`
}

function linuxAddresses(facts: SocketFacts): readonly SocketCandidate[] {
  const runtime = facts.env['XDG_RUNTIME_DIR']
  const own = `/run/user/${facts.uid}`
  const candidates: SocketCandidate[] = []
  if (isSet(runtime) && runtime.startsWith('/')) candidates.push(always(`${runtime}/signet/signet.sock`))
  if (runtime !== own) candidates.push({ path: `${own}/signet/signet.sock`, onlyIn: own })
  candidates.push(always(`${stateFolder(facts)}/signet.sock`))
  return candidates
}

function macAddress(facts: SocketFacts): SocketCandidate {
  const preferred = `${stateFolder(facts)}/signet.sock`
  const temporary = facts.env['TMPDIR']
  if (isTooLong(preferred, facts) && isSet(temporary) && temporary.startsWith('/')) {
    return always(`${withoutSlash(temporary)}/signet/signet.sock`)
  }
  return always(preferred)
}

const always = (path: string): SocketCandidate => ({ path, onlyIn: undefined })
const isSet = (value: string | undefined): value is string => value !== undefined && value !== ''
const withoutSlash = (path: string): string => (path.endsWith('/') ? path.slice(0, -1) : path)

function absolute(name: string, path: string): string {
  if (path.startsWith('/')) return path === '/' ? path : withoutSlash(path)
  throw new AppError('request/invalid', `${name} must be an absolute path.`)
}

function isTooLong(path: string, facts: SocketFacts): boolean {
  return utf8Length(path) > limitOf(facts)
}

function limitOf(facts: SocketFacts): number {
  return pathLimits[facts.platform] ?? shortestLimit
}

/**
 * The path, if the kernel takes it as a socket's.
 * @throws `host/socket-path-too-long`, naming SIGNET_SOCKET.
 */
export function fitting(path: string, facts: SocketFacts): string {
  if (!isTooLong(path, facts)) return path
  const limit = limitOf(facts)
  throw new AppError(
    'host/socket-path-too-long',
    `The socket path ${path} is longer than ${limit} bytes; set SIGNET_SOCKET to a shorter one.`,
  )
}

function utf8Length(text: string): number {
  let length = 0
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return length
}
