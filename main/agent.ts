// The headless agent: the host for servers, containers and SSH. Ports from shell/ and shell/terminal/, then compose().
import { homedir, hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../package.json'
import { problems } from '../shared/broker/problems'
import { AppError, toAppError } from '../shared/errors'
import { localeOf } from '../shared/text/text'
import { compose } from './compose'
import { loginDomains, type Host } from './core/host'
import { proxyShown } from './network/proxy'
import { startBrokerServer } from './shell/broker-server'
import { hasNetwork, watchComputer } from './shell/computer-watch'
import { commandBrowser } from './shell/command-browser'
import { type HostLock, takeHostLock } from './shell/host-lock'
import { nodeFork } from './shell/keychain/node-fork'
import { osKeychain } from './shell/keychain/os-keychain'
import { sessionOnlyStore } from './shell/keychain/session-only-store'
import { nativeModPow } from './shell/native-mod-pow'
import { withLoginSession } from './shell/login-session'
import { isOwnProgram, plainPorts } from './shell/plain-ports'
import { runningHost } from './shell/running-host'
import { removeStaleShares, shareSockets } from './shell/share-sockets'
import { sessionOnlyRecords } from './shell/session-only-records'
import { socketAddress } from './shell/socket-address'
import { terminalAsker } from './shell/terminal/terminal-asker'

const { env, platform } = process
const programs = dirname(dirname(fileURLToPath(import.meta.url)))
const isSessionOnly = process.argv.includes('--session-only')
/** What is under way when the agent is told to go is answered within this time. */
const closeGraceMs = 5_000
/** A refresh is waited for, and a session-only device is forgotten at Cognito, within this time or not at all. */
const endLimitMs = 10_000

const say = (line: string) => void process.stderr.write(`${line}\n`)

function hostPorts(plain: ReturnType<typeof plainPorts>, uid: number, address: string) {
  const { clock, log } = plain
  const program = join(programs, 'agent/keychain-child.cjs')
  const keychain = isSessionOnly
    ? undefined
    : osKeychain({
        env,
        platform,
        clock,
        log,
        fork: nodeFork({ program, env }),
        onWaiting: (isWaiting) => isWaiting && say('Waiting for your keychain: answer its prompt.'),
      })
  return {
    ...plain,
    modPow: nativeModPow,
    ...(isSessionOnly ? sessionOnlyRecords(plain) : {}),
    secretStore: keychain ?? sessionOnlyStore(),
    asker: terminalAsker({ clock, uid }),
    shareSockets: shareSockets({ ...plain, address }),
    events: withLoginSession(watchComputer({ clock, isOnline: hasNetwork }), { env, platform, clock, log }),
    browser: commandBrowser({
      env,
      platform,
      origins: () => (running === undefined ? [] : loginDomains(running)),
    }),
    closeKeychain: () => keychain?.close(),
  }
}

/** Runs until a signal or another host ends it. */
async function serve(plain: ReturnType<typeof plainPorts>, address: string): Promise<void> {
  const uid = process.getuid?.()
  if (uid === undefined) throw new AppError('host/not-served', 'The agent does not run on Windows yet.')
  const ports = hostPorts(plain, uid, address)
  const ending = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
    handOver = resolve
  })
  const host = await compose(ports, {
    service: {
      version,
      host: 'agent',
      pid: process.pid,
      socket: address,
      stateFolder: plain.folders.state,
      proxy: proxyShown(env),
    },
    deviceName: `Signet on ${hostname()}`,
    isSessionOnly,
    systemLocale: localeOf(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''),
    isHost: (caller) => isOwnProgram(caller, programs),
    handOver: () => handOver(),
  })
  running = host
  try {
    const { broker, setAside } = host
    const server = await startBrokerServer({ address, broker, callers: ports.callers, log: ports.log })
    await removeStaleShares(address, ports.log)
    for (const name of setAside) say(`A damaged file was set aside as ${name}; Signet goes on without it.`)
    say(`Signet's agent serves ${address}`)
    await ending
    setTimeout(() => process.exit(1), closeGraceMs + endLimitMs).unref()
    await server.close(closeGraceMs, () => host.sessions.settled())
  } finally {
    await host.close()
    ports.closeKeychain()
  }
}

let running: Host | undefined
let handOver = (): void => undefined

/** @returns undefined when another host runs, which has been said. */
async function claim(path: string, address: string): Promise<HostLock | undefined> {
  try {
    return takeHostLock(path)
  } catch (error) {
    if (toAppError(error).code !== 'host/already-running') throw error
    const kind = await runningHost(address)
    say(kind === 'desktop' ? 'The Signet app is running already; it serves.' : 'Signet is running already.')
    return undefined
  }
}

async function main(): Promise<void> {
  const facts = { env, platform, uid: process.getuid?.() ?? 0, home: env['HOME'] ?? homedir() }
  const plain = plainPorts({ env, platform, programs })
  const address = socketAddress(facts)
  const lock = await claim(join(plain.folders.state, 'host.lock'), address)
  if (lock === undefined) return
  try {
    await serve(plain, address)
  } finally {
    lock.release()
  }
}

// The SDK's advice about Node versions is for whoever builds Signet, not for the person at this terminal.
env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
// A file that the agent makes is for its user alone, whatever the shell's umask is.
process.umask(0o077)
try {
  await main()
  process.exit(0)
} catch (error) {
  const { code, message, cause } = toAppError(error)
  say(`signet: ${message} (${code})`)
  if (code === 'internal') say(String(cause))
  process.exit(problems[code].exit)
}
