import { describe, expect, it } from 'vitest'
import { fakeClock, fakeLog } from '../../core/fakes'
import type { KeychainProcess, KeychainReply, KeychainRequest } from './keychain-port'
import { idleMs } from './keychain-runner'
import { callDeadlineMs, keychainStore, promptDeadlineMs, waitingShownAfterMs } from './keychain-store'
import { type LockState, nativeLockCheck } from './lock-check'

type Answer = (request: KeychainRequest, items: Map<string, string>) => KeychainReply | 'nothing' | 'die'

const works: Answer = (request, items) => {
  const done = (value: string | boolean | null) => ({ id: request.id, outcome: 'done' as const, value })
  switch (request.operation) {
    case 'load':
      return done(true)
    case 'get':
      return done(items.get(request.name) ?? null)
    case 'set':
      items.set(request.name, request.value)
      return done(true)
    case 'delete':
      return done(items.delete(request.name))
  }
}

const unlocked: LockState = { kind: 'unlocked' }
const lockedWithDisplay: LockState = { kind: 'locked', canAsk: true }

/** A keychain whose process answers as told, on a clock that stands still. */
function aKeychain() {
  const clock = fakeClock()
  const log = fakeLog()
  const items = new Map<string, string>()
  const seen = {
    started: 0,
    killed: 0,
    busy: 0,
    mostBusy: 0,
    closed: 0,
    waiting: [] as boolean[],
    calls: [] as string[],
  }
  const behaviour = { answer: works, states: [unlocked] as LockState[] }
  const fork = (): KeychainProcess => {
    seen.started += 1
    let onMessage: (message: unknown) => void = () => undefined
    let onExit: () => void = () => undefined
    return {
      send: (request) => {
        seen.calls.push(request.operation)
        seen.busy += 1
        seen.mostBusy = Math.max(seen.mostBusy, seen.busy)
        const reply = behaviour.answer(request, items)
        if (reply === 'nothing') return
        seen.busy -= 1
        queueMicrotask(() => (reply === 'die' ? onExit() : onMessage(reply)))
      },
      onMessage: (listener) => (onMessage = listener),
      onExit: (listener) => (onExit = listener),
      kill: () => {
        seen.killed += 1
        seen.busy = 0
        queueMicrotask(onExit)
      },
    }
  }
  const check = () => {
    const [state = unlocked, ...later] = behaviour.states
    // The last state holds for good.
    if (later.length > 0) behaviour.states = later
    return Promise.resolve(state)
  }
  const lockCheck = { backend: 'fake', check, close: () => void (seen.closed += 1) }
  const onWaiting = (isWaiting: boolean) => void seen.waiting.push(isWaiting)
  const store = keychainStore({ fork, clock, log, lockCheck, onWaiting })
  return { store, clock, log, items, seen, behaviour }
}

