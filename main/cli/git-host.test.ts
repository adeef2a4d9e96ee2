// Which addresses get a token (T19): each goes through git itself, which says how it would ask for it.
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { configuredServers, serverOf } from './git-host'

const servers = configuredServers([
  'git.example.com',
  'git.example.com:8443',
  'xn--bcher-kva.example',
  '[2001:db8::1]',
  'http://127.0.0.1:3000',
  'http://[::1]:3000',
])

/** Prints the request, and has git quit. */
const helper = '!f() { sed s/^/asked:/ >&2; echo quit=1; }; f'

/** Protocol and host as git hands them to a helper; undefined where it refuses the address itself. */
function asGitAsks(url: string): { readonly protocol: string; readonly host: string } | undefined {
  const { stderr } = spawnSync(
    'git',
    ['-c', 'credential.helper=', '-c', `credential.helper=${helper}`, 'credential', 'fill'],
    {
      input: `url=${url}\n\n`,
      encoding: 'latin1',
      env: { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent', LC_ALL: 'C' },
      cwd: '/',
    },
  )
  const field = (name: string) => new RegExp(`^asked:${name}=(.*)$`, 'm').exec(stderr)?.[1]
  const [protocol, host] = [field('protocol'), field('host')]
  return protocol === undefined || host === undefined ? undefined : { protocol, host }
}

function isGiven(url: string): boolean {
  const asked = asGitAsks(url)
  if (asked === undefined) return false
  const server = serverOf(asked.protocol, asked.host)
  return server !== undefined && servers.has(server)
}

describe('a token is given for', () => {
  it.each([
    'https://git.example.com/team/app.git',
    'https://git.example.com',
    'https://GIT.Example.COM/team/app.git',
    'HTTPS://git.example.com/',
    'https://git.example.com:443/team/app.git',
    'https://git.example.com:8443/',
    'https://ada@git.example.com/',
    'https://evil.test@git.example.com/',
    // A browser would go to evil.test; git, and curl under it, go where the name after the @ leads.
    'https://evil.test\\@git.example.com/',
    'https://git.example.com/https://evil.test/',
    'https://git.example.com?host=evil.test',
    'https://git.example.com#@evil.test/',
    'https://xn--bcher-kva.example/',
    'https://[2001:db8::1]/',
    'https://[2001:DB8::1]:443/',
    'http://127.0.0.1:3000/team/app.git',
    'http://[::1]:3000/',
  ])('%s', (url) => {
    expect(isGiven(url)).toBe(true)
  })
})

describe('no token is given for', () => {
  it.each([
    // Another name that ends, begins or looks so.
    'https://evil.test/',
    'https://evilgit.example.com/',
    'https://evil-git.example.com/',
    'https://git.example.com.evil.test/',
    'https://git.example.comevil.test/',
    'https://sub.git.example.com/',
    'https://example.com/',
    'https://git.example.co/',
    'https://git-example.com/',
    'https://git.example.com-/',
    'https://gitXexample.com/',
    // The configured name where no host stands.
    'https://git.example.com@evil.test/',
    'https://git.example.com:443@evil.test/',
    'https://git.example.com%40evil.test/',
    'https://git.example.com%2f@evil.test/',
    'https://evil.test/git.example.com/',
    'https://evil.test?git.example.com',
    'https://evil.test#git.example.com/',
    'https://evil.test:git.example.com/',
    // Dots, letters of other alphabets, what is decoded to the name or beyond it.
    'https://git.example.com./',
    'https://.git.example.com/',
    'https://git..example.com/',
    'https://git%2eexample.com.evil.test/',
    'https://git.example.com%00.evil.test/',
    'https://git.example.com%0a/',
    'https://git.example.com%0d/',
    'https://git.example.com%20/',
    'https://git.example.com%e2%80%a8/',
    'https://gıt.example.com/',
    'https://git\u3002example\u3002com/',
    'https://bücher.example/',
    'https://xn--bcher-kva.example.evil.test/',
    // Another port, or none that is one.
    'https://git.example.com:444/',
    'https://git.example.com:8444/',
    'https://git.example.com:08443/',
    'https://git.example.com:0443/',
    'https://git.example.com:/',
    'https://git.example.com:443:443/',
    'https://git.example.com:84430/',
    'https://git.example.com:99999/',
    'https://git.example.com:+443/',
    // Another protocol, or cleartext.
    'http://git.example.com/',
    'http://git.example.com:443/',
    'http://git.example.com:8443/',
    'ftp://git.example.com/',
    'ssh://git.example.com/',
    'httpss://git.example.com/',
    'https+x://git.example.com/',
    // Another address of this computer, or a name that merely begins like one.
    'https://127.0.0.1:3000/',
    'http://127.0.0.1/',
    'http://127.0.0.1:3001/',
    'http://127.0.0.2:3000/',
    'http://127.1:3000/',
    'http://localhost:3000/',
    'http://127.0.0.1.evil.test:3000/',
    'http://[::1]:3001/',
    'http://[::ffff:127.0.0.1]:3000/',
    'https://[2001:db8::2]/',
    'https://2001:db8::1/',
    // No host at all.
    'https:///team/app.git',
    'https://@/',
    'https://:443/',
    'git.example.com/team/app.git',
    'file:///git.example.com',
  ])('%s', (url) => {
    expect(isGiven(url)).toBe(false)
  })

  it.each([
    // The Kelvin sign, which some fold to a k; the long s; a separator of lines.
    ['https', 'xn--bcher-\u212Ava.example'],
    ['https', 'GIT.EXAMPLE.COM\u2028'],
    ['http\u017F', 'git.example.com'],
    ['https', ''],
    ['', 'git.example.com'],
    ['constructor', 'git.example.com'],
  ])('what no git would ask: %s %s', (protocol, host) => {
    const server = serverOf(protocol, host)
    expect(server !== undefined && servers.has(server)).toBe(false)
  })
})

describe('--host', () => {
  it.each([
    ['git.example.com', 'https://git.example.com'],
    ['HTTPS://Git.Example.com:443', 'https://git.example.com'],
    ['http://localhost:80', 'http://localhost'],
    ['[::1]:8443', 'https://[::1]:8443'],
  ])('of %s means %s', (value, server) => {
    expect([...configuredServers([value])]).toEqual([server])
  })

  it.each([
    'http://git.example.com',
    'https://git.example.com/',
    'https://git.example.com/team',
    'ada@git.example.com',
    '*.example.com',
    '.example.com',
    'git.example.com.',
    'git.example.com:',
    'git.example.com:0',
    'git.example.com:65536',
    'bücher.example',
    'ssh://git.example.com',
    'https://',
    '[::1',
    'git example.com',
    'git.example.com\n',
  ])('of %j is refused', (value) => {
    expect(() => configuredServers([value])).toThrow('--host is')
  })

  it('must be there', () => {
    expect(() => configuredServers([])).toThrow('--host is missing')
  })
})
