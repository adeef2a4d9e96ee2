// `signet aws-credentials`, `signet serve-aws` and `signet exec --env …=aws`, against a host that answers from a list.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { type Answer, jsonReply, problemReply, type ScriptedHost, scriptedHost } from '../client/fakes'
import { signet } from './fakes'

const roleArn = 'arn:aws:iam::123456789012:role/reader'
const credentials = {
  Version: 1,
  AccessKeyId: 'ASIA1',
  SecretAccessKey: 'canary-secret',
  SessionToken: 'canary-token',
  Expiration: '2030-01-01T00:00:00Z',
}
let host: ScriptedHost
afterEach(() => host.close())

async function aHost(answer: (path: string) => Answer): Promise<ScriptedHost> {
  host = await scriptedHost(({ path }) => answer(path))
  return host
}

describe('signet aws-credentials', () => {
  it.each([[], ['--json']])('prints what credential_process wants %j', async (...flags) => {
    await aHost(() => jsonReply(200, credentials))
    const { exit, out, err } = await signet(['aws-credentials', ...flags], { host })
    expect([exit, JSON.parse(out), err]).toEqual([0, credentials, ''])
    expect(host.seen).toMatchObject([
      { path: '/v1/accounts/default/aws-credentials', body: { interactive: true } },
    ])
  })

  it('asks as its flags say', async () => {
    await aHost(() => jsonReply(200, credentials))
    const flags = `--account me --role ${roleArn} --minimum-ttl 60 --no-interactive --wait 5 --reason deploy`
    expect((await signet(['aws-credentials', ...flags.split(' ')], { host })).exit).toBe(0)
    expect(host.seen[0]).toMatchObject({
      path: '/v1/accounts/me/aws-credentials',
      body: { roleArn, minimumTtl: 60, interactive: false, wait: 5, reason: 'deploy' },
    })
  })

  it('prints nothing where there is nothing, and exits as the local API says', async () => {
    await aHost(() =>
      problemReply(404, 'no_identity_pool', 'Add it with `signet pools add --identity-pool`.'),
    )
    const { exit, out, err } = await signet(['aws-credentials'], { host })
    expect([exit, out]).toEqual([2, ''])
    expect(err).toContain('signet pools add --identity-pool')
  })
})

describe('signet serve-aws', () => {
  const opened = { id: 'e1', url: 'http://127.0.0.1:50001/', account: 'a' }
  const tokenFile = "/home/o'neil x/aws/1.token"

  it('prints what a shell takes, waits, and says so where the host has ended it', async () => {
    let waits = 0
    await aHost((path) => {
      if (!path.endsWith('/wait')) return jsonReply(200, { ...opened, tokenFile })
      waits += 1
      return jsonReply(200, { status: waits < 3 ? 'open' : 'ended' })
    })
    const { exit, out, err } = await signet(['serve-aws', '--role', roleArn], { host })
    expect(out).toBe(
      [
        'export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:50001/',
        String.raw`export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE='/home/o'\''neil x/aws/1.token'`,
        '',
      ].join('\n'),
    )
    expect([exit, waits]).toEqual([3, 3])
    expect(err).toContain('Ctrl-C ends the endpoint')
    expect(err).toContain('has ended')
    expect(host.seen[0]).toMatchObject({ path: '/v1/aws-endpoints', body: { account: 'default', roleArn } })
  })

  it.each<[string, Answer]>([
    ['ended between two waits', problemReply(404, 'not_found', 'No endpoint of yours has this id.')],
    ['went with a host that hangs up', null],
    ['is of a host that ends', problemReply(503, 'not_running', 'Signet ends.')],
  ])('says that its endpoint has ended where it %s', async (_what, answer) => {
    let waits = 0
    await aHost((path) => {
      if (!path.endsWith('/wait')) return jsonReply(200, { ...opened, tokenFile })
      waits += 1
      return waits === 1 ? jsonReply(200, { status: 'open' }) : answer
    })
    const { exit, err } = await signet(['serve-aws', '--json'], { host })
    const problem = JSON.parse(err.trim().split('\n').at(-1) ?? '') as unknown
    expect([exit, problem]).toEqual([
      3,
      expect.objectContaining({ code: 'not_running', title: expect.stringContaining('has ended') as string }),
    ])
  })

  it('says why it cannot wait where its endpoint has not ended', async () => {
    await aHost((path) =>
      path.endsWith('/wait')
        ? problemReply(403, 'untrusted_caller', 'Who are you?')
        : jsonReply(200, { ...opened, tokenFile }),
    )
    const { exit, err } = await signet(['serve-aws'], { host })
    expect(exit).not.toBe(3)
    expect(err).toContain('Who are you?')
  })

  it('prints the token itself where it is told to, and says who can see it', async () => {
    await aHost((path) =>
      jsonReply(200, path.endsWith('/wait') ? { status: 'ended' } : { ...opened, token: 'secret-1' }),
    )
    const { out, err } = await signet(['serve-aws', '--env-token'], { host })
    expect(out).toContain('export AWS_CONTAINER_AUTHORIZATION_TOKEN=secret-1\n')
    expect(out).not.toContain('TOKEN_FILE')
    expect(err).toContain('can see the token')
    expect(host.seen[0]).toMatchObject({ body: { tokenInReply: true } })
  })
})

