// A browser and the way back from it, for tests: nothing is opened, and nobody listens on a port.
import { AppError } from '../../shared/errors'
import type { Browser, RedirectOptions, RedirectOutcome, Redirects } from './ports'

export interface FakeBrowser extends Browser {
  /** What was opened. */
  readonly opened: string[]
}

/** A browser that only notes what it was to open; `isMissing`: there is none. */
export function fakeBrowser({ isMissing = false }: { readonly isMissing?: boolean } = {}): FakeBrowser {
  const opened: string[] = []
  return {
    opened,
    open: (url) => {
      if (isMissing)
        return Promise.reject(new AppError('auth/browser-unavailable', 'There is no browser here.'))
      opened.push(url)
      return Promise.resolve()
    },
  }
}

export interface FakeRedirects extends Redirects {
  /** Listeners that are open, by their addresses. */
  readonly listening: readonly string[]
  /** A request for the address that is listened at. @throws where nobody listens there. */
  arrive(uri: string, query: string): Promise<RedirectOutcome>
}

/** Ports of a computer on which those of `taken` belong to others. */
export function fakeRedirects(taken: readonly string[] = []): FakeRedirects {
  const open = new Map<string, RedirectOptions>()
  return {
    get listening() {
      return [...open.keys()]
    },
    listen: (uris, options) => {
      const uri = uris.find((candidate) => !taken.includes(candidate) && !open.has(candidate))
      if (uri === undefined)
        return Promise.reject(new AppError('auth/redirect-ports-taken', `Taken: ${uris.join(', ')}.`))
      open.set(uri, options)
      return Promise.resolve({ uri, close: () => void open.delete(uri) })
    },
    arrive: (uri, query) => {
      const options = open.get(uri)
      return options === undefined
        ? Promise.reject(new Error(`nobody listens at ${uri}`))
        : options.receive(query)
    },
  }
}
