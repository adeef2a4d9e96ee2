import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { fakeClock, memoryRecordStore, memorySecretStore } from '../fakes'
import { aCognito, adaId, aHostOn, grantedToAda, grants, signedIn, someTokens } from './fixtures'

const { device, session } = signedIn
const pending = { v: 1, username: 'ada', sub: 'sub-1', device: { ...device!, status: 'pending' } } as const
const announced = { ...grantedToAda, way: { method: 'USER_SRP_AUTH' }, signedInAtMs: 7 } as const
const nameOfNote = `sign-in/${adaId}.json`

/** Lets what a timer began come to its end: in-memory stores take a few turns. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve()
}

/** A host that begins to sign ada in; `restart` starts another on what is left. */
async function aHost() {
  const surroundings = {
    clock: fakeClock(),
    store: memorySecretStore(),
    files: memoryRecordStore(),
    cognito: aCognito(grants),
  }
  const restart = async () => {
    const next = await aHostOn(surroundings)
    await next.sessions.recover()
    return next
  }
  return { ...surroundings, ...(await aHostOn(surroundings)), restart }
}

describe('a sign-in that was cut short', () => {
  it('before it wrote anything leaves nothing', async () => {
    const { sessions, files, restart } = await aHost()
    await sessions.announce(announced)
    expect(files.files.get(nameOfNote)).not.toContain('refresh')
    const { accounts } = await restart()
    expect(accounts.list()).toEqual([])
    expect(files.files.size).toBe(0)
  })

  it('with a device in the keychain is an account that is signed out, and can be removed', async () => {
    const { sessions, vault, files, restart } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, pending)
    const { accounts } = await restart()
    expect(accounts.list()).toEqual([
      {
        id: adaId,
        label: 'Ada',
        userPoolId: announced.userPoolId,
        clientId: announced.clientId,
        username: 'ada',
        sub: 'sub-1',
        typedNames: ['Ada', 'ada'],
        isDefault: true,
        signedInAtMs: 7,
        status: 'signed-out',
        device: 'none',
        method: 'USER_SRP_AUTH',
      },
    ])
    expect([...files.files.keys()]).toEqual(['accounts.json'])
  })

  it('with its session in the keychain is done', async () => {
    const { sessions, vault, restart } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, { ...signedIn, session: { ...session!, signedInAtMs: 7 } })
    const { accounts } = await restart()
    expect(accounts.get(adaId)).toMatchObject({ status: 'signed-in', device: 'remembered' })
  })

  it('changes nothing of an account whose session is an older one', async () => {
    const { sessions, adopt, accounts, restart } = await aHost()
    await adopt(signedIn, someTokens())
    await accounts.put({ ...accounts.get(adaId)!, label: 'mine' })
    await sessions.announce(announced)
    expect((await restart()).accounts.list()).toEqual(accounts.list())
  })

  it('does not sign in again whoever signed out since', async () => {
    const { sessions, vault, accounts, adopt, files, restart } = await aHost()
    await sessions.announce(announced)
    const note = files.files.get(nameOfNote)!
    await adopt({ ...signedIn, session: { ...session!, signedInAtMs: 7 } }, someTokens())
    await sessions.signOut(adaId, { everywhere: false, forgetDevice: false })
    // The disk would not let go of the note.
    files.files.set(nameOfNote, note)
    expect((await restart()).accounts.list()).toEqual(accounts.list())
    expect((await vault.read(adaId))?.device).toEqual(device)
  })

  it('stays noted while the keychain is closed, and is told in the log', async () => {
    const { sessions, vault, store, files, restart } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, pending)
    store.failWhen(() => new AppError('keychain/locked', 'Locked.'))
    const closed = await restart()
    expect(closed.log.lines.join()).toContain('a sign-in journal stays: keychain/locked')
    expect([...files.files.keys()]).toEqual([nameOfNote])
    store.failWhen(undefined)
    await closed.sessions.finishSignIns()
    expect(closed.accounts.get(adaId)?.status).toBe('signed-out')
  })

  it('is finished a moment later where the keychain was busy at the start', async () => {
    const { sessions, vault, store, files, clock, restart } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, pending)
    store.failWhen(() => new AppError('keychain/timed-out', 'Busy.'))
    const next = await restart()
    clock.advance(1_000)
    await settle()
    expect(next.log.lines.filter((line) => line.includes('a sign-in journal stays'))).toHaveLength(2)
    store.failWhen(undefined)
    clock.advance(10_000)
    await settle()
    expect(next.accounts.get(adaId)?.status).toBe('signed-out')
    expect([...files.files.keys()]).toEqual(['accounts.json'])
  })

  it('is not tried again once the person signs in, or the host ends', async () => {
    const { sessions, vault, store, files, clock, restart } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, pending)
    store.failWhen(() => new AppError('keychain/timed-out', 'Busy.'))
    const [one, other] = [await restart(), await restart()]
    store.failWhen(undefined)
    await one.sessions.announce({ ...announced, signedInAtMs: 8 })
    await other.sessions.settled()
    clock.advance(100_000)
    await settle()
    expect([...files.files.keys()]).toEqual([nameOfNote])
  })

  it('whose item cannot be read leaves nothing', async () => {
    const { sessions, vault, store, files, restart } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, pending)
    store.items.set(adaId, 'damaged')
    const { accounts } = await restart()
    expect([accounts.list(), store.items.size, files.files.size]).toEqual([[], 0, 0])
  })

  it('whose note is damaged leaves no item behind, and the note is kept aside', async () => {
    const { vault, store, files, restart } = await aHost()
    await vault.write(adaId, pending)
    files.files.set(nameOfNote, '{"userPoolId":')
    const { log } = await restart()
    expect(store.items.size).toBe(0)
    expect([...files.files.keys()]).toEqual([`${nameOfNote}.damaged`])
    expect(log.lines.join()).toContain('a sign-in journal is damaged')
  })

  it('whose note is damaged keeps the item of a known account', async () => {
    const { vault, adopt, files, restart } = await aHost()
    await adopt(signedIn, someTokens())
    files.files.set(nameOfNote, 'x')
    expect((await restart()).accounts.get(adaId)?.status).toBe('signed-in')
    expect(await vault.read(adaId)).toEqual(signedIn)
  })
})

