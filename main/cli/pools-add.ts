// `signet pools add`: by flags, or asked on a terminal. A client secret is never in the arguments.
import type { NewPool } from '../../shared/model/pool'
import { poolFault } from '../../shared/model/pool-check'
import { cli, poolFaults } from '../../shared/text/cli'
import { checkFlag } from './check-flag'
import { methods } from './methods'
import { pagesOf } from './pool-pages'
import { UsageError } from './usage-error'
import type { Call, Verb } from './verb'
import type { Input } from './world'

const words = cli.pools

export const poolsAdd: Verb = {
  name: 'pools add',
  operands: [],
  flags: {
    name: { value: 'NAME' },
    'user-pool-id': { value: 'ID' },
    'client-id': { value: 'ID' },
    endpoint: { value: 'URL' },
    method: { value: 'M', choices: Object.keys(methods) },
    'login-domain': { value: 'HOST' },
    'redirect-uri': { value: 'URLS' },
    scopes: { value: 'S' },
    'identity-provider': { value: 'P' },
    'identity-pool': { value: 'ID' },
    'client-secret-stdin': {},
    'no-interactive': {},
  },
  async run(call) {
    const pool = await poolOf(call)
    const reply = await call.client().addPool({ ...pool, interactive: !call.args.has('no-interactive') })
    if (reply.check === 'unreachable') call.say(words.unreachable)
    call.say(words.added(reply.pool.name))
    call.result(reply)
    return 0
  },
}

/** Everything is checked before the terminal is given back, and the terminal is free when the host asks on it. */
async function poolOf(call: Call): Promise<NewPool> {
  const { args } = call
  const endpoint = args.value('endpoint')
  if (endpoint !== undefined) checkFlag('endpoint', endpoint)
  const pages = pagesOf(args)
  const method = methods[args.value('method') ?? 'srp'] ?? 'USER_SRP_AUTH'
  if (method === 'MANAGED_LOGIN' && pages.managedLogin === undefined)
    throw new UsageError(words.loginDomainMissing)
  const source = new FieldSource(call)
  try {
    const name = await source.field('name')
    const userPoolId = await source.field('user-pool-id')
    const clientId = await source.field('client-id')
    const clientSecret = await source.secret()
    return {
      name: name.trim(),
      userPoolId,
      clientId,
      method,
      ...pages,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(clientSecret === undefined ? {} : { clientSecret }),
    }
  } finally {
    source.close()
  }
}

type AskedField = 'name' | 'user-pool-id' | 'client-id'

/** Where the fields come from: flags, else a terminal. Holds the terminal once it was needed. */
class FieldSource {
  readonly #call: Call
  #input: Input | undefined

  constructor(call: Call) {
    this.#call = call
  }

  async field(name: AskedField): Promise<string> {
    const given = this.#call.args.value(name)
    if (given !== undefined) return checkFlag(name, given)
    const input = await this.#terminal(name)
    for (;;) {
      const answer = (await input.ask(words.ask[name], 'shown')).trim()
      const fault = poolFault(name, answer)
      if (fault === undefined) return answer
      this.#call.say(`${words.ask[name]}: ${poolFaults[fault]}.`)
    }
  }

  /** Read from standard input where asked to; asked for where another field was asked for too. */
  async secret(): Promise<string | undefined> {
    if (this.#call.args.has('client-secret-stdin')) return this.#secretFromInput()
    const input = this.#input
    if (input === undefined) return undefined
    for (;;) {
      const answer = await input.ask(words.ask.clientSecret, 'hidden')
      if (answer === '') return undefined
      const fault = poolFault('client-secret', answer)
      if (fault === undefined) return answer
      this.#call.say(`${words.ask.clientSecret}: ${poolFaults[fault]}.`)
    }
  }

  close(): void {
    this.#input?.close()
  }

  async #secretFromInput(): Promise<string> {
    this.#input ??= await this.#call.world.openInput()
    const answer = await this.#input.ask(words.ask.clientSecretGiven, 'hidden')
    if (answer === '') throw new UsageError(words.secretMissing)
    const fault = poolFault('client-secret', answer)
    if (fault !== undefined) throw new UsageError(`The client secret ${poolFaults[fault]}.`)
    return answer
  }

  async #terminal(field: AskedField): Promise<Input> {
    this.#input ??= await this.#call.world.openInput()
    if (!this.#input.isTerminal) throw new UsageError(words.missing(field))
    return this.#input
  }
}
