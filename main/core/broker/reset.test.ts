import { describe, expect, it } from 'vitest'
import { ResetReply } from '../../../shared/broker/requests'
import { AppError } from '../../../shared/errors'
import { aCaller } from '../fakes'
import { appOf } from '../grants/app-key'
import { defaultSettings } from '../records/settings'
import { aBroker, anAccount, codeOf } from './fakes'

const ada = anAccount('ada')
const clientSecret = 'a'.repeat(48)

async function aFullHost() {
  const host = await aBroker({ accounts: [ada], pools: [{ clientSecret }] })
  const { vault, grants, state, config, audit } = host
  await vault.write(ada.id, { v: 1, username: 'ada', sub: 'sub-ada' })
  await vault.writeClientSecret(ada.userPoolId, ada.clientId, clientSecret)
  await grants.put({ app: appOf(aCaller()), accountId: ada.id, use: 'access' }, 'always')
  audit.record({ what: 'start', decision: 'agent' })
  await audit.flush()
  config.files.set('settings.json', '{}')
  config.files.set('pools.json.damaged-2', 'what was set aside')
  state.files.set(`refresh/${ada.id}.json`, '{}')
  state.files.set(`sign-in/${ada.id}.json`, '{}')
  return host
}

describe('a reset', () => {
  it('leaves no keychain item and no file of Signet, when a person agrees', async () => {
    const { ask, asker, keychain, state, config, sessions } = await aFullHost()
    asker.willAnswer({ confirm: () => true })
    const { body } = await ask('POST /v1/reset')
    expect(ResetReply.parse(body).left).toEqual([])
    expect(ResetReply.parse(body).removed).toContain('account ada')
    expect(asker.confirmations).toEqual([{ kind: 'reset', app: '/usr/bin/app' }])
    expect(sessions.signedOut).toMatchObject([{ accountId: ada.id, forgetDevice: true }])
    expect([keychain.items.size, state.files.size, config.files.size]).toEqual([0, 0, 0])
  })

  it('removes what a sign-in left that was cut short', async () => {
    const { ask, asker, deps, keychain, vault, accounts, state } = await aFullHost()
    asker.willAnswer({ confirm: () => true })
    const bob = anAccount('bob', { isDefault: false, status: 'signed-out' })
    await vault.write(bob.id, { v: 1, username: 'bob', sub: 'sub-bob' })
    deps.sessions.finishSignIns = () => accounts.put(bob)
    expect(ResetReply.parse((await ask('POST /v1/reset')).body).removed).toContain('account bob')
    expect([keychain.items.size, state.files.size]).toEqual([0, 0])
  })

  it('keeps the only way to an item that the keychain would not let go of, and names it', async () => {
    const { ask, asker, keychain, state } = await aBroker({ accounts: [] })
    asker.willAnswer({ confirm: () => true })
    const note = `sign-in/${anAccount('carol').id}.json`
    state.files.set(note, '{}')
    keychain.failWhen(() => new AppError('keychain/locked', 'Locked.'))
    const { left } = ResetReply.parse((await ask('POST /v1/reset')).body)
    expect(left.join()).toContain(note)
    expect(state.files.has(note)).toBe(true)
  })

  it('does nothing when the person says no', async () => {
    const { ask, keychain, state } = await aFullHost()
    const before = new Map(state.files)
    expect(codeOf(await ask('POST /v1/reset'))).toBe('consent_denied')
    expect(state.files).toEqual(before)
    expect(keychain.items.size).toBeGreaterThan(0)
  })

  it('goes on past what it cannot remove, names it, and keeps the way back to it', async () => {
    const { ask, asker, keychain, accounts, grants, state } = await aFullHost()
    asker.willAnswer({ confirm: () => true })
    keychain.failWhen((operation) =>
      operation === 'delete' ? new AppError('keychain/locked', 'Locked.') : undefined,
    )
    const { body } = await ask('POST /v1/reset')
    const { left } = ResetReply.parse(body)
    expect(left.join()).toContain('account ada: Locked. (keychain/locked)')
    expect(accounts.list()).toHaveLength(1)
    expect(state.files.get('accounts.json')).toContain(ada.id)
    expect(grants.list(() => '')).toEqual([])
  })

  it('names what could not be done at the server', async () => {
    const { ask, asker, deps } = await aFullHost()
    asker.willAnswer({ confirm: () => true })
    deps.sessions.signOut = () => Promise.resolve(['The device could not be forgotten.'])
    expect(ResetReply.parse((await ask('POST /v1/reset')).body).left).toEqual([
      'ada: The device could not be forgotten.',
    ])
  })

  it('is the way out of a lock that nobody can open, and leaves nothing to open', async () => {
    const { ask, asker, lock, settings, keychain, state, config, sessions, clock } = await aFullHost()
    await settings.set({ unlockWith: 'password' })
    await ask('POST /v1/lock')
    expect(codeOf(await ask('POST /v1/reset'))).toBe('consent_denied')
    expect([lock.isLocked, keychain.items.size > 0]).toEqual([true, true])
    asker.willAnswer({ confirm: () => true })
    clock.advance(30_000)
    const { left } = ResetReply.parse((await ask('POST /v1/reset')).body)
    expect(left).toEqual([expect.stringContaining('Cognito was not told')])
    // Nothing was read in order to tell anybody of it.
    expect(sessions.signedOut).toEqual([])
    expect([lock.isLocked, keychain.items.size, state.files.size, config.files.size]).toEqual([
      false,
      0,
      0,
      0,
    ])
  })

  it('leaves no setting that the next change would write back', async () => {
    const { ask, asker, settings, config } = await aFullHost()
    await settings.set({ unlockWith: 'password', lockAtSleep: true })
    await ask('POST /v1/lock')
    asker.willAnswer({ confirm: () => true })
    await ask('POST /v1/reset')
    expect(settings.get()).toEqual(defaultSettings)
    await settings.set({ theme: 'dark' })
    expect(JSON.parse(config.files.get('settings.json') ?? '')).toMatchObject({ unlockWith: 'presence' })
  })

  it('removes settings that were being written at that moment', async () => {
    const { ask, asker, settings, config } = await aFullHost()
    asker.willAnswer({
      confirm: () => {
        void settings.set({ theme: 'dark' })
        return true
      },
    })
    await ask('POST /v1/reset')
    expect([settings.get(), config.files.size]).toEqual([defaultSettings, 0])
  })

  it('that leaves an account behind leaves the settings as they are', async () => {
    const { ask, asker, settings, keychain } = await aFullHost()
    await settings.set({ unlockWith: 'password' })
    await ask('POST /v1/lock')
    asker.willAnswer({ confirm: () => true })
    keychain.failWhen(() => new AppError('keychain/refused', 'no'))
    await ask('POST /v1/reset')
    expect(settings.get().unlockWith).toBe('password')
  })

  it('that leaves an account behind leaves Signet locked', async () => {
    const { ask, asker, lock, keychain } = await aFullHost()
    await ask('POST /v1/lock')
    asker.willAnswer({ confirm: () => true })
    keychain.failWhen(() => new AppError('keychain/refused', 'no'))
    expect(ResetReply.parse((await ask('POST /v1/reset')).body).left).not.toEqual([])
    expect(lock.isLocked).toBe(true)
  })
})
