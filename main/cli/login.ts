// `signet login`: opens the window of the app; against the agent, or where asked to, asks on this terminal.
import { AppError } from '../../shared/errors'
import { cli } from '../../shared/text/cli'
import { neutral } from '../../shared/text/neutral'
import type { NewSignIn, SignetClient } from '../client/client'
import { namedAccount } from './account-choice'
import { methods } from './methods'
import { type FirstAnswer, type SignedIn, conductSignIn } from './sign-in-dialogue'
import { UsageError } from './usage-error'
import type { Call, Verb } from './verb'

const words = cli.signIn

/** How long a sign-in in the window may take, in seconds. */
const windowSeconds = 600

export const login: Verb = {
  name: 'login',
  operands: [],
  flags: {
    account: { value: 'A' },
    pool: { value: 'P' },
    username: { value: 'U' },
    method: { value: 'M', choices: Object.keys(methods) },
    provider: { value: 'NAME' },
    terminal: {},
    forgot: {},
    'sign-up': {},
  },
  async run(call) {
    const { args } = call
    refuseContradictions(args)
    const first = firstAnswer(args)
    const client = call.client()
    const request = await requestOf(call, client)
    const account = args.has('terminal') ? undefined : await windowAccount(client, request)
    if (account === undefined) return onTerminal(call, request, first)
    if (first !== 'credentials') throw new UsageError(words.helpGoesWithTerminal)
    if (request.method !== undefined) throw new UsageError(words.methodGoesWithTerminal)
    return inWindow(call, client, account)
  },
}

/** The account to raise in the app's window; undefined where there is no window, or no such account yet. */
async function windowAccount(client: SignetClient, request: NewSignIn): Promise<string | undefined> {
  // The browser is the window then, and this terminal waits for it as well as the app does.
  if (request.method === 'MANAGED_LOGIN') return undefined
  if ((await client.service()).host !== 'desktop') return undefined
  if (request.account !== undefined) return request.account
  const { accounts } = await client.accounts()
  const inPool = accounts.filter(({ poolName }) => poolName === request.pool)
  if (request.username !== undefined) return inPool.find(({ username }) => username === request.username)?.id
  return (inPool.find((account) => account.default) ?? inPool[0])?.id
}

/** The account or pool that the flags, or the lack of them, mean. */
async function requestOf(call: Call, client: SignetClient): Promise<NewSignIn> {
  const { args, world } = call
  const method = methods[args.value('method') ?? '']
  if (args.has('provider') && method !== 'MANAGED_LOGIN') throw new UsageError(words.providerGoesWithBrowser)
  const chosen = method === undefined ? {} : { method }
  const pool = args.value('pool')
  const username = args.value('username')
  if (pool !== undefined) return { ...chosen, pool, ...(username === undefined ? {} : { username }) }
  const isNobodyYet = args.has('sign-up')
  const account = isNobodyYet ? undefined : namedAccount(args, world)
  if (account !== undefined && username === undefined) return { ...chosen, account }
  return { ...chosen, ...(await withoutNames(client, { username, isNobodyYet })) }
}

/** Nothing is named: the default account where it must sign in again, else the one pool there is. */
async function withoutNames(
  client: SignetClient,
  { username, isNobodyYet }: { readonly username: string | undefined; readonly isNobodyYet: boolean },
): Promise<NewSignIn> {
  const { pools } = await client.pools()
  const [only, second] = pools
  if (only === undefined) throw new AppError('pool/none', words.noPool)
  if (username === undefined && !isNobodyYet) {
    const { accounts } = await client.accounts()
    const main = accounts.find((account) => account.default)
    // Where one pool is all there is, a default account that is signed in means that somebody else wants to.
    if (main !== undefined && (second !== undefined || main.status !== 'signed-in'))
      return { account: main.id }
  }
  if (second === undefined) return { pool: only.name, ...(username === undefined ? {} : { username }) }
  throw new UsageError(words.choosePool(pools.map(({ name }) => neutral(name))))
}

async function inWindow(call: Call, client: SignetClient, account: string): Promise<number> {
  call.say(words.windowOpened)
  const reply = await client.signIn(account, { renew: true, wait: windowSeconds })
  if (reply.status !== 'signed-in') throw new AppError('auth/cancelled', '')
  const { accounts } = await client.accounts()
  // A person knows the account by its label, not by the id that was sent.
  call.say(words.signedIn(neutral(accounts.find(({ id }) => id === account)?.label ?? account)))
  call.result(reply)
  return 0
}

function refuseContradictions(args: Call['args']): void {
  if (args.has('account') && args.has('pool'))
    throw new UsageError('--account and --pool exclude each other.')
  if (args.has('account') && args.has('username')) throw new UsageError(words.usernameNeedsPool)
  if (args.has('account') && args.has('sign-up')) throw new UsageError(words.signUpNeedsPool)
  if (args.has('forgot') && args.has('sign-up')) throw new UsageError(words.oneOfForgotAndSignUp)
}

function firstAnswer(args: Call['args']): FirstAnswer {
  if (args.has('forgot')) return 'forgotPassword'
  return args.has('sign-up') ? 'signUp' : 'credentials'
}

async function onTerminal(call: Call, request: NewSignIn, first: FirstAnswer): Promise<number> {
  const input = await call.world.openInput()
  const stopping = call.client()
  try {
    const client = call.client({ signal: input.interruption })
    const cancel = (id: string): Promise<void> => stopping.cancelSignIn(id)
    // Also under --json: whoever answers has to see what is asked.
    const say = (text: string): void => call.world.err(`${text}\n`)
    const dialogue = { client, cancel, input, say, provider: call.args.value('provider') }
    const signedIn = await conductSignIn(dialogue, request, first)
    call.say(describe(signedIn))
    call.result({ status: 'signed-in', account: signedIn.accountId, device: signedIn.device })
    return 0
  } finally {
    input.close()
  }
}

function describe({ username, device }: SignedIn): string {
  return `${words.signedIn(neutral(username))} ${words.devices[device]}`.trimEnd()
}
