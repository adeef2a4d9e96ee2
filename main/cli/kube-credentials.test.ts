import { describe, expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply, problemReply } from '../client/fakes'
import { signet } from './fakes'

const group = 'client.authentication.k8s.io'
const expiresAt = '2030-01-01T00:00:00.000Z'

function infoOf(info: object): { readonly KUBERNETES_EXEC_INFO: string } {
  return { KUBERNETES_EXEC_INFO: JSON.stringify({ kind: 'ExecCredential', ...info }) }
}

/** As kubectl from 1.22 on sets it. */
const asked = infoOf({ apiVersion: `${group}/v1`, spec: { interactive: true } })

const aTokenHost = () =>
  aHost(() => jsonReply(200, { token: 'a.b.c', tokenType: 'Bearer', use: 'id', expiresAt }))

describe('signet kube-credentials', () => {
  it.each(['v1', 'v1beta1'])('answers in %s where that was asked', async (version) => {
    const host = await aTokenHost()
    const env = infoOf({ apiVersion: `${group}/${version}`, spec: { interactive: true } })
    const { out, err, exit } = await signet(['kube-credentials'], { host, env })
    expect([exit, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toEqual({
      apiVersion: `${group}/${version}`,
      kind: 'ExecCredential',
      status: { token: 'a.b.c', expirationTimestamp: expiresAt },
    })
    expect(out).toMatch(/^[^\n]+\n$/)
  })

  it('asks for an id token, unless told otherwise, with what else was told', async () => {
    const host = await aTokenHost()
    await signet(['kube-credentials'], { host, env: asked })
    const flags = ['--account', 'me', '--use', 'access', '--minimum-ttl', '300', '--reason', 'prod']
    await signet(['kube-credentials', ...flags], { host, env: asked })
    expect(host.seen.map(({ path, body }) => [path, body])).toEqual([
      ['/v1/accounts/default/token', { use: 'id', interactive: true }],
      ['/v1/accounts/me/token', { use: 'access', interactive: true, minimumTtl: 300, reason: 'prod' }],
    ])
  })

  it.each([
    [{ interactive: false }, false],
    [{ interactive: true }, true],
    // kubectl before 1.22 does not say.
    [{}, true],
    [undefined, true],
  ])('of %j asks a person: %s', async (spec, interactive) => {
    const host = await aTokenHost()
    const env = infoOf({ apiVersion: `${group}/v1beta1`, spec })
    await signet(['kube-credentials'], { host, env })
    expect(host.seen).toMatchObject([{ body: { interactive } }])
  })

  it.each([
    ['nothing', {}, 'KUBERNETES_EXEC_INFO is not set'],
    ['the empty text', { KUBERNETES_EXEC_INFO: '' }, 'KUBERNETES_EXEC_INFO is not set'],
    ['no JSON', { KUBERNETES_EXEC_INFO: '{' }, 'holds no ExecCredential'],
    ['null', { KUBERNETES_EXEC_INFO: 'null' }, 'holds no ExecCredential'],
    ['another kind', { KUBERNETES_EXEC_INFO: '{"kind":"Pod"}' }, 'holds no ExecCredential'],
    ['v1alpha1', infoOf({ apiVersion: `${group}/v1alpha1` }), `apiVersion: ${group}/v1 or ${group}/v1beta1`],
    ['no version', infoOf({}), `apiVersion: ${group}/v1 or`],
    ['another group', infoOf({ apiVersion: 'v1' }), `apiVersion: ${group}/v1 or`],
  ])('of %s says what to do, and asks for nothing', async (_what, env, said) => {
    const host = await aTokenHost()
    const { out, err, exit } = await signet(['kube-credentials'], { host, env })
    expect([out, exit]).toEqual(['', 2])
    expect(err).toContain(said)
    expect(host.seen).toEqual([])
  })

  it('refused, prints nothing for kubectl, and says why', async () => {
    const host = await aHost(() => problemReply(403, 'consent_required', 'Run `signet apps allow PATH`.'))
    const { out, err, exit } = await signet(['kube-credentials'], { host, env: asked })
    expect([out, exit]).toEqual(['', 5])
    expect(err).toContain('signet apps allow PATH')
  })
})