describe('a sign-in that comes to nothing', () => {
  it('is noted no longer where it left nothing', async () => {
    const { sessions, files } = await aHost()
    await sessions.announce(announced)
    await sessions.withdraw(adaId)
    expect(files.files.size).toBe(0)
  })

  it('stays noted where the note is the only way to a device', async () => {
    const { sessions, vault, files } = await aHost()
    await sessions.announce(announced)
    await vault.write(adaId, pending)
    await sessions.withdraw(adaId)
    expect([...files.files.keys()]).toEqual([nameOfNote])
  })
})

it('does not begin to write what a full disk could not note', async () => {
  const { sessions, files } = await aHost()
  files.setFull(true)
  await expect(sessions.announce(announced)).rejects.toMatchObject({ code: 'storage/write-failed' })
})

it('a note is not looked for while Signet is locked, and is found once it is open', async () => {
  const { sessions, vault, store, clock, files, lock, restart } = await aHost()
  await sessions.announce(announced)
  await vault.write(adaId, pending)
  store.failWhen(() => new AppError('keychain/locked', 'not yet'))
  const next = await restart()
  await next.lock.lock()
  store.journal.splice(0)
  clock.advance(120_000)
  await settle()
  await next.sessions.withdraw(adaId)
  await next.sessions.recover()
  expect([store.journal, next.accounts.list(), files.files.has(nameOfNote)]).toEqual([[], [], true])
  store.failWhen(undefined)
  await next.lock.unlock()
  await next.sessions.recover()
  expect([next.accounts.list().length, files.files.has(nameOfNote), lock.isLocked]).toEqual([1, false, false])
})
