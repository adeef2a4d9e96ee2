// A browser for the tests of this folder: cookies, forms and links, no scripts. It never leaves the server.
import { createHash, randomBytes } from 'node:crypto'
import { publicClientId } from '../builders'

export const callbackUrl = 'http://127.0.0.1:47811/callback'

/** What a page showed, or where it led. */
export interface Shown {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** Of this server: the page that is open. */
  readonly url: string
  /** Where the server led that is not its own: a redirect URI with its parameters. */
  readonly left: URL | undefined
}

/** State: the cookie, and the page that is open. */
export class TestBrowser {
  #cookie: string | undefined
  #page: Shown | undefined

  get page(): Shown {
    if (this.#page === undefined) throw new Error('no page is open')
    return this.#page
  }

  get cookie(): string | undefined {
    return this.#cookie
  }

  open(url: string): Promise<Shown> {
    return this.#go(url)
  }

  /** Fills in the form of the open page whose action begins with `path`, beside what it holds already, and sends it. */
  submit(path: string, fields: Record<string, string>): Promise<Shown> {
    const form = formsOf(this.page.text).find(({ action }) => action.startsWith(path))
    if (form === undefined) throw new Error(`no form leads to ${path}: ${this.page.text}`)
    return this.#go(new URL(form.action, this.page.url).href, { ...form.fields, ...fields })
  }

  /** Follows the link of this text. */
  follow(text: string): Promise<Shown> {
    const href = [...this.page.text.matchAll(/<a [^>]*href="([^"]*)"[^>]*>([^<]*)<\/a\s*>/g)].find(
      ([, , label]) => label?.trim() === text,
    )?.[1]
    if (href === undefined) throw new Error(`no link ${text}: ${this.page.text}`)
    return this.#go(new URL(unescaped(href), this.page.url).href)
  }

  async #go(url: string, form?: Record<string, string>): Promise<Shown> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: this.#cookie === undefined ? {} : { cookie: this.#cookie },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) }),
    })
    this.#cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? this.#cookie
    const { status, headers } = response
    const location = headers.get('location')
    const text = await response.text()
    if (location === null) {
      this.#page = { status, headers, text, url, left: undefined }
      return this.#page
    }
    const next = new URL(location, url)
    if (next.origin === new URL(url).origin) return this.#go(next.href)
    return { status, headers, text, url, left: next }
  }
}

interface Form {
  readonly action: string
  /** What its fields hold already; radio buttons are not chosen. */
  readonly fields: Readonly<Record<string, string>>
}

function formsOf(text: string): readonly Form[] {
  return [...text.matchAll(/<form method="post" action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].map(
    ([, action = '', content = '']) => ({
      action: unescaped(action),
      fields: Object.fromEntries(
        [...content.matchAll(/<input\s([^>]*)>/g)].flatMap(([, attributes = '']) => {
          const [name, value] = ['name', 'value'].map(
            (attribute) => new RegExp(`(?:^|\\s)${attribute}="([^"]*)"`).exec(attributes)?.[1],
          )
          if (name === undefined || value === undefined || attributes.includes('type="radio"')) return []
          return [[unescaped(name), unescaped(value)]]
        }),
      ),
    }),
  )
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** A PKCE pair (RFC 7636 §4). */
export function pkce(): { readonly verifier: string; readonly challenge: string } {
  const verifier = randomBytes(32).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}

/** An authorize URL of the public client, with PKCE. `null` leaves a parameter out. */
export function authorizeUrl(
  server: { readonly url: string },
  overrides: Readonly<Record<string, string | null>> = {},
): string {
  const parameters = {
    response_type: 'code',
    client_id: publicClientId,
    redirect_uri: callbackUrl,
    scope: 'openid email aws.cognito.signin.user.admin',
    state: 'state-1',
    code_challenge: pkce().challenge,
    code_challenge_method: 'S256',
    ...overrides,
  }
  const given = Object.entries<string | null>(parameters).flatMap<[string, string]>(([name, value]) =>
    value === null ? [] : [[name, value]],
  )
  return `${server.url}/oauth2/authorize?${new URLSearchParams(given).toString()}`
}

/** POST of a form to an OAuth endpoint. */
export async function postForm(
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form), headers })
  const text = await response.text()
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
}
