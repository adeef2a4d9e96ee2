// What the host says of itself, and whether each of its pools is reached from here.
import { existsSync } from 'node:fs'
import { version } from '../../package.json'
import type { StatusReply } from '../../shared/broker/requests'
import { toAppError } from '../../shared/errors'
import type { AccountView } from '../../shared/model/account'
import type { GrantView } from '../../shared/model/consent'
import { cliDoctor as words } from '../../shared/text/cli-doctor'
import type { SignetClient } from '../client/client'
import { ProblemError } from '../client/problem-error'
import { proxyShown } from '../network/proxy'
import type { Finding } from './doctor-finding'
import { poolFindings } from './doctor-pools'
import type { Call } from './verb'

export async function hostFindings(call: Call): Promise<readonly Finding[]> {
  const client = call.client({ start: 'never' })
  let status: StatusReply
  try {
    status = await client.status()
  } catch (error) {
    return [silentHost(error)]
  }
  return [
    ...serviceFindings(status),
    keychainFinding(status.keychain),
    ...fileFindings(status),
    ...wayFindings(status, call.world.facts.env),
    // In the order in which they are to be set right: without a pool nobody can sign in.
    ...(await poolFindings(client, call.world)),
    ...accountFindings(status.accounts),
    ...(await appFindings(client)),
  ]
}

function silentHost(error: unknown): Finding {
  if (error instanceof ProblemError) return { check: 'host', state: 'fault', found: error.problem.detail }
  const { code, message } = toAppError(error)
  if (code === 'host/not-running')
    return { check: 'host', state: 'fault', found: words.host.notRunning, fix: words.host.startFix }
  return { check: 'host', state: 'fault', found: message }
}

function serviceFindings({ host, version: hosts, locked }: StatusReply): readonly Finding[] {
  const found = words.host.fine(words.host.kinds[host], hosts)
  const isSame = hosts === version
  return [
    isSame
      ? { check: 'host', state: 'fine', found }
      : {
          check: 'host',
          state: 'fault',
          found: words.host.otherVersion(hosts, version),
          fix: words.host.versionFix,
        },
    ...(locked
      ? [{ check: 'host', state: 'fault', found: words.host.locked, fix: words.host.lockedFix } as const]
      : []),
  ]
}

function keychainFinding({ state, backend }: StatusReply['keychain']): Finding {
  const say = words.keychain
  switch (state) {
    case 'ready':
      return { check: 'keychain', state: 'fine', found: say.ready(backend) }
    case 'session-only':
      return { check: 'keychain', state: 'note', found: say.sessionOnly }
    case 'locked':
      return { check: 'keychain', state: 'fault', found: say.locked(backend), fix: say.lockedFix }
    case 'unavailable':
      return { check: 'keychain', state: 'fault', found: say.unavailable(backend), fix: say.unavailableFix }
  }
}

function fileFindings({ setAside, stateFolder }: StatusReply): readonly Finding[] {
  if (setAside.length === 0) return [{ check: 'files', state: 'fine', found: words.files.fine }]
  return setAside.map((name) => ({
    check: 'files',
    state: 'fault',
    found: words.files.setAside(name),
    fix: words.files.fix(stateFolder),
  }))
}

/** A host that was started elsewhere may know another proxy than this shell, or none. */
function wayFindings({ proxy }: StatusReply, env: Call['world']['facts']['env']): readonly Finding[] {
  if (proxy === proxyShown(env)) return []
  const way = words.network.hostDiffers(proxy ?? words.network.hostDirect)
  return [{ check: 'network', state: 'fault', found: way, fix: words.network.hostFix }]
}

/** By their ids: a label or a username may be an e-mail address. */
function accountFindings(accounts: readonly AccountView[]): readonly Finding[] {
  const say = words.accounts
  if (accounts.length === 0) return [{ check: 'account', state: 'fault', found: say.none, fix: say.noneFix }]
  const ended = accounts.filter(({ status }) => status === 'expired')
  if (ended.length > 0)
    return ended.map(({ id }) => ({
      check: 'account',
      state: 'fault',
      found: say.expired(id),
      fix: say.expiredFix(id),
    }))
  const signedIn = accounts.filter(({ status }) => status === 'signed-in').length
  return signedIn === 0
    ? [{ check: 'account', state: 'fault', found: say.none, fix: say.noneFix }]
    : [{ check: 'account', state: 'fine', found: say.fine(signedIn) }]
}

async function appFindings(client: SignetClient): Promise<readonly Finding[]> {
  const { apps } = await client.apps()
  const gone = new Map(apps.filter(isGone).map(({ app }) => [app.id, app.script ?? app.executable]))
  if (gone.size === 0) return [{ check: 'app', state: 'fine', found: words.apps.fine }]
  return [...gone].map(([id, path]) => ({
    check: 'app',
    state: 'fault',
    found: words.apps.gone(path),
    fix: words.apps.fix(id),
  }))
}

/** A single process ends by itself, and its answer with it. */
function isGone({ app }: GrantView): boolean {
  if (app.kind === 'process') return false
  // A script that was allowed by hand is allowed under whatever runs it.
  const files = [app.executable, app.script ?? ''].filter((path) => path !== '')
  return files.some((path) => !existsSync(path))
}
