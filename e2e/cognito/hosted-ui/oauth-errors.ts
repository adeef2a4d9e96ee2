// How the OAuth endpoints refuse (COGNITO.md §12).

/** A JSON refusal of the token, revocation and userinfo endpoints (RFC 6749 §5.2). */
export class OAuthError extends Error {
  readonly error: string
  readonly status: number

  constructor(error: string, description: string, status = 400) {
    super(description)
    this.error = error
    this.status = status
  }
}

/** A refusal that the client gets at its redirect URI (RFC 6749 §4.1.2.1). */
export class RedirectedError extends Error {
  readonly location: string

  constructor(
    to: { readonly redirectUri: string; readonly state: string | undefined },
    error: string,
    description: string,
  ) {
    super(description)
    this.location = withParameters(to.redirectUri, {
      error,
      // The characters of RFC 6749 §4.1.2.1: the description may quote what the request said.
      error_description: description.replaceAll(/[^ !#-[\]-~]/g, '?'),
      state: to.state,
    })
  }
}

/** A refusal that only the person sees: where nobody knows whom a redirect would reach. */
export class PageError extends Error {
  readonly status: number

  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

/** Adds to the query of a redirect URI and leaves what it has. */
export function withParameters(
  redirectUri: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.append(name, value)
  }
  return url.href
}
