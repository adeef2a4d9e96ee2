// What can be looked at without a host: the Node that runs this, the socket, the way out, how Signet is started.
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { autostartPath, parseAutostart } from '../../shared/autostart-entry'
import { fitting, socketCandidates } from '../../shared/broker/socket-address'
import { toAppError } from '../../shared/errors'
import { cliDoctor as words } from '../../shared/text/cli-doctor'
import { checkTrusted } from '../client/trust'
import { proxyShown } from '../network/proxy'
import type { Finding } from './doctor-finding'
import type { World } from './world'

const leastNode = [20, 19] as const

export function hereFindings({ facts }: World): readonly Finding[] {
  return [
    nodeFinding(process.versions.node),
    socketFinding(facts),
    ...networkFindings(facts.env),
    startFinding(facts),
  ]
}

/** @param version of the Node that runs the command. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < leastNode[0] || (major === leastNode[0] && minor < leastNode[1])
  if (!isOld) return { check: 'node', state: 'fine', found: words.node.fine(version) }
  return { check: 'node', state: 'fault', found: words.node.old(version), fix: words.node.fix }
}

type Facts = World['facts']

function socketFinding(facts: Facts): Finding {
  try {
    const places = socketCandidates(facts).filter(
      ({ onlyIn }) => onlyIn === undefined || isOwnFolder(onlyIn, facts.uid),
    )
    const found = places.find(({ path }) => checkTrusted(fitting(path, facts), facts.uid) !== undefined)
    if (found !== undefined) return { check: 'socket', state: 'fine', found: words.socket.fine(found.path) }
    return { check: 'socket', state: 'note', found: words.socket.none(places[0]?.path ?? '') }
  } catch (error) {
    return { check: 'socket', state: 'fault', found: toAppError(error).message, fix: words.socket.fix }
  }
}

function isOwnFolder(path: string, uid: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  return stats !== undefined && stats.isDirectory() && stats.uid === uid
}

/** Names of variables alone: a value may hold a password. */
function networkFindings(env: Facts['env']): readonly Finding[] {
  const proxy = proxyShown(env)
  const believed = ['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'].filter((name) => Boolean(env[name]))
  const way = proxy === undefined ? words.network.direct : words.network.proxy(proxy)
  return [
    { check: 'network', state: 'note', found: way },
    ...(believed.length === 0
      ? []
      : [{ check: 'network', state: 'note', found: words.network.authorities(believed) } as const]),
  ]
}

function startFinding({ env, home, platform }: Facts): Finding {
  const config =
    env['XDG_CONFIG_HOME']?.startsWith('/') === true ? env['XDG_CONFIG_HOME'] : join(home, '.config')
  const isService = existsSync(join(config, 'systemd/user/default.target.wants/signet-agent.service'))
  const isBlind = platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
  const start = isService ? words.start.service : words.start[entryFound(autostartPath({ env, home }))]
  return { check: 'start', state: 'note', found: isBlind ? `${start} ${words.start.noDisplay}` : start }
}

/** What the autostart entry comes to; only the app on Linux has one. */
function entryFound(path: string): 'desktop' | 'turnedOff' | 'otherEntry' | 'byHand' {
  if (!existsSync(path)) return 'byHand'
  try {
    const { isOurs, isOn, program } = parseAutostart(readFileSync(path, 'utf8'))
    if (!isOurs) return 'otherEntry'
    return isOn && (program === undefined || existsSync(program)) ? 'desktop' : 'turnedOff'
  } catch {
    return 'otherEntry'
  }
}
