import { describe, expect, it } from 'vitest'
import { commandBrowser } from './command-browser'
import { demandSignInPage } from './sign-in-page'

const origins = ['https://auth.example.com', 'http://127.0.0.1:9229']
const refused = [
  'https://auth.example.com.evil.example/',
  'https://other.example.com/',
  'https://auth.example.com:8443/',
  'http://auth.example.com/',
  'https://auth.example.com@evil.example/',
  'https://ada@auth.example.com/',
  'http://127.0.0.1:9230/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://auth.example.com/',
  'ms-settings:',
  '--help',
  '',
]

describe('a browser is opened', () => {
  it.each(['https://auth.example.com/oauth2/authorize?x=1', 'http://127.0.0.1:9229/login'])(
    'at %s',
    (url) => {
      expect(demandSignInPage(url, origins)).toBe(url)
    },
  )

  it.each(refused)('never at %s', (url) => {
    expect(() => demandSignInPage(url, origins)).toThrow(
      expect.objectContaining({ code: 'auth/browser-unavailable' }),
    )
  })

  it('never at http of another computer, though it is configured', () => {
    expect(() => demandSignInPage('http://auth.example.com/', ['http://auth.example.com'])).toThrow()
  })
})

describe('the browser of a host without windows', () => {
  const url = 'https://auth.example.com/oauth2/authorize'
  const open = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform = 'linux') =>
    commandBrowser({ env, platform, origins: () => origins }).open(url)

  it('is none without a display, nor on another computer’s screen', async () => {
    await expect(open({})).rejects.toMatchObject({ code: 'auth/browser-unavailable' })
    await expect(open({ SSH_CONNECTION: 'x' }, 'darwin')).rejects.toMatchObject({
      code: 'auth/browser-unavailable',
    })
  })

  it('is none where the desktop has no command for it', async () => {
    await expect(open({ DISPLAY: ':9', PATH: '/nowhere' })).rejects.toMatchObject({
      code: 'auth/browser-unavailable',
      message: expect.stringContaining('ENOENT') as string,
    })
  })
})
