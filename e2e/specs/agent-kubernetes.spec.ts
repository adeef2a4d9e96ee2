// `signet kube-credentials` under the real kubectl, against an API server that wants an id token of the pool.
import { writeFileSync } from 'node:fs'
import { expect } from '@playwright/test'
import { documented, pathWithSignet } from '../fixtures/documented'
import { signInBob } from '../fixtures/agent-person'
import { test as base } from '../fixtures/agent-test'
import { findKubectl } from '../fixtures/kubectl'
import { type KubernetesApi, startKubernetesApi } from '../fixtures/kubernetes-api'
import { makeAuthority } from '../fixtures/private-authority'
import type { Program } from '../fixtures/programs'
import { tokenJudge } from '../fixtures/token-judge'

const question = 'A program asks for your id token of bob.'
const { path: kubectl, minor } = findKubectl()
const group = 'client.authentication.k8s.io'
/** Those that this kubectl speaks. */
const versions = minor >= 22 ? [`${group}/v1`, `${group}/v1beta1`] : [`${group}/v1beta1`]

interface Cluster {
  readonly api: KubernetesApi
  /** Kubectl with these words, and the exec plugin as the kubeconfig names it. */
  readonly kubectl: (apiVersion: string, ...words: readonly string[]) => Program
}

const test = base.extend<{ cluster: Cluster }>({
  cluster: async ({ computer }, use) => {
    computer.hasPools()
    await computer.agent()
    await signInBob(computer)
    const authority = makeAuthority('cluster')
    const api = await startKubernetesApi(authority, await tokenJudge(computer, 'id'))
    await use({
      api,
      kubectl: (apiVersion, ...words) => {
        const config = computer.beside('kubeconfig')
        writeFileSync(config, kubeconfig({ server: api.url, authority: authority.file, apiVersion }))
        const own = { KUBECONFIG: config, HOME: computer.beside('somebody'), PATH: pathWithSignet(computer) }
        const env = { ...computer.env, ...own }
        return { command: kubectl, args: ['--cache-dir', computer.beside('cache'), ...words], env }
      },
    })
    await api.close()
    authority.remove()
  },
})

/** The user of docs/kubernetes.md as it stands there, and a cluster. */
function kubeconfig(given: { server: string; authority: string; apiVersion: string }): string {
  const { server, authority, apiVersion } = given
  return `${documented('docs/kubernetes.md', 'yaml')}
apiVersion: v1
kind: Config
clusters: [{ name: test, cluster: { server: "${server}", certificate-authority: "${authority}" } }]
contexts: [{ name: test, context: { cluster: test, user: cognito } }]
current-context: test
`
    .replace(/(?<=apiVersion: )client\S+/, apiVersion)
    .replace('--account, work', '--account, bob')
}

test('a yes to kubectl serves all that it does; the API server gets the id token', async ({
  computer,
  cluster,
}) => {
  const { programs } = computer
  const [version = ''] = versions
  const first = programs.startOnTerminal(cluster.kubectl(version, 'get', '--raw', '/version'))
  await first.answer(question, 'a')
  expect(await first.ended).toMatchObject({ exit: 0 })
  expect(first.said()).toContain('"gitVersion":"v1.33.0"')
  // The program that is asked about is kubectl, though it is `signet` that asks.
  expect(first.pty.shown()).toContain(kubectl)

  for (const each of versions) {
    const pods = await programs.run(cluster.kubectl(each, 'get', 'pods'))
    expect(pods).toMatchObject({ exit: 0, err: '' })
    expect(pods.out).toContain('web-1')
  }
  if (minor >= 28) {
    const who = await programs.run(cluster.kubectl(version, 'auth', 'whoami', '-o', 'json'))
    expect(JSON.parse(who.out)).toMatchObject({ status: { userInfo: { username: 'cognito:bob' } } })
  }
  expect(new Set(cluster.api.users)).toEqual(new Set(['bob']))
})

test('in a pipe kubectl says what to run; that is enough', async ({ computer, cluster }) => {
  const listing = cluster.kubectl(versions[0] ?? '', 'get', 'pods')
  const refused = await computer.programs.run(listing)
  expect(refused).toMatchObject({ exit: 1, out: '' })
  expect(refused.err).toContain('signet apps allow')
  expect(cluster.api.users).toEqual([])

  const allowing = computer.onTerminal('apps', 'allow', kubectl, '--use', 'id')
  await allowing.answer(`Let ${kubectl} have your id token`, 'y')
  expect((await allowing.ended).exit).toBe(0)
  expect((await computer.programs.run(listing)).out).toContain('web-1')

  await computer.signet(['lock'])
  const locked = await computer.programs.run(listing)
  expect(locked.exit).toBe(1)
  expect(locked.err).toContain('signet unlock')
})
