// A real Chromium judges the pages: password and authenticator, another provider, and a passkey of its own.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { chromiumPath } from '../../host/chromium'
import { aClient, aPool, passwords, publicClientId } from '../builders'
import type { EmbeddedCognito } from '../embedded-cognito'
import { startCognito } from '../server'
import { authorizeUrl, pkce, postForm } from './test-browser'
import { addVirtualAuthenticator } from './virtual-authenticator'

let profile: string
let context: BrowserContext
let page: Page
let client: Server
let callbackUrl: string
let server: EmbeddedCognito
const calledBack: URL[] = []

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'signet-hosted-ui-'))
  context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    headless: true,
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.geteuid?.() !== 0,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-sync',
      '--no-first-run',
    ],
  })
  context.setDefaultTimeout(20_000)
  // The app that waits for its callback.
  client = createServer((request, response) => {
    const url = new URL(request.url ?? '/', callbackUrl)
    if (url.pathname === '/callback') calledBack.push(url)
    response.end('<!doctype html><title>Back in the app</title>')
  })
  await new Promise<void>((resolve) => client.listen(0, '127.0.0.1', resolve))
  callbackUrl = `http://127.0.0.1:${(client.address() as AddressInfo).port}/callback`
})

afterAll(async () => {
  await context.close()
  client.close()
  client.closeAllConnections()
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
})

beforeEach(async () => {
  server = await startCognito({
    pools: [
      aPool({
        allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'],
        identityProviders: [{ name: 'Corp', users: [{ subject: 'heidi', attributes: { name: 'Heidi' } }] }],
        clients: [aClient({ callbackUrls: [callbackUrl], identityProviders: ['COGNITO', 'Corp'] })],
      }),
    ],
  })
  calledBack.length = 0
  page = await context.newPage()
})

afterEach(async () => {
  await page.close()
  await context.clearCookies()
  await server.close()
})

/** Opens the hosted UI as an app does, under the name of this computer that the test wants. */
async function open(host: '127.0.0.1' | 'localhost'): Promise<{ readonly verifier: string }> {
  const { verifier, challenge } = pkce()
  const url = authorizeUrl(server, { redirect_uri: callbackUrl, code_challenge: challenge })
  await page.goto(url.replace('127.0.0.1', host))
  return { verifier }
}

/** Redeems the code that the browser brought back, and returns the claims of the id token. */
async function finish({ verifier }: { readonly verifier: string }) {
  await page.waitForURL(`${callbackUrl}?**`)
  const { status, body } = await postForm(`${server.url}/oauth2/token`, {
    grant_type: 'authorization_code',
    client_id: publicClientId,
    redirect_uri: callbackUrl,
    code: calledBack.at(-1)?.searchParams.get('code') ?? '',
    code_verifier: verifier,
  })
  expect(status).toBe(200)
  return decodeJwt(body['id_token'] as string)
}

async function typePassword(username: 'alice' | 'bob'): Promise<void> {
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password').fill(passwords[username])
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

describe('Chromium', () => {
  it('signs in with a password and the code of an authenticator', async () => {
    const begun = await open('127.0.0.1')
    await typePassword('alice')
    await page.getByLabel('Code').fill('000000')
    await page.getByRole('button', { name: 'Continue' }).click()
    expect(await page.getByRole('alert').textContent()).toContain('Invalid code')
    await page.getByLabel('Code').fill(server.totp('alice'))
    await page.getByRole('button', { name: 'Continue' }).click()

    expect(await finish(begun)).toMatchObject({ 'cognito:username': 'alice' })
  })

  it('signs in by another provider', async () => {
    const begun = await open('127.0.0.1')
    await page.getByRole('link', { name: 'Continue with Corp' }).click()
    await page.getByRole('button', { name: 'Heidi' }).click()

    expect(await finish(begun)).toMatchObject({ 'cognito:username': 'Corp_heidi' })
  })

  it('adds a passkey and signs in with it, without a name or a password', async () => {
    const { devtools, authenticatorId } = await addVirtualAuthenticator(page)
    const first = authorizeUrl(server, { redirect_uri: callbackUrl }).replace(
      '/oauth2/authorize',
      '/passkeys/add',
    )
    await page.goto(first)
    await typePassword('bob')
    await page.getByRole('button', { name: 'Add a passkey' }).click()
    await page.getByRole('button', { name: 'Remove' }).waitFor()
    const { credentials } = await devtools.send('WebAuthn.getCredentials', { authenticatorId })
    await context.clearCookies()
    // From the address the page leads to the name, where passkeys work.
    const begun = await open('127.0.0.1')
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click()
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()

    expect(await finish(begun)).toMatchObject({ 'cognito:username': 'bob' })
    expect(credentials).toMatchObject([{ rpId: 'localhost', isResidentCredential: true }])
  })

  it('says so when no passkey fits', async () => {
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
    })
    await open('localhost')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()

    await page.getByText('No passkey was used.').waitFor()
    expect(calledBack).toEqual([])
  })
})