describe('signet exec --env NAME=aws', () => {
  /** What a child saw of these variables. */
  async function seenBy(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
    await aHost((path) =>
      path.endsWith('/token')
        ? jsonReply(200, { token: 't', tokenType: 'Bearer', expiresAt: '2030-01-01T00:00:00Z' })
        : jsonReply(200, credentials),
    )
    const folder = mkdtempSync(join(tmpdir(), 'signet-aws-'))
    const file = join(folder, 'environment')
    const code = `fs.writeFileSync(${JSON.stringify(file)}, JSON.stringify(process.env))`
    const ended = await signet(['exec', ...flags, '--', process.execPath, '-e', code], { host, env })
    const seen = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {}
    rmSync(folder, { recursive: true })
    return { ...ended, seen }
  }

  it('gives the child the four variables, and no profile', async () => {
    const { exit, out, err, seen } = await seenBy(['--env', 'AWS=aws', '--role', roleArn], {
      AWS_PROFILE: 'mine',
      AWS_DEFAULT_PROFILE: 'mine',
      AWS_REGION: 'eu-west-1',
    })
    expect([exit, out, err]).toEqual([0, '', ''])
    expect(seen).toMatchObject({
      AWS_ACCESS_KEY_ID: 'ASIA1',
      AWS_SECRET_ACCESS_KEY: 'canary-secret',
      AWS_SESSION_TOKEN: 'canary-token',
      AWS_CREDENTIAL_EXPIRATION: '2030-01-01T00:00:00Z',
      AWS_REGION: 'eu-west-1',
    })
    expect(seen).not.toHaveProperty('AWS_PROFILE')
    expect(seen).not.toHaveProperty('AWS_DEFAULT_PROFILE')
    expect(host.seen).toMatchObject([{ body: { roleArn } }])
  })

  it('under another name leaves the profile, and stands beside tokens', async () => {
    const flags = ['--env', 'STAGE=aws', '--env', 'T=access', '--env', 'OTHER=aws']
    const { seen } = await seenBy(flags, { AWS_PROFILE: 'mine' })
    expect(seen).toMatchObject({
      STAGE_ACCESS_KEY_ID: 'ASIA1',
      OTHER_SESSION_TOKEN: 'canary-token',
      T: 't',
      AWS_PROFILE: 'mine',
    })
    expect(seen).not.toHaveProperty('AWS_ACCESS_KEY_ID')
    expect(host.seen).toHaveLength(2)
  })
})
