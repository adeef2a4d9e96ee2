// `app://bundle/…`: the window's files, from one folder, under one strict policy.
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy } from './content-security-policy'
import { bundleOrigin } from './pages'

const contentTypes: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
])

/** No dot in a folder and none before a file's name: `..`, an encoded slash or a backslash cannot be written. */
const folderName = /^[\w-]+$/
const fileName = /^[\w-][\w.-]*$/

/** Before `ready`, or Chromium takes `app:` for an opaque scheme without an origin. */
export function registerBundleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
  ])
}

/** Serves the pages of `folder` (absolute). After `ready`. */
export function serveBundle(folder: string): void {
  protocol.handle('app', (request) => bundleResponse(request, folder))
}

/** The file that a request names: 404 for anything but a plain path of a known type, 405 for anything but GET. */
export async function bundleResponse(
  request: { readonly method: string; readonly url: string },
  folder: string,
): Promise<Response> {
  if (request.method !== 'GET') return refusal(405)
  const path = requestedPath(request.url)
  const contentType = contentTypes.get(extname(path ?? ''))
  if (path === undefined || contentType === undefined) return refusal(404)
  try {
    return new Response(new Uint8Array(await readFile(join(folder, path))), {
      headers: { ...safetyHeaders, 'content-type': contentType },
    })
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return refusal(isMissing ? 404 : 500)
  }
}

const safetyHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  // The files change with the app: a copy kept by Chromium would outlive an update.
  'cache-control': 'no-store',
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: safetyHeaders })
}

/** The raw path, never decoded: what needs an escape is not a file of the bundle. */
function requestedPath(url: string): string | undefined {
  const [address = ''] = url.split(/[?#]/, 1)
  if (!address.startsWith(`${bundleOrigin}/`)) return undefined
  const folders = address.slice(bundleOrigin.length + 1).split('/')
  const file = folders.pop() ?? ''
  if (!fileName.test(file) || !folders.every((folder) => folderName.test(folder))) return undefined
  return join(...folders, file)
}
