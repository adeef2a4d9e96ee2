import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contentSecurityPolicy } from './content-security-policy'
import { bundleResponse } from './protocol'

// The package `electron` is a downloader of its binary under plain Node; nothing of it is used here.
vi.mock('electron', () => ({ protocol: {} }))

let scratch = ''
let folder = ''

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bundle-'))
  folder = join(scratch, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  mkdirSync(join(folder, 'folder.js'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'assets/main-4f_x.js'), 'export {}')
  writeFileSync(join(folder, 'notes.txt'), 'not a type of the bundle')
  writeFileSync(join(scratch, 'secret.js'), 'outside')
})
afterAll(() => rmSync(scratch, { recursive: true }))

const get = (url: string) => bundleResponse({ method: 'GET', url }, folder)

describe('the bundle', () => {
  it('serves a page and its assets, each with its type and the policy', async () => {
    const page = await get('app://bundle/index.html?theme=dark#top')
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await page.text()).toBe('<!doctype html>')
    const script = await get('app://bundle/assets/main-4f_x.js')
    expect([script.status, script.headers.get('content-type')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
    ])
    for (const { headers } of [page, script]) {
      expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it.each([
    'app://bundle/../secret.js',
    'app://bundle/assets/../../secret.js',
    'app://bundle/%2e%2e/secret.js',
    'app://bundle/..%2fsecret.js',
    'app://bundle/..%5csecret.js',
    'app://bundle/..\\secret.js',
    'app://bundle//etc/passwd.js',
    'app://bundle/index.html%00.js',
    'app://bundle/.hidden.js',
    'app://bundle/',
    'app://bundle',
    'app://bundle/notes.txt',
    'app://bundle/nothing.js',
    'app://other/index.html',
    'app://bundle@other/index.html',
    'https://bundle/index.html',
  ])('has nothing at %j', async (url) => {
    const reply = await get(url)
    expect(reply.status).toBe(404)
    expect(await reply.text()).toBe('')
    expect(reply.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
  })

  it('does not serve a folder for a file', async () => {
    expect((await get('app://bundle/folder.js')).status).toBe(500)
  })

  it.each(['POST', 'PUT', 'DELETE', 'HEAD'])('refuses %s', async (method) => {
    expect((await bundleResponse({ method, url: 'app://bundle/index.html' }, folder)).status).toBe(405)
  })
})

describe('the policy', () => {
  it('starts from nothing, and allows no inline code, evaluation or connection', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none';/)
    expect(contentSecurityPolicy).toContain("connect-src 'none'")
    expect(contentSecurityPolicy).toContain("require-trusted-types-for 'script'")
    expect(contentSecurityPolicy).not.toMatch(/unsafe|\*|https?:|data:|blob:/)
  })
})
