import { NewPool, regionOf, UserPoolId, Endpoint, type SignInMethod } from '../../shared/model/pool'
import type { FoundPool } from '../../shared/pool-file/found-pool'
import { toFieldError, type FieldError } from '../../shared/text/field-errors'
import type { Api } from '../api'

/** In the order in which they stand on the page. */
const fields = [
  'name',
  'userPoolId',
  'clientId',
  'clientSecret',
  'loginDomain',
  'identityProvider',
  'redirectUris',
  'endpoint',
  'identityPoolId',
] as const
export type PoolField = (typeof fields)[number]

/** How long a person pauses before the pool is looked up. */
export const lookUpPauseMs = 400

type Look = 'none' | 'checking' | 'found' | 'not-found' | 'unreachable'
type Errors = Partial<Record<PoolField, FieldError>>
type Texts = Record<PoolField, string>

const empty = Object.fromEntries(fields.map((field) => [field, ''])) as Texts
/** Where a fault of the schema is shown, by its path. */
const places: ReadonlyMap<string, PoolField> = new Map([
  ...fields.map((field) => [field, field] as const),
  ['managedLogin', 'loginDomain'],
  ['managedLogin.domain', 'loginDomain'],
  ['managedLogin.identityProvider', 'identityProvider'],
  ['managedLogin.redirectUris', 'redirectUris'],
])

/** What is typed into *Add a pool*, what is wrong with it, and what the pool itself said. */
export class PoolForm {
  values = $state<Texts>({ ...empty })
  method = $state<SignInMethod>('USER_SRP_AUTH')
  look = $state<Look>('none')
  /** Fields the person has finished with once: from then on each keystroke is judged. */
  #done = $state<Partial<Record<PoolField, boolean>>>({})
  #submitted = $state(false)
  /** The file's pool that the fields were filled in from. */
  #imported = $state.raw<FoundPool>()
  #looks = 0
  #lookTimer: ReturnType<typeof setTimeout> | undefined
  readonly #api: Api
  readonly #takenNames: () => readonly string[]
  readonly #found = $derived.by(() => this.#judge())

  constructor(api: Api, takenNames: () => readonly string[]) {
    this.#api = api
    this.#takenNames = takenNames
  }

  /** The region of an id that is complete. */
  get region(): string | undefined {
    const id = this.values.userPoolId.trim()
    return UserPoolId.safeParse(id).success ? regionOf(id) : undefined
  }

  /** What to say at a field: nothing while it is being filled in for the first time. */
  error(field: PoolField): FieldError | undefined {
    const isJudged = this.#submitted || (this.#done[field] === true && this.values[field] !== '')
    return isJudged ? this.#found.errors[field] : undefined
  }

  finish(field: PoolField): void {
    this.#done[field] = true
  }

  /** Takes over what a file says of a pool; the client's secret is the person's to give. */
  fill(pool: FoundPool): void {
    const { name, userPoolId, clientId, method = 'USER_SRP_AUTH' } = pool
    this.#imported = pool
    this.values = {
      ...empty,
      name,
      userPoolId,
      clientId,
      endpoint: pool.endpoint ?? '',
      identityPoolId: pool.identityPoolId ?? '',
      ...loginTexts(pool),
    }
    this.method = method
    // Whether the name is taken is to be seen now, not when the pool is added.
    this.finish('name')
    this.lookUp()
  }

