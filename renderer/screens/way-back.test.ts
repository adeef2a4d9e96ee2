import { fireEvent, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { texts } from '../../shared/text/text'
import { anAccount, type FakeBridge, Refusal, type Replies } from '../fake-bridge'
import { openMain, settled } from '../open-window'
import { swiftMs } from '../state/long-wait.svelte'

const text = texts.en.accounts
const { cancel } = texts.en.app
const { id: accountId } = anAccount()
const otherId = '1123456789abcdef'
const id = 'sign-in-1'
const credentials: SignInView = {
  kind: 'credentials',
  poolName: 'Work',
  accountId,
  username: 'mary',
  method: 'USER_SRP_AUTH',
}
const never = () => new Promise<never>(() => undefined)

/** The list of two accounts that have ended, and a sign-in that takes until it is pushed. */
async function open(replies: Replies = {}): Promise<FakeBridge> {
  const ended = { status: 'expired', endedBy: 'session/expired' } as const
  const bridge = openMain({
    state: { accounts: [anAccount(ended), anAccount({ ...ended, id: otherId, label: 'ops' })] },
    replies: { 'signIn.start': () => ({ id, view: credentials }), 'signIn.answer': never, ...replies },
  })
  await settled()
  return bridge
}

const card = (name: string) => screen.getByRole('article', { name })
const mary = () => card(anAccount().label)
const field = () => screen.getByLabelText<HTMLInputElement>(/^Password of.*mary/)
const submit = () => screen.getAllByRole('button', { name: text.signInAgain })[0] as HTMLButtonElement
const told = () => mary().querySelector('.busy')?.textContent

async function push(bridge: FakeBridge, view: SignInView): Promise<void> {
  bridge.push('signIn.changed', { id, view })
  await settled()
}

async function signIn(): Promise<void> {
  await fireEvent.input(field(), { target: { value: 'Pass-1' } })
  await fireEvent.click(submit())
  await settled()
}

async function wait(): Promise<void> {
  vi.advanceTimersByTime(swiftMs)
  await settled()
}

describe('the sign-in at the card of an account that has ended', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  it('takes nothing more while it is under way, and sends the password once', async () => {
    const bridge = await open()
    await signIn()
    await push(bridge, { kind: 'authenticating', username: 'mary' })
    expect(submit().getAttribute('aria-disabled')).toBe('true')
    expect(field().readOnly).toBe(true)
    const form = submit().closest('form')
    if (form !== null) await fireEvent.submit(form)
    await fireEvent.click(submit())
    await settled()
    expect(field().getAttribute('aria-invalid')).toBe('false')
    expect(bridge.inputs('signIn.start')).toEqual([{ accountId }])
    expect(bridge.inputs('signIn.answer')).toHaveLength(1)
  })

  it('is told once it takes longer, in a place that a screen reader knows already', async () => {
    const bridge = await open()
    const place = mary().querySelector('.busy')
    expect(place?.getAttribute('role')).toBe('status')
    await signIn()
    vi.advanceTimersByTime(swiftMs - 1)
    await push(bridge, { kind: 'authenticating', username: 'mary' })
    expect(told()).toBe('')
    expect(screen.queryByRole('button', { name: cancel })).toBeNull()
    vi.advanceTimersByTime(1)
    await settled()
    expect(told()).toContain('Signing in as')
    expect(mary().querySelector('.busy')).toBe(place)
  })

  it('gives way to the screen of whatever is asked next', async () => {
    const bridge = await open()
    await signIn()
    await push(bridge, { kind: 'authenticating', username: 'mary' })
    expect(mary()).toBeTruthy()
    await push(bridge, { ...credentials, problem: 'auth/wrong-password' })
    expect(screen.getByRole('heading', { level: 1, name: text.signInAgain })).toBeTruthy()
    expect(screen.getByRole('alert')).toBeTruthy()
  })

  it('can be abandoned, and the field is there for another try', async () => {
    const bridge = await open()
    await signIn()
    await push(bridge, { kind: 'authenticating', username: 'mary' })
    await wait()
    const button = screen.getByRole('button', { name: cancel })
    button.focus()
    await fireEvent.click(button)
    await settled()
    expect(bridge.inputs('signIn.cancel')).toEqual([{ id }])
    await push(bridge, { kind: 'failed', code: 'auth/cancelled' })
    expect(submit().getAttribute('aria-disabled')).toBe('false')
    expect(document.activeElement).toBe(field())
    expect(told()).toBe('')
  })

  it('is free again where it could not even begin', async () => {
    await open({
      'signIn.start': () => {
        throw new Refusal('auth/in-progress', 'open on a terminal')
      },
    })
    await signIn()
    await wait()
    expect(screen.getByRole('alert')).toBeTruthy()
    expect(field().readOnly).toBe(false)
    expect(told()).toBe('')
  })

  it('comes up where another one is wanted: the window has one at a time', async () => {
    const bridge = await open()
    await signIn()
    await push(bridge, { kind: 'authenticating', username: 'mary' })
    await fireEvent.click(screen.getByRole('button', { name: text.add }))
    await settled()
    expect(screen.getByRole('heading', { level: 1, name: texts.en.signIn.title })).toBeTruthy()
    expect(document.body.textContent).toContain('Signing in as')
    expect(bridge.inputs('signIn.start')).toEqual([{ accountId }])
  })

  it('leaves the other cards as they are', async () => {
    const bridge = await open()
    await signIn()
    await push(bridge, { kind: 'authenticating', username: 'mary' })
    await wait()
    expect(card('ops').querySelector('input')?.readOnly).toBe(false)
    expect(card('ops').querySelector('.busy')?.textContent).toBe('')
  })
})
