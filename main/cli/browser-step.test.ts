import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { bodies, challenged, credentials, login, signedIn } from './login-fakes'

const url = 'https://auth.example.com/oauth2/authorize?state=s'
const atBrowser = (opened: boolean): SignInView => ({ kind: 'browser', poolName: 'acme', url, opened })
const end = 'http://127.0.0.1:47811/callback?code=c&state=s'

describe('signet login --method browser', () => {
  it('asks nothing, says where, waits, and is signed in', async () => {
    const steps = [credentials, atBrowser(true), atBrowser(true), signedIn]
    const { exit, asked, err, seen } = await login('--method browser', { steps, world: { isTerminal: true } })
    expect(exit).toBe(0)
    expect(asked).toEqual(['closed'])
    expect(err).toContain(url)
    expect(err).toContain('Signed in as ada.')
    expect(bodies(seen)).toEqual([
      { pool: 'acme', method: 'MANAGED_LOGIN' },
      { answer: { kind: 'browser' } },
      { wait: 30 },
      { wait: 30 },
    ])
  })

  it('hands over the name and the provider, where there are some', async () => {
    const steps = [credentials, atBrowser(true), signedIn]
    const { seen } = await login('--method browser --provider Google --username ada', { steps })
    expect(bodies(seen)[1]).toEqual({
      answer: { kind: 'browser', username: 'ada', identityProvider: 'Google' },
    })
  })

  it('begins so where the account did so before', async () => {
    const steps: SignInView[] = [{ ...credentials, method: 'MANAGED_LOGIN' }, atBrowser(true), signedIn]
    const { asked, seen } = await login('', { steps })
    expect(asked).toEqual(['closed'])
    expect(bodies(seen)[1]).toEqual({ answer: { kind: 'browser' } })
  })

  it('takes no provider for another method', async () => {
    const { exit, err, seen } = await login('--provider Google')
    expect(exit).toBe(2)
    expect(err).toContain('--provider goes with --method browser.')
    expect(bodies(seen)).toEqual([])
  })

  it('ends with what was refused there', async () => {
    const problem = 'auth/provider-refused' as const
    const steps = [credentials, atBrowser(true), { ...credentials, problem, problemDetail: 'access_denied' }]
    const { exit, err } = await login('--method browser', { steps })
    expect(exit).toBe(4)
    expect(err).toContain('access_denied')
  })

  it('waits where nobody can paste', async () => {
    const { exit, asked, err } = await login('--method browser', {
      steps: [credentials, atBrowser(false), signedIn],
    })
    expect(exit).toBe(0)
    expect(asked).toEqual(['closed'])
    expect(err).toContain(`Open this address in a browser to sign in to acme:\n${url}`)
  })

  it('offers the browser in place of a passkey', async () => {
    const select = challenged({ name: 'SELECT_CHALLENGE', factors: ['WEB_AUTHN'], browser: true })
    const steps = [{ ...credentials, method: 'USER_AUTH' } as const, select, atBrowser(true), signedIn]
    const { exit, seen } = await login('--username ada', { steps })
    expect(exit).toBe(0)
    expect(bodies(seen)[2]).toEqual({ answer: { kind: 'browser' } })
  })
})

describe('a terminal without a browser', () => {
  it('takes the address that the browser ended on; another one costs nothing', async () => {
    const { exit, err, seen } = await login('--method browser', {
      steps: [credentials, atBrowser(false), 'url: is not where this sign-in ends.', signedIn],
      world: { isTerminal: true, answers: ['nonsense', end] },
      neverReturns: true,
    })
    expect(exit).toBe(0)
    expect(err).toContain('This is not the address that this sign-in ends on.')
    expect(bodies(seen)).toContainEqual({ answer: { kind: 'redirected', url: end } })
  })
})
