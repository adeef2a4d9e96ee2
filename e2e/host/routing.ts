// Every request of every page passes here: the app's own protocol answers, its guards are asked, the rest is refused.
import type { BrowserContext, Frame, Route } from 'playwright-core'
import { preventable } from './app'
import type { StandInWindow, WindowHost } from './browser-window'

/** Installs the gate. Before the first page opens. */
export async function routeRequests(context: BrowserContext, host: WindowHost): Promise<void> {
  await context.route('**/*', (route) => decide(route, host))
}

async function decide(route: Route, host: WindowHost): Promise<void> {
  const request = route.request()
  const url = host.protocol.inward(request.url())
  if (request.isNavigationRequest() && !mayNavigate(route, url, host)) {
    // "No content" leaves a page where it is, without an error page.
    await route.fulfill({ status: 204 })
    return
  }
  if (!(await host.session.mayRequest({ url, method: request.method() }))) {
    await route.abort('blockedbyclient')
    return
  }
  const handler = host.protocol.handlerOf(url)
  if (handler === undefined) {
    await route.continue()
    return
  }
  const body = request.postDataBuffer()
  try {
    const response = await handler(
      new Request(url, {
        method: request.method(),
        headers: request.headers(),
        ...(body === null ? {} : { body: new Uint8Array(body) }),
      }),
    )
    await fulfil(route, response, host)
  } catch (error) {
    console.error(`the handler of ${url} failed:`, error)
    await route.abort('failed')
  }
}

async function fulfil(route: Route, response: Response, host: WindowHost): Promise<void> {
  const headers = Object.fromEntries(response.headers)
  const policy = headers['content-security-policy']
  if (policy !== undefined) {
    // A policy may name the scheme itself; Chromium sees another one.
    headers['content-security-policy'] = policy.replace(/\b([a-z]+):(?=[\s;]|$)/g, (whole, scheme: string) =>
      host.protocol.isProtocolHandled(scheme) ? `https://*.${scheme}.localhost` : whole,
    )
  }
  await route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) })
}

function mayNavigate(route: Route, url: string, host: WindowHost): boolean {
  const frame = frameOf(route)
  const window = [...host.windows].find(({ page }) => page !== undefined && page === frame?.page())
  // A page that no window stands for is one that a page tried to open.
  if (frame === undefined || window === undefined) return false
  const isMainFrame = frame.parentFrame() === null
  if (isMainFrame && window.isLoading) return true
  if (!asks(window, 'will-frame-navigate', { url, isMainFrame })) return false
  return !isMainFrame || asks(window, 'will-navigate', { url, isMainFrame })
}

function asks(window: StandInWindow, name: string, details: { url: string; isMainFrame: boolean }): boolean {
  const event = Object.assign(preventable(), details)
  window.webContents.emit(name, event, details.url)
  return !event.defaultPrevented
}

/** The first request of a new page has no frame yet, and Playwright throws. */
function frameOf(route: Route): Frame | undefined {
  try {
    return route.request().frame()
  } catch {
    return undefined
  }
}
