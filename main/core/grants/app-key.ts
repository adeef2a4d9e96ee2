// Which app is asking: the key that a grant is bound to (LOCAL-API.md "Who is asking").
import { createHash } from 'node:crypto'
import type { AppView } from '../../../shared/model/consent'
import type { Caller, ExecutableFacts } from '../ports'
import { processName } from '../process-name'
import { neutral } from '../../../shared/text/neutral'

/** An app as grants know it. */
export interface App {
  /** Names the app and the bytes it runs: 32 hex digits. */
  readonly id: string
  /** The same whatever bytes lie at the path: that is how *changed since approved* is known. */
  readonly place: string
  /** Whom a refusal quiets. Wider than `id` where every start of a program is an app of its own. */
  readonly family: string
  /** The id of a grant made by hand for this script, whatever runs it; only protected interpreters may use one. */
  readonly byHandId: string | undefined
  /** Whether a grant may outlive the question: false for what cannot be verified. */
  readonly mayStand: boolean
  /** Whether *always* and *never* may be offered: nor for a single process. */
  readonly mayLast: boolean
  /** As it is shown, without *changed since approved*. */
  readonly view: AppView
}

/** A file that a person names (`Callers.describe`). */
export type NamedFile =
  | { readonly executable: ExecutableFacts }
  | { readonly script: { readonly path: string; readonly sha256: string } }

/** What the key is made of. The texts hold no NUL, so that joining them is unambiguous. */
interface KeyParts {
  readonly kind: AppView['kind']
  /** pid and start time where the app is one process. */
  readonly process?: string
  readonly executable: string
  readonly executableSha256: string
  readonly script: string
  readonly scriptSha256: string
  readonly preload: boolean
}

const known = new WeakMap<Caller, App>()

/** The app behind a caller; computed once for each object that identification gives. */
export function appOf(caller: Caller): App {
  const before = known.get(caller)
  if (before !== undefined) return before
  const app = build(caller)
  known.set(caller, app)
  return app
}

/** The app that a file would be when it runs: what a person allows by its path. */
export function appOfFile(file: NamedFile): App {
  const parts: KeyParts =
    'executable' in file
      ? {
          kind: 'executable',
          executable: file.executable.path,
          executableSha256: bytesOf(file.executable) ?? '',
          script: '',
          scriptSha256: '',
          preload: false,
        }
      : scriptByHand(file.script)
  const id = idOf(parts)
  return {
    id,
    place: placeOf(parts),
    family: id,
    byHandId: undefined,
    mayStand: true,
    mayLast: true,
    view: standingView({ id, kind: parts.kind, executable: parts.executable, script: parts.script }),
  }
}

/** An app that is not running now, as a list shows it. An empty `script` is none. */
export function standingView(app: {
  readonly id: string
  readonly kind: AppView['kind']
  readonly executable: string
  readonly script: string
}): AppView {
  return {
    id: app.id,
    kind: app.kind,
    executable: inertPath(app.executable),
    ...(app.script === '' ? {} : { script: inertPath(app.script) }),
    parents: [],
    verifiable: true,
    warnings: [],
  }
}

function build(caller: Caller): App {
  const executableSha256 = bytesOf(caller.executable)
  // Without a hash an unprotected file would be bound by a path that anyone may overwrite.
  const verifiable = caller.verifiable && executableSha256 !== undefined
  const mayLast = verifiable && caller.kind !== 'process'
  const parts: KeyParts = {
    kind: caller.kind,
    ...(mayLast ? {} : { process: processName(caller) }),
    executable: caller.executable.path,
    executableSha256: executableSha256 ?? '',
    script: caller.kind === 'script' ? caller.script.path : '',
    scriptSha256: caller.kind === 'script' ? caller.script.sha256 : '',
    // A preloaded library is other code under the same name: approved without it is not approved with it.
    preload: caller.preloadEnvironment,
  }
  const id = idOf(parts)
  const place = placeOf(parts)
  return {
    id,
    place,
    family: mayLast ? id : place,
    byHandId: mayLast ? byHandIdOf(caller) : undefined,
    mayStand: verifiable,
    mayLast,
    view: runningView(caller, id, verifiable),
  }
}

/** The empty text for a file that only root writes: its path alone binds it. Undefined: nothing binds it. */
function bytesOf({ protected: isProtected, sha256 }: ExecutableFacts): string | undefined {
  return isProtected ? '' : sha256
}

function scriptByHand(script: { readonly path: string; readonly sha256: string }): KeyParts {
  return {
    kind: 'script',
    executable: '',
    executableSha256: '',
    script: script.path,
    scriptSha256: script.sha256,
    preload: false,
  }
}

/** An interpreter that the user could have put there himself may claim to run any script. */
function byHandIdOf(caller: Caller): string | undefined {
  if (caller.kind !== 'script' || !caller.executable.protected || caller.preloadEnvironment) return undefined
  return idOf(scriptByHand(caller.script))
}

function idOf(parts: KeyParts): string {
  const { kind, process, executable, executableSha256, script, scriptSha256, preload } = parts
  return hashOf([kind, process ?? '', executable, executableSha256, script, scriptSha256, String(preload)])
}

function placeOf({ kind, executable, script, preload }: KeyParts): string {
  return hashOf(['place', kind, executable, script, String(preload)])
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0'), 'utf8').digest('hex').slice(0, 32)
}

function runningView(caller: Caller, id: string, verifiable: boolean): AppView {
  const warnings: AppView['warnings'] = []
  if (!verifiable) warnings.push('unverifiable')
  if (caller.preloadEnvironment) warnings.push('preload-environment')
  return {
    id,
    kind: caller.kind,
    executable: inertPath(caller.executable.path),
    ...(caller.kind === 'script' ? { script: inertPath(caller.script.path) } : {}),
    pid: caller.pid,
    parents: caller.parents.map(inertPath),
    verifiable,
    warnings,
  }
}

/** Linux's own limit: a path is shown whole. */
const pathLimit = 4096

function inertPath(path: string): string {
  return neutral(path, pathLimit)
}
