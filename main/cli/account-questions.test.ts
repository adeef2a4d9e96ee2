// What `signet account` asks on a terminal or takes from a pipe, and when it asks nothing.
import { describe, expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { type Answer, type ScriptedHost, type SeenRequest, jsonReply, problemReply } from '../client/fakes'
import { signet } from './fakes'

const ada = { id: '0123456789abcdef', label: 'work', username: 'ada', status: 'signed-in', default: true }
const eve = { id: 'fedcba9876543210', label: 'eve', username: 'eve', status: 'signed-in', default: false }

/** A host that knows these accounts, and answers the rest so. */
function aHostWith(
  accounts: readonly object[],
  answer: (request: SeenRequest) => Answer = () => jsonReply(200, { status: 'done' }),
): Promise<ScriptedHost> {
  return aHost((request) =>
    request.path === '/v1/accounts' ? jsonReply(200, { accounts }) : answer(request),
  )
}

/** What it was asked but for the list of accounts, which comes first. */
function changes({ seen }: ScriptedHost): readonly SeenRequest[] {
  expect(seen[0]).toMatchObject({ method: 'GET', path: '/v1/accounts' })
  return seen.slice(1)
}

const long = 'x'.repeat(257)

describe('signet account password', () => {
  it('asks unseen, again where the new ones differ, and gives the terminal back before it sends', async () => {
    const host = await aHostWith([ada])
    const answers = ['old', 'new', 'mistyped', 'new', 'new']
    const { asked, err, exit } = await signet(['account', 'password'], { host, answers, isTerminal: true })
    expect(exit).toBe(0)
    expect(asked).toHaveLength(6)
    expect(asked.slice(0, 5).every((label) => label.endsWith('(hidden)'))).toBe(true)
    expect(asked.at(-1)).toBe('closed')
    expect(err).toContain('The two passwords differ. Type them again.')
    expect(changes(host)).toMatchObject([
      { path: '/v1/accounts/default/password', body: { previousPassword: 'old', proposedPassword: 'new' } },
    ])
  })

  it('takes lines from a pipe, and sends nothing where they differ', async () => {
    const host = await aHostWith([ada])
    const { exit } = await signet(['account', 'password'], { host, answers: ['old', 'new', 'new'] })
    expect([exit, changes(host)]).toMatchObject([0, [{ body: { previousPassword: 'old' } }]])
    const other = await signet(['account', 'password'], { host, answers: ['old', 'new', 'other'] })
    expect([other.exit, changes(host).slice(1)]).toMatchObject([2, [{ path: '/v1/accounts' }]])
    expect(other.err).toContain('differ')
  })

  it('says what is wrong with an answer to whoever types, also under --json, and asks again', async () => {
    const host = await aHostWith([ada])
    const answers = ['', long, 'old', ' ', 'new', 'new']
    const { asked, err, exit } = await signet(['account', 'password', '--json'], {
      host,
      answers,
      isTerminal: true,
    })
    expect(exit).toBe(0)
    expect(asked).toHaveLength(7)
    expect(err).toBe(
      'Old password: the answer is empty.\n' +
        'Old password: the answer is longer than 256 characters.\n' +
        'New password: the answer is empty.\n',
    )
    expect(changes(host)).toMatchObject([{ body: { previousPassword: 'old', proposedPassword: 'new' } }])
  })

  it.each([
    [[''], 'Old password: the answer is empty.'],
    [[long], 'Old password: the answer is longer than 256 characters.'],
    [['old', ''], 'New password: the answer is empty.'],
    [['old', long, long], 'New password: the answer is longer than 256 characters.'],
  ])('is an error of usage that names the answer of a pipe (%#)', async (answers, said) => {
    const host = await aHostWith([ada])
    const { exit, err } = await signet(['account', 'password'], { host, answers })
    expect([exit, changes(host)]).toEqual([2, []])
    expect(err).toBe(`signet: ${said} See \`signet help account password\`.\n`)
  })
})

describe('signet account mfa add totp', () => {
  const setUp = { secret: 'ABC', uri: 'otpauth://x', codeLength: 6 }

  it('shows the key, then asks for its code, which may be typed again', async () => {
    let codes = 0
    const host = await aHostWith([ada], ({ path }) => {
      if (path.endsWith('/totp')) return jsonReply(200, setUp)
      codes += 1
      return codes === 1 ? problemReply(403, 'wrong_code', 'Wrong.') : jsonReply(200, { status: 'done' })
    })
    const printed = await signet(['account', 'mfa', 'add', 'totp'], {
      host,
      answers: ['', '1'.repeat(2049), '111111', '222222'],
      isTerminal: true,
    })
    expect(printed.exit).toBe(0)
    expect(printed.err).toContain('ABC')
    expect(printed.err).toContain('otpauth://x')
    expect(printed.err).toContain('(6 digits): the answer is empty.')
    expect(printed.err).toContain('(6 digits): the answer is longer than 2048 characters.')
    expect(printed.out).toBe('')
    expect(changes(host).map(({ body }) => body)).toMatchObject([{}, { code: '111111' }, { code: '222222' }])
  })

  it('is an error of usage where a pipe holds an empty code', async () => {
    const host = await aHostWith([ada], () => jsonReply(200, setUp))
    const { exit, err } = await signet(['account', 'mfa', 'add', 'totp'], { host, answers: [''] })
    expect(exit).toBe(2)
    expect(err).toContain('Code of your authenticator app (6 digits): the answer is empty.')
    expect(changes(host).map(({ path }) => path)).toEqual(['/v1/accounts/default/mfa/totp'])
  })
})

describe.each([[['account', 'password']], [['account', 'mfa', 'add', 'totp']]])('signet %j', (words) => {
  it.each([
    ['signed-out', undefined, 'You are not signed in.'],
    ['expired', 'session/revoked', 'Your sign-in was ended by you or an administrator.'],
    ['expired', undefined, 'Your sign-in has expired.'],
  ])('asks nothing of who is %s (%s)', async (status, endedBy, said) => {
    const host = await aHostWith([{ ...ada, status, endedBy }, eve])
    const { exit, asked, err } = await signet(words, { host, isTerminal: true })
    expect([exit, asked, changes(host)]).toEqual([4, [], []])
    expect(err).toContain(`signet: ${said}\n  `)
    expect(err).toContain('`signet login`')
  })

  it.each([
    [[], undefined, 4, 'Nobody has signed in'],
    [[eve, ada], 'nobody', 2, 'There is no such account.'],
    [[eve, { ...ada, label: 'eve' }], 'eve', 2, 'More than one account fits.'],
    [[eve, { ...ada, default: false }], undefined, 2, 'More than one account fits.'],
  ])('asks nothing where it cannot tell whose it is (%#)', async (...given) => {
    const [accounts, name, code, said] = given
    const host = await aHostWith(accounts)
    const flags = name === undefined ? [] : ['--account', name]
    const { exit, asked, err } = await signet([...words, ...flags], { host, isTerminal: true })
    expect([exit, asked, changes(host)]).toEqual([code, [], []])
    expect(err).toContain(said)
  })

  it.each([
    [[ada, eve], 'fedcba9876543210'],
    [[ada, eve], 'eve'],
    [[ada, { ...eve, label: 'default' }], 'default'],
    [[{ ...ada, default: false }], 'default'],
  ])('finds the account as the host does (%#)', async (accounts, name) => {
    const host = await aHostWith(accounts, () => problemReply(403, 'consent_denied', 'No.'))
    const answers = ['old', 'new', 'new']
    const { exit } = await signet([...words, '--account', name], { host, answers })
    expect(exit).toBe(5)
    expect(changes(host)[0]?.path).toContain(`/v1/accounts/${name}/`)
  })
})

it('asks for no password where nobody may be asked', async () => {
  const host = await aHost(() => jsonReply(200, { accounts: [] }))
  const words = ['account', 'password', '--no-interactive']
  const { exit, asked, err } = await signet(words, { host, answers: ['old', 'new', 'new'] })
  expect([exit, asked, host.seen]).toEqual([5, [], []])
  expect(err).toContain('person')
})
