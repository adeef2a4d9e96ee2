// `signet git-credential`: git's credential helper. It gives a token for the hosts that its own line of the git
// configuration names, and says nothing of any other: git then asks its next helper.
import type { TokenReply } from '../../shared/broker/requests'
import { cliGit } from '../../shared/text/cli-dialects'
import { accountOf } from './account-choice'
import { type Attributes, gitLines, parseAttributes, readRequest, requestFault } from './git-attributes'
import { configuredServers, serverOf } from './git-host'
import { tokenRequest } from './token-request'
import { UsageError } from './usage-error'
import type { Call, Verb } from './verb'

/** Git sends it beside the token; who takes OAuth tokens as passwords takes this name, or any. */
const usualUser = 'oauth2'

export const gitCredential: Verb = {
  name: 'git-credential',
  operands: ['get|store|erase'],
  flags: {
    host: { value: 'HOST', isRepeatable: true },
    account: { value: 'A' },
    use: { value: 'USE', choices: ['access', 'id'] },
    'git-user': { value: 'NAME' },
    'minimum-ttl': { value: 'SECONDS' },
    'no-interactive': {},
    reason: { value: 'TEXT' },
  },
  async run(call) {
    const operation = call.args.operand(0)
    if (operation === 'get') return answerGet(call)
    if (operation === 'erase') return tellErase(call)
    // Nothing is kept, so nothing is stored; an operation of a later git is none of ours, as git asks of its helpers.
    return 0
  },
}

async function answerGet(call: Call): Promise<number> {
  try {
    const user = configuredUser(call)
    const request = await requestFor(call)
    if (request === undefined) return 0
    const asked = usernameOf(request)
    // The address names another user than the one that was configured: a credential of somebody else's is wanted.
    if (asked !== undefined && user !== undefined && asked !== user) return 0
    const reply = await tokenFor(call)
    call.result(reply, gitLines(answerTo(request, reply, asked ?? user ?? usualUser)))
    return 0
  } catch (error) {
    // Without this, git would ask for a password, and a person would type one.
    call.result({ quit: true }, gitLines([['quit', '1']]))
    throw error
  }
}

/** Git erases what a server refused. The session is as good as before; a person should know what was refused. */
async function tellErase(call: Call): Promise<number> {
  const request = await requestFor(call)
  if (request === undefined) return 0
  const given = request.single.get('credential') ?? request.single.get('password')
  // What a person typed is not ours to speak of.
  if (given?.toString('latin1').startsWith('ey') === true) {
    call.say(cliGit.erased(request.single.get('host')?.toString('latin1') ?? '', useOf(call)))
  }
  return 0
}

/** @returns undefined for a request about a host that is not configured. @throws UsageError */
async function requestFor(call: Call): Promise<Attributes | undefined> {
  const servers = configuredServers(call.args.values('host'))
  const request = parseAttributes(await readRequest(call.world.bytesIn()))
  const [protocol, host] = [request.single.get('protocol'), request.single.get('host')]
  if (protocol === undefined || host === undefined) throw requestFault('missing')
  const server = serverOf(protocol.toString('latin1'), host.toString('latin1'))
  return server !== undefined && servers.has(server) ? request : undefined
}

function tokenFor(call: Call): Promise<TokenReply> {
  const wanted = tokenRequest(call.args, useOf(call))
  const interactive = wanted.interactive === true && mayPrompt(call.world.facts.env['GIT_TERMINAL_PROMPT'])
  return call.client({ mayAsk: interactive }).token(accountOf(call), { ...wanted, interactive })
}

function answerTo(
  request: Attributes,
  { token, expiresAt }: TokenReply,
  user: string,
): readonly (readonly [string, string])[] {
  const expiry = ['password_expiry_utc', String(Math.floor(Date.parse(expiresAt) / 1000))] as const
  if (!takesBearer(request)) return [['username', user], ['password', token], expiry]
  return [
    ['capability[]', 'authtype'],
    ['authtype', 'Bearer'],
    ['credential', token],
    // It ends by itself: no other helper need keep it.
    ['ephemeral', '1'],
    expiry,
  ]
}

/** Git from 2.46 on can send a token as one, unless the server has said that it takes passwords alone. */
function takesBearer({ several }: Attributes): boolean {
  const challenges = several['wwwauth[]']
  if (!several['capability[]'].includes('authtype')) return false
  return challenges.length === 0 || challenges.some((challenge) => /^bearer\b/i.test(challenge))
}

function useOf({ args }: Call): 'access' | 'id' {
  return args.value('use') === 'id' ? 'id' : 'access'
}

function configuredUser({ args }: Call): string | undefined {
  const user = args.value('git-user')
  // Basic has a colon after the name (RFC 7617 §2).
  if (user !== undefined && !/^[\x21-\x39\x3b-\x7e]{1,100}$/.test(user)) throw new UsageError(cliGit.userForm)
  return user
}

/** The user that the address names. @throws UsageError for what could not be repeated byte for byte. */
function usernameOf({ single }: Attributes): string | undefined {
  const username = single.get('username')
  if (username === undefined || username.length === 0) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(username)
  } catch {
    throw requestFault('encoding')
  }
}

/** Git's own false. */
function mayPrompt(variable: string | undefined): boolean {
  return !/^(?:0|false|no|off)$/i.test(variable ?? '')
}
