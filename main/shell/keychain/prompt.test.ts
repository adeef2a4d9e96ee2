// A locked gnome-keyring with a display: its prompt appears, and nobody types.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildKeychainChild, type BuiltKeychainChild } from '../../../e2e/fixtures/keychain-child'
import { type PrivateKeyring, startPrivateKeyring } from '../../../e2e/fixtures/private-keyring'
import { fakeLog } from '../../core/fakes'
import { systemClock } from '../clock'
import { type KeychainStore, keychainStore } from './keychain-store'
import { nodeFork } from './node-fork'
import { secretService } from './secret-service'

/** The process of the prompt that the keyring has put on the display. */
async function prompterPid(env: NodeJS.ProcessEnv): Promise<number> {
  const call = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
  const method = 'org.freedesktop.DBus.GetConnectionUnixProcessID'
  const { stdout } = await promisify(execFile)(
    'dbus-send',
    [...call, method, 'string:org.gnome.keyring.SystemPrompter'],
    {
      env,
    },
  )
  return Number(/uint32 (\d+)/.exec(stdout)?.[1])
}

describe('a locked keyring with a display', () => {
  let child: BuiltKeychainChild
  let keyring: PrivateKeyring
  let store: KeychainStore
  let waiting: boolean[]
  let onWaiting: (isWaiting: boolean) => void
  beforeAll(async () => (child = await buildKeychainChild()))
  afterAll(() => child.remove())

  beforeEach(async () => {
    keyring = await startPrivateKeyring({ keyring: 'unlocked', display: true })
    waiting = []
    onWaiting = () => undefined
    const clock = systemClock()
    store = keychainStore({
      clock,
      log: fakeLog(),
      fork: nodeFork({ program: child.program, env: keyring.env }),
      lockCheck: secretService({ env: keyring.env, clock }),
      onWaiting: (isWaiting) => {
        waiting.push(isWaiting)
        onWaiting(isWaiting)
      },
    })
    await store.set('account', 'secret')
    await keyring.lock()
  }, 30_000)
  afterEach(async () => {
    store.close()
    await keyring.stop()
  })

  const whenWaiting = () =>
    new Promise<void>((resolve) => {
      onWaiting = (isWaiting) => {
        if (isWaiting) resolve()
      }
    })

  it.each(['get', 'delete', 'set'] as const)(
    'makes %s wait in sight of the person; cancelling refuses, and nothing is lost',
    async (operation) => {
      const isWaiting = whenWaiting()
      const call = operation === 'set' ? store.set('account', 'other') : store[operation]('account')
      call.catch(() => undefined)
      await isWaiting
      expect(await store.status()).toEqual({ backend: 'Secret Service', state: 'locked' })
      store.cancel()
      await expect(call).rejects.toMatchObject({ code: 'keychain/refused' })
      expect(waiting).toEqual([true, false])
      await keyring.unlock()
      expect(await store.get('account')).toBe('secret')
    },
    30_000,
  )

  it.each(['get', 'delete', 'set'] as const)(
    'is refused, not empty, when the prompt of %s goes away unanswered',
    async (operation) => {
      const isWaiting = whenWaiting()
      const call = operation === 'set' ? store.set('account', 'other') : store[operation]('account')
      call.catch(() => undefined)
      await isWaiting
      await expect.poll(() => prompterPid(keyring.env).catch(() => 0), { timeout: 20_000 }).toBeGreaterThan(0)
      process.kill(await prompterPid(keyring.env), 'SIGKILL')
      await expect(call).rejects.toMatchObject({ code: 'keychain/refused' })
      await keyring.unlock()
      expect(await store.get('account')).toBe('secret')
    },
    60_000,
  )
})
