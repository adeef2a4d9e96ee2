// One request of a browser to a page of the hosted UI.
import type { World } from '../world'
import type { Browser } from './browsers'
import { html, type Html } from './html'
import { PageError } from './oauth-errors'

export interface Visit {
  readonly world: World
  /** With the host as the browser wrote it: 127.0.0.1 or localhost. */
  readonly url: URL
  readonly browser: Browser
  /** Fields of a POST; empty for a GET. */
  readonly form: URLSearchParams
  readonly origin: string | undefined
}

/** Where every form carries what only a page of this server can know. */
export function formTokenField({ browser }: Pick<Visit, 'browser'>): Html {
  return html`<input type="hidden" name="_csrf" value="${browser.formToken}" />`
}

/** @throws PageError for a form that did not come from a page that this browser was shown. */
export function checkForm(visit: Visit): void {
  const { browser, form, url, origin } = visit
  const isOwn = origin === undefined || origin === url.origin
  if (isOwn && form.get('_csrf') === browser.formToken) return
  throw new PageError('This form is too old, or the browser refused its cookie. Open the page again.', 403)
}

/** A field of the form, without white space around; empty when it is not there. */
export function field({ form }: Pick<Visit, 'form'>, name: string): string {
  return (form.get(name) ?? '').trim()
}
