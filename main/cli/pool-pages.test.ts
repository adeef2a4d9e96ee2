import { describe, expect, it } from 'vitest'
import { signet } from './fakes'

const pool = ['--name', 'Work', '--user-pool-id', 'eu-west-1_Ab12Cd34E', '--client-id', 'client1']
const pages = ['--login-domain', 'auth.example.com']

describe('what is wrong with --scopes', () => {
  it.each([
    ['openid,my "scope"', 'holds what is no scope'],
    ['openid email', 'holds what is no scope'],
    ['openid,,email', 'holds what is no scope'],
    [`openid,${'x'.repeat(257)}`, 'holds what is no scope'],
    ['email,profile', 'lacks openid'],
    [['openid', ...Array.from({ length: 50 }, (_, index) => `s${index}`)].join(','), 'more than 50 scopes'],
  ])('is said of the flag, before anything is sent (%#)', async (scopes, said) => {
    const { exit, err } = await signet(['pools', 'add', ...pool, ...pages, '--scopes', scopes])
    expect(exit).toBe(2)
    expect(err).toMatch(/^signet: --scopes /)
    expect(err).toContain(said)
    expect(err).not.toContain('managedLogin')
  })

  it('is nothing where they are scopes', async () => {
    const scopes = 'openid, email,https://api.example.com/read'
    const { exit } = await signet(['pools', 'add', ...pool, ...pages, '--scopes', scopes])
    // No host runs: it would have been sent.
    expect(exit).toBe(3)
  })
})