/** Lets everything run that needs no time. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the keychain store', () => {
  it('starts no process before it is asked, and one for all calls', async () => {
    const { store, seen } = aKeychain()
    expect(seen.started).toBe(0)
    await store.set('a', 'secret')
    expect(await store.get('a')).toBe('secret')
    expect(await store.get('b')).toBeUndefined()
    expect(await store.delete('a')).toBe(true)
    expect(await store.delete('a')).toBe(false)
    expect(seen.started).toBe(1)
  })

  it('ends the process when it was idle for 30 s, and lets go of the bus; the next call starts one', async () => {
    const { store, clock, seen } = aKeychain()
    await store.set('a', 'x')
    clock.advance(idleMs - 1)
    await store.get('a')
    clock.advance(idleMs - 1)
    expect(seen.killed).toBe(0)
    clock.advance(1)
    expect([seen.killed, seen.closed]).toEqual([1, 1])
    expect(await store.get('a')).toBe('x')
    expect(seen.started).toBe(2)
  })

  it('makes one call at a time', async () => {
    const { store, seen } = aKeychain()
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.set(`n${index}`, 'x')))
    expect(seen.mostBusy).toBe(1)
  })

  it.each([
    { states: { kind: 'locked', canAsk: false }, code: 'keychain/locked' },
    { states: { kind: 'unavailable', detail: 'no D-Bus' }, code: 'keychain/unavailable' },
    { states: { kind: 'no-keyring', canAsk: false }, code: 'keychain/unavailable' },
    { states: { kind: 'silent' }, code: 'keychain/timed-out' },
  ] as const)('makes no call when the check says $states.kind: $code', async ({ states, code }) => {
    const { store, seen, behaviour } = aKeychain()
    behaviour.states = [states]
    for (const call of [() => store.get('a'), () => store.set('a', 'x'), () => store.delete('a')])
      await expect(call()).rejects.toMatchObject({ code })
    expect(seen.started).toBe(0)
  })

  it('gives up after 5 s where nobody is asked, kills the process, and heals', async () => {
    const { store, clock, seen, behaviour } = aKeychain()
    behaviour.answer = () => 'nothing'
    const call = store.get('a')
    call.catch(() => undefined)
    await settle()
    clock.advance(callDeadlineMs - 1)
    expect(seen.killed).toBe(0)
    clock.advance(1)
    await expect(call).rejects.toMatchObject({ code: 'keychain/timed-out' })
    expect(seen.killed).toBe(1)
    expect(seen.waiting).toEqual([])
    behaviour.answer = works
    expect(await store.get('a')).toBeUndefined()
    expect(seen.started).toBe(2)
  })

  it('lets who waits behind a hung call share its end', async () => {
    const { store, clock, behaviour } = aKeychain()
    behaviour.answer = () => 'nothing'
    const calls = Promise.allSettled([store.get('a'), store.get('b'), store.set('c', 'x')])
    await settle()
    clock.advance(callDeadlineMs)
    for (const result of await calls)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'keychain/timed-out' } })
  })

  it('shows that it waits for a person, for as long as it does, up to 120 s', async () => {
    const { store, clock, seen, behaviour } = aKeychain()
    behaviour.states = [lockedWithDisplay]
    behaviour.answer = () => 'nothing'
    const call = store.get('a')
    call.catch(() => undefined)
    await settle()
    clock.advance(waitingShownAfterMs - 1)
    expect(seen.waiting).toEqual([])
    clock.advance(1)
    expect(seen.waiting).toEqual([true])
    clock.advance(promptDeadlineMs - waitingShownAfterMs)
    await expect(call).rejects.toMatchObject({ code: 'keychain/timed-out' })
    expect(seen.waiting).toEqual([true, false])
  })

  it('refuses the call and those behind it when a person cancels', async () => {
    const { store, clock, seen, behaviour } = aKeychain()
    store.cancel()
    behaviour.states = [lockedWithDisplay]
    behaviour.answer = () => 'nothing'
    const calls = Promise.allSettled([store.get('a'), store.set('b', 'x')])
    await settle()
    clock.advance(waitingShownAfterMs)
    store.cancel()
    for (const result of await calls)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'keychain/refused' } })
    expect(seen.waiting).toEqual([true, false])
    expect(seen.killed).toBe(1)
  })

  it('says nothing of a wait when the prompt was answered quickly', async () => {
    const { store, items, clock, seen, behaviour } = aKeychain()
    behaviour.states = [lockedWithDisplay, unlocked]
    items.set('a', 'secret')
    expect(await store.get('a')).toBe('secret')
    clock.advance(promptDeadlineMs)
    expect(seen.waiting).toEqual([])
  })

  it.each(['get', 'delete'] as const)(
    'does not believe an empty %s of a keychain that is still locked',
    async (operation) => {
      const { store, behaviour } = aKeychain()
      behaviour.states = [lockedWithDisplay]
      await expect(store[operation]('a')).rejects.toMatchObject({ code: 'keychain/refused' })
      behaviour.states = [unlocked, { kind: 'locked', canAsk: false }]
      await expect(store[operation]('a')).rejects.toMatchObject({ code: 'keychain/locked' })
    },
  )

  it('believes a write only when it reads it back, wherever a prompt may have been refused', async () => {
    const { store, items, behaviour } = aKeychain()
    behaviour.states = [lockedWithDisplay]
    behaviour.answer = (request, all) =>
      request.operation === 'set' ? { id: request.id, outcome: 'done', value: true } : works(request, all)
    await expect(store.set('a', 'x')).rejects.toMatchObject({ code: 'keychain/refused' })
    behaviour.states = [{ kind: 'may-ask' }]
    await expect(store.set('a', 'x')).rejects.toMatchObject({ code: 'keychain/unavailable' })
    items.set('a', 'x')
    await store.set('a', 'x')
  })

  it.each([
    { states: [unlocked], code: 'keychain/unavailable' },
    { states: [unlocked, { kind: 'locked', canAsk: false }], code: 'keychain/locked' },
    { states: [lockedWithDisplay], code: 'keychain/refused' },
    { states: [{ kind: 'may-ask' }], code: 'keychain/refused' },
    { states: [unlocked, { kind: 'silent' }], code: 'keychain/timed-out' },
  ] as { states: LockState[]; code: string }[])(
    'makes $code of an error of the OS',
    async ({ states, code }) => {
      const { store, behaviour } = aKeychain()
      behaviour.states = states
      behaviour.answer = ({ id }) => ({ id, outcome: 'failed', message: 'the OS said so' })
      await expect(store.get('a')).rejects.toMatchObject({ code })
    },
  )

  it('names the package when keytar cannot be loaded', async () => {
    const { store, behaviour } = aKeychain()
    behaviour.answer = ({ id }) => ({ id, outcome: 'not-loaded', message: 'libsecret-1.so.0: no such file' })
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'keychain/unavailable',
      message: expect.stringContaining('libsecret-1-0') as string,
    })
    expect(await store.status()).toMatchObject({
      state: 'unavailable',
      detail: expect.stringContaining('libsecret') as string,
    })
  })

  it('fails the call when the process dies, and starts another one for the next', async () => {
    const { store, behaviour, seen } = aKeychain()
    behaviour.answer = () => 'die'
    await expect(store.get('a')).rejects.toMatchObject({ code: 'keychain/unavailable' })
    behaviour.answer = works
    await store.set('a', 'x')
    expect(seen.started).toBe(2)
  })

  it('ignores an answer to another call, and one of no known form', async () => {
    const { store, behaviour, clock } = aKeychain()
    behaviour.answer = ({ id }) => ({ id: id + 1, outcome: 'done', value: 'wrong' })
    const call = store.get('a')
    call.catch(() => undefined)
    await settle()
    clock.advance(callDeadlineMs)
    await expect(call).rejects.toMatchObject({ code: 'keychain/timed-out' })
    behaviour.answer = ({ id }) => ({ id, outcome: 'done', value: 7 }) as unknown as KeychainReply
    const other = store.get('a')
    other.catch(() => undefined)
    await settle()
    clock.advance(callDeadlineMs)
    await expect(other).rejects.toMatchObject({ code: 'keychain/timed-out' })
  })

  it.each([
    { state: unlocked, status: 'ready' },
    { state: lockedWithDisplay, status: 'locked' },
    { state: { kind: 'locked', canAsk: false }, status: 'locked' },
    { state: { kind: 'no-keyring', canAsk: false }, status: 'unavailable' },
    { state: { kind: 'unavailable', detail: 'no D-Bus' }, status: 'unavailable' },
    { state: { kind: 'silent' }, status: 'unavailable' },
  ] as const)(
    'says "$status" of a keychain that is $state.kind, and prompts nobody',
    async ({ state, status }) => {
      const { store, behaviour, seen } = aKeychain()
      behaviour.states = [state]
      expect(await store.status()).toMatchObject({ backend: 'fake', state: status })
      expect(seen.calls.filter((operation) => operation !== 'load')).toEqual([])
    },
  )

  it.each(['', 'a\0b'])('refuses %j, which a keychain would not keep', async (value) => {
    const { store, seen } = aKeychain()
    await expect(store.set('a', value)).rejects.toMatchObject({ code: 'internal' })
    expect(seen.calls).toEqual([])
  })

  it('answers nothing any more once it is closed', async () => {
    const { store, seen, behaviour } = aKeychain()
    behaviour.answer = () => 'nothing'
    const call = store.get('a')
    call.catch(() => undefined)
    await settle()
    store.close()
    await expect(call).rejects.toMatchObject({ code: 'keychain/refused' })
    await expect(store.get('a')).rejects.toMatchObject({ code: 'keychain/unavailable' })
    expect(seen.started).toBe(1)
  })

  it('logs codes and nothing else', async () => {
    const { store, log, behaviour } = aKeychain()
    behaviour.states = [{ kind: 'unavailable', detail: 'secret words' }]
    await store.set('name', 'value').catch(() => undefined)
    expect(log.lines).toEqual(['warn keychain: keychain/unavailable'])
  })
})

describe('the keychains that cannot be asked before', () => {
  it('macOS may ask at any call, Windows never does', async () => {
    expect(await nativeLockCheck('darwin').check()).toEqual({ kind: 'may-ask' })
    expect(await nativeLockCheck('win32').check()).toEqual({ kind: 'unlocked' })
  })
})
