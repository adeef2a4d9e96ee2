import { describe, expect, it } from 'vitest'
import { type SocketFacts, fitting, socketCandidates, stateFolder } from './socket-address'

const facts = (env: Record<string, string>, platform = 'linux'): SocketFacts => ({
  env,
  platform,
  uid: 1000,
  home: '/home/ada',
})
const paths = (given: SocketFacts): string[] => socketCandidates(given).map(({ path }) => path)

describe('socketCandidates', () => {
  it('is SIGNET_SOCKET alone where it is set', () => {
    expect(paths(facts({ SIGNET_SOCKET: '/s/signet.sock', XDG_RUNTIME_DIR: '/run/user/1000' }))).toEqual([
      '/s/signet.sock',
    ])
  })

  it('keeps the socket of a replaced home inside it', () => {
    expect(paths(facts({ SIGNET_HOME: '/tmp/h/', XDG_RUNTIME_DIR: '/run/user/1000' }))).toEqual([
      '/tmp/h/signet.sock',
    ])
  })

  it('follows the table on Linux', () => {
    expect(paths(facts({ XDG_RUNTIME_DIR: '/xdg' }))).toEqual([
      '/xdg/signet/signet.sock',
      '/run/user/1000/signet/signet.sock',
      '/home/ada/.local/state/signet/signet.sock',
    ])
    expect(paths(facts({ XDG_RUNTIME_DIR: '/run/user/1000', XDG_STATE_HOME: '/state' }))).toEqual([
      '/run/user/1000/signet/signet.sock',
      '/state/signet/signet.sock',
    ])
  })

  it('counts /run/user/<uid> only where it is there', () => {
    expect(socketCandidates(facts({}))[0]).toEqual({
      path: '/run/user/1000/signet/signet.sock',
      onlyIn: '/run/user/1000',
    })
  })

  it('ignores empty and relative XDG folders', () => {
    expect(paths(facts({ XDG_RUNTIME_DIR: 'relative', XDG_STATE_HOME: '', SIGNET_SOCKET: '' }))).toEqual([
      '/run/user/1000/signet/signet.sock',
      '/home/ada/.local/state/signet/signet.sock',
    ])
  })

  it('uses the temporary folder on macOS where the home is too deep', () => {
    expect(paths(facts({}, 'darwin'))).toEqual(['/home/ada/Library/Application Support/Signet/signet.sock'])
    const deep = { ...facts({ TMPDIR: '/var/folders/x/T/' }, 'darwin'), home: `/Users/${'a'.repeat(80)}` }
    expect(paths(deep)).toEqual(['/var/folders/x/T/signet/signet.sock'])
  })

  it.each([{}, { SIGNET_SOCKET: '\\\\.\\pipe\\x' }, { SIGNET_HOME: '/x' }])(
    'says that Windows has no address yet, whatever is set: %o',
    (env) => {
      expect(() => socketCandidates(facts(env, 'win32'))).toThrow(
        expect.objectContaining({ code: 'host/not-served' }),
      )
    },
  )

  it.each(['SIGNET_SOCKET', 'SIGNET_HOME'])('refuses a relative %s, naming it', (name) => {
    expect(() => socketCandidates(facts({ [name]: 'signet.sock' }))).toThrow(name)
  })
})

describe('fitting', () => {
  it('counts bytes up to the limit of the platform', () => {
    expect(fitting(`/${'x'.repeat(106)}`, facts({}))).toHaveLength(107)
    expect(() => fitting(`/${'x'.repeat(107)}`, facts({}))).toThrow('SIGNET_SOCKET')
    expect(() => fitting(`/${'x'.repeat(103)}`, facts({}, 'darwin'))).toThrow(
      expect.objectContaining({ code: 'host/socket-path-too-long' }),
    )
    expect(() => fitting(`/${'é'.repeat(54)}`, facts({}))).toThrow('107 bytes')
    expect(() => fitting(`/${'😀'.repeat(27)}`, facts({}))).toThrow('107 bytes')
  })
})

describe('stateFolder', () => {
  it('is replaced by SIGNET_HOME everywhere', () => {
    expect(stateFolder(facts({ SIGNET_HOME: '/h', XDG_STATE_HOME: '/s' }))).toBe('/h')
    expect(stateFolder(facts({ SIGNET_HOME: '/h' }, 'darwin'))).toBe('/h')
  })
})
