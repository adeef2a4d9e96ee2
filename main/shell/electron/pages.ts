// The pages of the window's bundle, and which of them may make which call.
import type { CallName } from '../../../shared/ipc/channels'

/** Every page of the app is served under this origin by protocol.ts; nothing else is ever loaded. */
export const bundleOrigin = 'app://bundle'

export type PageName = 'index' | 'consent'

/** Where a page is loaded from. */
export const pageUrl = (page: PageName): string => `${bundleOrigin}/${page}.html`

/** All that the consent prompt needs: a fault in it cannot sign in, and one in the main window cannot consent. */
const consentCalls: ReadonlySet<CallName> = new Set(['app.state', 'consent.current', 'consent.answer'])

/** What is asked of a frame: Electron's `WebFrameMain`, as far as it is looked at. */
export interface SendingFrame {
  readonly url: string
  readonly parent: object | null
}

/**
 * Whether a call may come from this frame: the top frame of one of our own pages, and a page that has that call.
 * `null` is a frame that has navigated away or is gone.
 */
export function mayCall(frame: SendingFrame | null, call: CallName): boolean {
  if (frame?.parent !== null) return false
  const page = pageOf(frame.url)
  if (page === undefined) return false
  return page === 'consent' ? consentCalls.has(call) : call !== 'consent.answer'
}

/** The page that a frame shows; its query and fragment are its own business. */
function pageOf(url: string): PageName | undefined {
  const [address] = url.split(/[?#]/, 1)
  if (address === pageUrl('index')) return 'index'
  return address === pageUrl('consent') ? 'consent' : undefined
}
