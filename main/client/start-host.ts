// Starts a host where none runs: the installed app, hidden, in a graphical session; else the headless agent.
// Loaded only then. Of many starters the host's lock lets one win, so starting one too many is harmless.
import { type SpawnOptions, spawn } from 'node:child_process'
import { constants, existsSync, mkdirSync, openSync, closeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type SocketFacts, stateFolder } from '../../shared/broker/socket-address'
import { AppError } from '../../shared/errors'

export interface StartFacts extends SocketFacts {
  /** The folder of the built programs: `<programs>/agent/agent.js`. */
  readonly programs: string
  /** False: only the agent, never a window (`--no-interactive`). */
  readonly mayOpenWindow: boolean
  /** The Node that runs the agent. */
  readonly node: string
}

export interface HostCommand {
  readonly kind: 'app' | 'agent'
  readonly command: string
  readonly arguments: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** A host that was started and may not listen yet. */
export interface StartedHost {
  readonly command: HostCommand
  readonly logPath: string
  /** Why it will never listen, once that is known. */
  failure(): string | undefined
}

const passedOn: ReadonlySet<string> = new Set([
  'HOME',
  'USER',
  'LANG',
  'TZ',
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  // Whose certificates it believes: without them a host behind a proxy that looks into HTTPS reaches nobody.
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
])
const passedOnPrefixes: readonly string[] = ['LC_', 'XDG_', 'SIGNET_']

/** The environment a host starts with: what it needs, and nothing that a shell happened to carry. */
export function reducedEnvironment(env: SocketFacts['env']): Record<string, string> {
  const reduced: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    // Proxy variables are read in either case.
    const isKnown = passedOn.has(name) || (name.endsWith('_proxy') && passedOn.has(name.toUpperCase()))
    if (value !== undefined && (isKnown || passedOnPrefixes.some((prefix) => name.startsWith(prefix)))) {
      reduced[name] = value
    }
  }
  return reduced
}

/** Which host to start here. @throws `host/not-running` when there is none to start. */
export function hostCommand(facts: StartFacts): HostCommand {
  const env = reducedEnvironment(facts.env)
  const app = facts.mayOpenWindow && isGraphical(facts) ? installedApp(facts) : undefined
  if (app !== undefined) {
    const { XAUTHORITY: xAuthority } = facts.env
    // Without its cookie an X11 server turns the window away.
    const appEnv = xAuthority === undefined ? env : { ...env, XAUTHORITY: xAuthority }
    return { kind: 'app', command: app, arguments: ['--hidden'], env: appEnv }
  }
  const agent = join(facts.programs, 'agent/agent.js')
  if (existsSync(agent)) return { kind: 'agent', command: facts.node, arguments: [agent], env }
  throw new AppError(
    'host/not-running',
    'Signet is not running, and there is no host to start. Open the app.',
  )
}

/**
 * Starts it detached: cwd `/`, output to the log, its environment reduced.
 * @throws `host/not-running`, `storage/write-failed` when the log cannot be opened.
 */
export function startHost(facts: StartFacts): StartedHost {
  const command = hostCommand(facts)
  const logPath = logPathOf(facts)
  const log = openLog(logPath)
  const options: SpawnOptions = {
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    env: command.env,
  }
  let failure: string | undefined
  const child = spawn(command.command, command.arguments, options)
  child.on('error', (error) => (failure = error.message))
  child.on('exit', (code) => {
    if (code !== 0) failure = `it ended with code ${code ?? 'none'}`
  })
  child.unref()
  closeSync(log)
  return { command, logPath, failure: () => failure }
}

function isGraphical(facts: StartFacts): boolean {
  const { env, platform } = facts
  if (platform === 'darwin') return env['SSH_CONNECTION'] === undefined
  return Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY'])
}

function installedApp(facts: StartFacts): string | undefined {
  const candidates =
    facts.platform === 'darwin'
      ? ['/Applications/Signet.app/Contents/MacOS/Signet']
      : [packagedApp(facts.programs), '/opt/Signet/signet']
  return candidates.find((path) => path !== undefined && existsSync(path))
}

/** The app this command was shipped in: `<app>/signet` beside `<app>/resources/app.asar.unpacked/out`. */
function packagedApp(programs: string): string | undefined {
  const match = /^(.*)\/resources\/app\.asar(?:\.unpacked)?\/out$/.exec(programs)
  return match?.[1] === undefined ? undefined : join(match[1], 'signet')
}

function logPathOf(facts: StartFacts): string {
  const isMac = facts.platform === 'darwin' && !facts.env['SIGNET_HOME']
  return join(isMac ? join(facts.home, 'Library/Logs/Signet') : stateFolder(facts), 'signet.log')
}

function openLog(path: string): number {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return openSync(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, 0o600)
  } catch (error) {
    throw new AppError('storage/write-failed', `The log ${path} cannot be opened.`, { cause: error })
  }
}