  /** Looks the pool up once its id is complete and the person pauses. */
  lookUp(): void {
    clearTimeout(this.#lookTimer)
    this.#looks += 1
    const userPoolId = this.values.userPoolId.trim()
    const endpoint = this.values.endpoint.trim()
    const isReady = UserPoolId.safeParse(userPoolId).success && isEmptyOr(endpoint, Endpoint)
    this.look = isReady ? 'checking' : 'none'
    if (!isReady) return
    const look = this.#looks
    this.#lookTimer = setTimeout(() => {
      const input = endpoint === '' ? { userPoolId } : { userPoolId, endpoint }
      void this.#ask(look, input)
    }, lookUpPauseMs)
  }

  /** Stops a look-up that has not begun. */
  stop(): void {
    clearTimeout(this.#lookTimer)
    this.#looks += 1
  }

  /** Shows every error there is. @returns the pool when there is none, else the first field to correct. */
  submit(): { readonly pool: NewPool } | { readonly wrong: PoolField } {
    this.#submitted = true
    const { pool, errors } = this.#found
    const wrong = fields.find((field) => errors[field] !== undefined)
    return pool !== undefined && wrong === undefined ? { pool } : { wrong: wrong ?? 'name' }
  }

  async #ask(look: number, input: { userPoolId: string; endpoint?: string }): Promise<void> {
    let answer: Look
    try {
      answer = (await this.#api.call('pools.check', input)).pool
    } catch {
      // Nothing was learnt about the pool: it can still be added, and adding reports what is wrong.
      answer = 'unreachable'
    }
    if (look === this.#looks) this.look = answer
  }

  /** What has no field counts while the pool is still the file's. */
  #fileOf({ userPoolId, clientId }: Texts): FoundPool | undefined {
    const file = this.#imported
    return file?.userPoolId === userPoolId && file.clientId === clientId ? file : undefined
  }

  #judge(): { pool: NewPool | undefined; errors: Errors } {
    const values = trimmed(this.values)
    const { name, userPoolId, clientId, clientSecret, endpoint, identityPoolId } = values
    const file = this.#fileOf(values)
    const parsed = NewPool.safeParse({
      name,
      userPoolId,
      clientId,
      method: this.method,
      ...given({ clientSecret, endpoint, identityPoolId }),
      ...(file?.refreshTokenLifeSeconds === undefined
        ? {}
        : { refreshTokenLifeSeconds: file.refreshTokenLifeSeconds }),
      ...managedLoginOf(values, file),
    })
    const errors = errorsOf(parsed.error?.issues ?? [])
    if (this.#takenNames().includes(name)) errors.name ??= 'pool.nameTaken'
    if (this.look === 'not-found') errors.userPoolId ??= 'pool.userPoolNotFound'
    return { pool: parsed.data, errors }
  }
}

/** Ids are pasted, often with a space or a line end; none of the fields may begin or end with one. */
function trimmed(values: Texts): Texts {
  return Object.fromEntries(fields.map((field) => [field, values[field].trim()])) as Texts
}

function loginTexts({ managedLogin }: FoundPool): Partial<Texts> {
  if (managedLogin === undefined) return {}
  const { domain, identityProvider = '', redirectUris = [] } = managedLogin
  return { loginDomain: domain, identityProvider, redirectUris: redirectUris.join('\n') }
}

/** Those that are not empty. */
function given(texts: Partial<Texts>): Partial<Texts> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
}

/** The pool's own sign-in page, as soon as anything is said of it: the domain must then not be missing. */
function managedLoginOf(values: Texts, file: FoundPool | undefined): object {
  const { loginDomain: domain, identityProvider } = values
  const redirectUris = values.redirectUris.split(/\s+/).filter((uri) => uri !== '')
  if (domain === '' && identityProvider === '' && redirectUris.length === 0) return {}
  const scopes = file?.managedLogin?.scopes
  return {
    managedLogin: {
      domain,
      ...given({ identityProvider }),
      ...(redirectUris.length === 0 ? {} : { redirectUris }),
      ...(scopes === undefined ? {} : { scopes }),
    },
  }
}

/** The first message of each field. */
function errorsOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Errors {
  const errors: Errors = {}
  for (const { path, message } of issues) {
    const field = places.get(path.slice(0, 2).map(String).join('.'))
    if (field !== undefined) errors[field] ??= toFieldError(message)
  }
  return errors
}

function isEmptyOr(text: string, schema: typeof Endpoint): boolean {
  return text === '' || schema.safeParse(text).success
}
