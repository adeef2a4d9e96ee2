import { describe, expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { type ScriptedHost, jsonReply, problemReply } from '../client/fakes'
import { type FakeWorld, type Printed, signet } from './fakes'

const expiresAt = '2030-01-01T00:00:00.000Z'
const expiry = 'password_expiry_utc=1893456000\n'
const token = 'eyJhbGci.eyJzdWIi.c2ln'

const aTokenHost = () => aHost(() => jsonReply(200, { token, tokenType: 'Bearer', use: 'access', expiresAt }))

const get = (given: FakeWorld, ...flags: readonly string[]): Promise<Printed> =>
  signet(['git-credential', '--host', 'git.example.com', ...flags, 'get'], given)

/** A request as git before 2.46 writes it. */
const oldRequest = 'protocol=https\nhost=git.example.com\n'
/** And as git from 2.46 on does, with what the server said (git's own t5563-simple-http-auth.sh). */
const request = (...challenges: readonly string[]) =>
  ['capability[]=authtype', 'capability[]=state', 'protocol=https', 'host=git.example.com']
    .concat(challenges.map((challenge) => `wwwauth[]=${challenge}`))
    .map((line) => `${line}\n`)
    .join('')

const asPassword = `username=oauth2\npassword=${token}\n${expiry}`
const asBearer = `capability[]=authtype\nauthtype=Bearer\ncredential=${token}\nephemeral=1\n${expiry}`

describe('signet git-credential get', () => {
  it.each([
    ['git before 2.46', oldRequest, asPassword],
    ['git that ends its request with an empty line', `${oldRequest}\nmore`, asPassword],
    ['a server that takes bearer tokens', request('Bearer authorize_uri="id.example.com" p=1'), asBearer],
    ['one of several challenges', request('FooBar a="b"', 'BEARER p=1', 'baSiC realm="x"'), asBearer],
    ['a server that has not said what it takes', request(), asBearer],
    ['a server that takes passwords alone', request('Basic realm="example.com"'), asPassword],
    ['challenges that were taken back', request('Basic realm="x"', ''), asBearer],
    ['a capability that was taken back', `capability[]=authtype\ncapability[]=\n${oldRequest}`, asPassword],
    ['a capability that only ends so', `capability[]=xauthtype\n${oldRequest}`, asPassword],
    ['names it does not know', `future=1\nfuture=2\nstate[]=x\n${oldRequest}`, asPassword],
  ])('answers %s', async (_what, input, answer) => {
    const host = await aTokenHost()
    expect(await get({ host, input })).toMatchObject({ exit: 0, err: '', out: answer })
    expect(host.seen).toMatchObject([
      { path: '/v1/accounts/default/token', body: { use: 'access', interactive: true } },
    ])
  })

  it('asks as its flags say', async () => {
    const host = await aTokenHost()
    const flags = ['--account', 'me', '--use', 'id', '--minimum-ttl', '300', '--reason', 'push']
    await get({ host, input: oldRequest }, ...flags)
    expect(host.seen).toMatchObject([
      { path: '/v1/accounts/me/token', body: { use: 'id', minimumTtl: 300, reason: 'push' } },
    ])
  })

  it.each([
    ['0', [], false],
    ['false', [], false],
    ['1', [], true],
    ['', [], true],
    ['1', ['--no-interactive'], false],
  ] as const)(
    'under GIT_TERMINAL_PROMPT=%j with %j asks a person: %s',
    async (prompt, flags, interactive) => {
      const host = await aTokenHost()
      await get({ host, input: oldRequest, env: { GIT_TERMINAL_PROMPT: prompt } }, ...flags)
      expect(host.seen).toMatchObject([{ body: { interactive } }])
    },
  )

  it.each([
    ['of the address', 'username=ada\n', [], 'ada'],
    ['of --git-user', '', ['--git-user', 'x-token'], 'x-token'],
    ['of both, where they are the same', 'username=ada\n', ['--git-user', 'ada'], 'ada'],
    ['of --git-user where the address has an empty one', 'username=\n', ['--git-user', 'x-token'], 'x-token'],
  ] as const)('sends the name %s', async (...[, line, flags, name]) => {
    const host = await aTokenHost()
    const { out } = await get({ host, input: oldRequest + line }, ...flags)
    expect(out).toMatch(new RegExp(`^username=${name}\n`))
  })

  it.each([
    ['another host', 'protocol=https\nhost=evil.test\n', []],
    ['cleartext', 'protocol=http\nhost=git.example.com\n', []],
    ['another user than the configured one', `${oldRequest}username=bob\n`, ['--git-user', 'ada']],
  ])('says nothing of %s, and asks for nothing', async (_what, input, flags) => {
    const host = await aTokenHost()
    expect(await get({ host, input }, ...flags)).toMatchObject({ exit: 0, out: '', err: '' })
    expect(host.seen).toEqual([])
  })

  it.each([
    ['sign_in_required', 401, 4],
    ['consent_denied', 403, 5],
    ['locked', 423, 6],
    ['offline', 503, 7],
  ] as const)(
    'refused with %s, has git quit instead of asking for a password',
    async (code, status, exit) => {
      const host = await aHost(() => problemReply(status, code, 'What to do.'))
      const answer = await get({ host, input: oldRequest })
      expect(answer).toMatchObject({ exit, out: 'quit=1\n' })
      expect(answer.err).toContain('What to do.')
    },
  )

  it('has git quit where Signet does not run', async () => {
    expect(await get({ input: oldRequest })).toMatchObject({ exit: 3, out: 'quit=1\n' })
  })

  it.each([
    [['git-credential', 'get'], '--host is missing'],
    [['git-credential', '--host', 'http://git.example.com', 'get'], '--host is'],
    [['git-credential', '--host', 'git.example.com', '--git-user', 'a:b', 'get'], '--git-user is'],
  ])('says what is wrong with %j', async (words, said) => {
    const { out, err, exit } = await signet(words, { input: oldRequest })
    expect([out, exit]).toEqual(['quit=1\n', 2])
    expect(err).toContain(said)
  })
})

describe('a request with a byte too many', () => {
  const fields = ['protocol', 'host', 'path', 'username', 'password', 'wwwauth[]', 'capability[]', 'else']

  /** A whole request in which one field holds the byte between an a and a z. */
  function withByte(field: string, byte: number): Buffer {
    const lines = ['protocol=https', 'host=git.example.com'].filter((line) => !line.startsWith(field))
    const head = Buffer.from([...lines, `${field}=a`].join('\n'))
    return Buffer.concat([head, Buffer.from([byte]), Buffer.from('z\n')])
  }

  /** A name is echoed; what else is in the answer is ours. */
  function expectedOf(field: string, byte: number): string {
    const isWhole = byte !== 0 && byte !== 10 && byte !== 13
    if (!isWhole) return 'quit=1\n'
    if (field === 'protocol' || field === 'host') return ''
    if (field !== 'username') return asPassword
    const name = byte < 0x80 ? `a${String.fromCharCode(byte)}z` : undefined
    return name === undefined ? 'quit=1\n' : `username=${name}\npassword=${token}\n${expiry}`
  }

  it.each(fields)('in %s is refused or passed whole, each of the 256', async (field) => {
    const host = await aTokenHost()
    for (let byte = 0; byte < 256; byte += 1) {
      const { out } = await get({ host, input: withByte(field, byte) })
      expect(out, `byte ${byte}`).toBe(expectedOf(field, byte))
    }
  })

  it.each(['\u2028', '\u2029', '\u0085', '\uFEFF', '\v', '\f'])('%j ends no line', async (mark) => {
    const host = await aTokenHost()
    const { out } = await get({ host, input: `${oldRequest}username=${mark}a${mark}host=evil.test\n` })
    expect(out).toBe(`username=${mark}a${mark}host=evil.test\npassword=${token}\n${expiry}`)
  })

  it.each([
    ['a host after a host', 'protocol=https\nhost=evil.test\npath=x\nhost=git.example.com\n', 'given twice'],
    ['a protocol after a protocol', `${oldRequest}protocol=https\n`, 'given twice'],
    ['a user after a user', `${oldRequest}username=a\nusername=b\n`, 'given twice'],
    ['a line without a name', `${oldRequest}=x\n`, 'no = after a name'],
    ['a line without =', `${oldRequest}x\n`, 'no = after a name'],
    ['CR LF', oldRequest.replaceAll('\n', '\r\n'), 'carriage return'],
    ['a cut-off line', 'protocol=https\nhost=git.example.com', 'has no end'],
    ['nothing', '', 'missing'],
    ['an empty line first', `\n${oldRequest}`, 'missing'],
    ['no host', 'protocol=https\n', 'missing'],
    ['no protocol', 'host=git.example.com\n', 'missing'],
    ['a line of 65536 bytes', `${oldRequest}path=${'x'.repeat(65_530)}\n`, 'longer than 65535'],
    ['2 MiB', `${oldRequest}${`a=${'x'.repeat(60_000)}\n`.repeat(36)}`, 'longer than 1 MiB'],
  ])('of %s is refused, and asks for nothing', async (_what, input, said) => {
    const host = await aTokenHost()
    const { out, err, exit } = await get({ host, input })
    expect([out, exit]).toEqual(['quit=1\n', 2])
    expect(err).toContain(said)
    expect(err).not.toContain('evil')
    expect(host.seen).toEqual([])
  })

  it('takes a line of 65535 bytes', async () => {
    const host = await aTokenHost()
    const line = `path=${'x'.repeat(65_529)}\n`
    expect(await get({ host, input: oldRequest + line })).toMatchObject({ exit: 0, out: asPassword })
  })
})

describe('signet git-credential', () => {
  const erase = (host: ScriptedHost, input: string) =>
    signet(['git-credential', '--host', 'git.example.com', 'erase'], { host, input })

  it.each(['store', 'capability', 'later'])('keeps quiet at %s', async (operation) => {
    const host = await aTokenHost()
    const words = ['git-credential', '--host', 'git.example.com', operation]
    expect(
      await signet(words, { host, input: `${oldRequest}username=a\npassword=${token}\n` }),
    ).toMatchObject({ exit: 0, out: '', err: '' })
    expect(host.seen).toEqual([])
  })

  it.each([
    `${oldRequest}username=oauth2\npassword=${token}\n`,
    `capability[]=authtype\nauthtype=Bearer\ncredential=${token}\n${oldRequest}`,
  ])('tells of a refused token at erase, and ends nothing', async (input) => {
    const host = await aTokenHost()
    const { out, err, exit } = await erase(host, input)
    expect([out, exit]).toEqual(['', 0])
    expect(err).toContain('git.example.com refused the access token. You are still signed in')
    expect(err).not.toContain(token)
    expect(host.seen).toEqual([])
  })

  it.each([
    ['a password that somebody typed', `${oldRequest}username=ada\npassword=hunter2\n`],
    ['another host', `protocol=https\nhost=evil.test\nusername=a\npassword=${token}\n`],
  ])('says nothing of %s', async (_what, input) => {
    expect(await erase(await aTokenHost(), input)).toMatchObject({ exit: 0, out: '', err: '' })
  })

  it('gives the object of the local API under --json', async () => {
    const { out } = await get({ host: await aTokenHost(), input: oldRequest }, '--json')
    expect(JSON.parse(out)).toMatchObject({ token, use: 'access' })
  })
})
