import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from '../../../e2e/cognito/builders'
import type { EmbeddedCognito } from '../../../e2e/cognito/embedded-cognito'
import { startCognito } from '../../../e2e/cognito/server'
import type { Pushed } from '../../../shared/ipc/contract'
import type { SignInAnswer } from '../../../shared/model/sign-in'
import { aHost } from '../../fixtures'
import { windowOwner, WindowSignIns } from './window-sign-ins'

let server: EmbeddedCognito
beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
})
afterEach(() => server.close())

const alice = { kind: 'credentials', username: 'alice', password: passwords.alice } as const
const bob = { kind: 'credentials', username: 'bob', password: passwords.bob } as const

/** A window on a host with one pool. */
async function aWindow() {
  const { host, redirects } = await aHost()
  const pool = await host.addPool({
    name: 'Work',
    userPoolId,
    clientId: publicClientId,
    method: 'USER_SRP_AUTH',
    endpoint: server.url,
    managedLogin: { domain: server.url },
  })
  let cameForward = 0
  const pushed: Pushed<'signIn.changed'>[] = []
  const signIns = new WindowSignIns({
    host: () => host,
    push: (state) => pushed.push(state),
    comeForward: () => Promise.resolve(void (cameForward += 1)),
  })
  signIns.follow(host)
  const answer = (id: string, given: SignInAnswer) => host.signIns.get(id, windowOwner)?.answer(given)
  return { host, pool, signIns, pushed, answer, redirects, cameForward: () => cameForward }
}

/** The same, once bob has signed in and out again. */
async function aWindowOfBob() {
  const window = await aWindow()
  const { id } = window.signIns.start({ poolName: 'Work' })
  const view = await window.answer(id, bob)
  if (view?.kind !== 'signedIn') throw new Error(JSON.stringify(view))
  await window.host.signOut(view.accountId, { everywhere: false, forgetDevice: false })
  window.pushed.splice(0)
  return { ...window, accountId: view.accountId }
}

describe('a sign-in that the person begins', () => {
  it('is shown at each step', async () => {
    const { signIns, pushed, answer } = await aWindow()
    const { id, view } = signIns.start({ poolName: 'Work' })
    expect(view).toMatchObject({ kind: 'credentials', poolName: 'Work' })
    await answer(id, bob)
    expect(pushed.map((state) => state.view.kind)).toEqual(['credentials', 'authenticating', 'signedIn'])
    expect(new Set(pushed.map((state) => state.id))).toEqual(new Set([id]))
  })

  it('of a terminal is none of the window’s business', async () => {
    const { host, pool, pushed } = await aWindow()
    host.signIns.start({ pool, owner: '77 100' })
    expect(pushed).toEqual([])
  })

  it('of an account that is not there any more is refused, not taken for one of nobody', async () => {
    const { signIns } = await aWindow()
    expect(() => signIns.start({ accountId: '0123456789abcdef' })).toThrow('no such account')
  })

  it('of an account whose pool is gone says so', async () => {
    const { host, signIns, accountId } = await aWindowOfBob()
    await host.pools.remove('Work')
    expect(() => signIns.start({ accountId })).toThrow('was removed')
  })
})

describe('a sign-in that a program needs', () => {
  it('comes up for its account', async () => {
    const { signIns, pushed, accountId } = await aWindowOfBob()
    signIns.bringUp(accountId)
    expect(pushed.at(-1)?.view).toMatchObject({ kind: 'credentials', username: 'bob' })
  })

  it('stays as it is when it is up already', async () => {
    const { host, signIns, pushed, accountId } = await aWindowOfBob()
    const { id } = signIns.start({ accountId })
    signIns.bringUp(accountId)
    expect(pushed.at(-1)?.id).toBe(id)
    expect(host.signIns.get(id, windowOwner)?.view().kind).toBe('credentials')
  })

  it('is left to the terminal where it is under way', async () => {
    const { host, pool, signIns, accountId } = await aWindowOfBob()
    const account = host.accounts.get(accountId)
    host.signIns.start({ pool, account, owner: '77 100' })
    expect(() => signIns.bringUp(accountId)).toThrow('on a terminal')
  })
})

describe('a sign-in in the browser', () => {
  /** It waits for the browser, which a person has before them. */
  async function away() {
    const window = await aWindow()
    const { id } = window.signIns.start({ poolName: 'Work' })
    const view = await window.answer(id, { kind: 'browser' })
    if (view?.kind !== 'browser') throw new Error(JSON.stringify(view))
    const { searchParams } = new URL(view.url)
    const comeBack = () =>
      window.redirects.arrive(
        searchParams.get('redirect_uri') ?? '',
        `error=access_denied&state=${searchParams.get('state') ?? ''}`,
      )
    return { ...window, id, comeBack }
  }

  it('brings the window forward once the browser is back, and not before', async () => {
    const { id, answer, pushed, cameForward, comeBack } = await away()
    await answer(id, { kind: 'browser' })
    expect(cameForward()).toBe(0)
    await comeBack()
    await vi.waitFor(() => expect(cameForward()).toBe(1))
    expect(pushed.at(-1)?.view).toMatchObject({ kind: 'credentials', problem: 'auth/provider-refused' })
  })

  it('goes on where the window is closed meanwhile, and is shown again in the next one', async () => {
    const { id, signIns, pushed, comeBack } = await away()
    signIns.windowClosed()
    pushed.splice(0)
    await comeBack()
    await vi.waitFor(() => expect(pushed.filter(({ view }) => view.kind === 'credentials')).toHaveLength(2))
    expect(new Set(pushed.map((state) => state.id))).toEqual(new Set([id]))
  })

  it('that is cancelled while the browser is away leaves the person where they are', async () => {
    const { host, id, pushed, cameForward } = await away()
    host.signIns.get(id, windowOwner)?.cancel()
    expect(pushed.at(-1)?.view.kind).toBe('failed')
    expect(cameForward()).toBe(0)
  })
})

describe('a window that is closed', () => {
  it('calls off the sign-in that waits for its person, who could not come back to it', async () => {
    const { signIns, pushed, answer } = await aWindow()
    const { id } = signIns.start({ poolName: 'Work' })
    expect(await answer(id, alice)).toMatchObject({ kind: 'challenged' })
    signIns.windowClosed()
    expect(pushed.at(-1)).toEqual({ id, view: { kind: 'failed', code: 'auth/cancelled' } })
  })

  it('lets one that is under way come to its end', async () => {
    const { signIns, answer } = await aWindow()
    const { id } = signIns.start({ poolName: 'Work' })
    const done = answer(id, bob)
    signIns.windowClosed()
    expect(await done).toMatchObject({ kind: 'signedIn' })
    signIns.windowClosed()
  })

  it('leaves those of terminals alone', async () => {
    const { host, pool, signIns } = await aWindow()
    const run = host.signIns.start({ pool, owner: '77 100' })
    signIns.windowClosed()
    expect(run.isOver).toBe(false)
  })
})
