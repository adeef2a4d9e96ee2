// The one list of verbs. Each is a file of the built command, loaded when it is called: `signet token` is in a hurry.
import { cli } from '../../shared/text/cli'
import type { HelpName } from '../../shared/text/cli-help'
import { token } from './token'
import { UsageError } from './usage-error'
import type { Verb } from './verb'

export type VerbName = Exclude<HelpName, 'help'>

const table: Readonly<Record<VerbName, () => Promise<Verb>>> = {
  // In the command's first file: it is the one that scripts call.
  token: () => Promise.resolve(token),
  exec: async () => (await import('./exec')).exec,
  login: async () => (await import('./login')).login,
  logout: async () => (await import('./logout')).logout,
  accounts: async () => (await import('./accounts')).accounts,
  'accounts default': async () => (await import('./accounts')).accountsDefault,
  'accounts rename': async () => (await import('./accounts-edit')).accountsRename,
  'accounts remove': async () => (await import('./accounts-edit')).accountsRemove,
  account: async () => (await import('./account')).account,
  'account password': async () => (await import('./account')).accountPassword,
  'account mfa': async () => (await import('./account-mfa')).accountMfa,
  devices: async () => (await import('./devices')).devices,
  'devices list': async () => (await import('./devices')).devicesList,
  'devices rename': async () => (await import('./devices')).devicesRename,
  'devices remember': async () => (await import('./devices')).devicesRemember,
  'devices forget': async () => (await import('./devices')).devicesForget,
  'pools add': async () => (await import('./pools-add')).poolsAdd,
  'pools import': async () => (await import('./pools-import')).poolsImport,
  'pools list': async () => (await import('./pools')).poolsList,
  'pools remove': async () => (await import('./pools')).poolsRemove,
  'apps list': async () => (await import('./apps')).appsList,
  'apps allow': async () => (await import('./apps')).appsAllow,
  'apps revoke': async () => (await import('./apps')).appsRevoke,
  audit: async () => (await import('./audit')).audit,
  'audit verify': async () => (await import('./audit')).auditVerify,
  'git-credential': async () => (await import('./git-credential')).gitCredential,
  'kube-credentials': async () => (await import('./kube-credentials')).kubeCredentials,
  lock: async () => (await import('./lock')).lock,
  unlock: async () => (await import('./lock')).unlock,
  status: async () => (await import('./status')).status,
  doctor: async () => (await import('./doctor')).doctor,
  agent: async () => (await import('./agent')).agent,
  'completion bash': async () => (await import('./completion')).completionBash,
  'completion zsh': async () => (await import('./completion')).completionZsh,
  'completion fish': async () => (await import('./completion')).completionFish,
  'completion words': async () => (await import('./completion')).completionWords,
  reset: async () => (await import('./reset')).reset,
}

export const verbNames = Object.keys(table) as readonly VerbName[]

export interface FoundVerb {
  readonly verb: Verb
  /** The words after the verb's own. */
  readonly rest: readonly string[]
}

/** The verb that the words begin with. @throws UsageError with the nearest one. */
export async function findVerb(words: readonly string[]): Promise<FoundVerb> {
  const [first = '', second] = words
  const next = verbNames
    .filter((name) => name.startsWith(`${first} `))
    .map((name) => name.slice(first.length + 1))
  if (second !== undefined && next.includes(second)) {
    return { verb: await load(`${first} ${second}`), rest: words.slice(2) }
  }
  const isVerb = Object.hasOwn(table, first)
  const isFollowed = second !== undefined && !second.startsWith('-')
  if (next.length > 0 && (isFollowed || !isVerb))
    throw unknownNext({ first, second: isFollowed ? second : '', next })
  if (isVerb) return { verb: await load(first), rest: words.slice(1) }
  throw new UsageError(cli.unknownVerb(shown(first)), { given: first, known: firstWords() })
}

function load(name: string): Promise<Verb> {
  return table[name as VerbName]()
}

function unknownNext(words: { first: string; second: string; next: readonly string[] }): UsageError {
  const { first, second, next } = words
  const message = cli.incompleteVerb(first, next)
  return second === '' ? new UsageError(message) : new UsageError(message, { given: second, known: next })
}

function firstWords(): readonly string[] {
  return [...new Set(verbNames.map((name) => name.split(' ')[0] ?? name)), 'help']
}

/** A mistyped verb is repeated, anything longer may be a secret that was pasted. */
function shown(word: string): string {
  return /^[a-z-]{1,20}$/i.test(word) ? word : '…'
}
