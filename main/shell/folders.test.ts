import { homedir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { signetFolders } from './folders'

describe('the folders', () => {
  it('are the XDG ones on Linux', () => {
    const env = { HOME: '/home/ada', XDG_CONFIG_HOME: '/cfg', XDG_STATE_HOME: '/state' }
    expect(signetFolders(env, 'linux')).toEqual({
      config: '/cfg/signet',
      state: '/state/signet',
      logs: '/state/signet',
    })
  })

  it.each([
    ['unset', {}],
    ['empty', { XDG_CONFIG_HOME: '', XDG_STATE_HOME: '' }],
    [
      'relative, which the specification calls invalid',
      { XDG_CONFIG_HOME: 'cfg', XDG_STATE_HOME: './state' },
    ],
  ])('fall back to the home when XDG variables are %s', (_, xdg) => {
    expect(signetFolders({ HOME: '/home/ada', ...xdg }, 'linux')).toEqual({
      config: '/home/ada/.config/signet',
      state: '/home/ada/.local/state/signet',
      logs: '/home/ada/.local/state/signet',
    })
  })

  it('are in the Library on macOS and in the local profile on Windows, never in Roaming', () => {
    const support = '/Users/ada/Library/Application Support/Signet'
    expect(signetFolders({ HOME: '/Users/ada' }, 'darwin')).toEqual({
      config: support,
      state: support,
      logs: '/Users/ada/Library/Logs/Signet',
    })
    const env = {
      LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local',
      APPDATA: 'C:\\Users\\ada\\AppData\\Roaming',
    }
    const folder = 'C:\\Users\\ada\\AppData\\Local\\Signet'
    expect(signetFolders(env, 'win32')).toEqual({ config: folder, state: folder, logs: folder })
  })

  it('are all SIGNET_HOME where that is set, on each platform', () => {
    for (const platform of ['linux', 'darwin'] as const)
      expect(signetFolders({ SIGNET_HOME: '/own', HOME: '/home/ada' }, platform)).toEqual({
        config: '/own',
        state: '/own',
        logs: '/own',
      })
    expect(signetFolders({ SIGNET_HOME: 'D:\\own' }, 'win32').state).toBe('D:\\own')
  })

  it('refuses a SIGNET_HOME that depends on where a program was started', () => {
    expect(() => signetFolders({ SIGNET_HOME: 'own' }, 'linux')).toThrow(
      expect.objectContaining({ code: 'request/invalid' }),
    )
  })

  it('finds the home without HOME', () => {
    expect(signetFolders({}, 'linux').config).toBe(`${homedir()}/.config/signet`)
  })
})
