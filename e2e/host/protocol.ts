// `electron.protocol`: the app's own schemes. Chromium knows no `app:`; each such address is shown to it as
// https://<host>.<scheme>.localhost, a secure origin of its own that no request ever leaves the host for.
import type { Protocol, CustomScheme } from 'electron'

type Handler = (request: Request) => Response | Promise<Response>

/** State: the registered schemes and their handlers. */
export class StandInProtocol implements Pick<
  Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'isProtocolHandled'
> {
  private readonly handlers = new Map<string, Handler>()
  private readonly isReady: () => boolean

  constructor(isReady: () => boolean) {
    this.isReady = isReady
  }

  registerSchemesAsPrivileged(_schemes: CustomScheme[]): void {
    if (this.isReady()) {
      throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    }
  }

  handle(scheme: string, handler: Handler): void {
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`)
    this.handlers.set(scheme, handler)
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme)
  }

  handlerOf(url: string): Handler | undefined {
    return this.handlers.get(new URL(url).protocol.slice(0, -1))
  }

  /** The address as Chromium gets it. */
  outward(url: string): string {
    return url.replace(/^([a-z]+):\/\/([^/]+)/, (whole, scheme: string, host: string) =>
      this.handlers.has(scheme) ? `https://${host}.${scheme}.localhost` : whole,
    )
  }

  /** The address as the app knows it. */
  inward(url: string): string {
    return url.replace(/^https:\/\/([^/.]+)\.([a-z]+)\.localhost/, (whole, host: string, scheme: string) =>
      this.handlers.has(scheme) ? `${scheme}://${host}` : whole,
    )
  }
}
