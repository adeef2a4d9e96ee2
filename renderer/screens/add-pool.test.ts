import { fireEvent, screen, waitFor } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defaultRedirectUris } from '../../shared/model/pool-fields'
import { texts } from '../../shared/text/text'
import { aPool, Refusal, type Replies } from '../fake-bridge'
import { openMain, settled } from '../open-window'
import { lookUpPauseMs } from '../state/pool-form.svelte'

const text = texts.en.addPool
const nobody = { pools: [], accounts: [], apps: [] }
const userPoolId = 'eu-west-1_AbCd12345'
const clientId = '1h57kf5cpq17m0eml12EXAMPLE'
const identityPoolId = 'eu-west-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

async function openFirstRun(replies: Replies = {}) {
  const bridge = openMain({ state: nobody, replies })
  await settled()
  return bridge
}

async function type(label: string, value: string): Promise<HTMLInputElement> {
  const field = screen.getByLabelText<HTMLInputElement>(new RegExp(`^${label}`))
  await fireEvent.input(field, { target: { value } })
  return field
}

/** The words a screen reader gives for a field beside its name. */
function description(field: HTMLElement): string {
  const ids = field.getAttribute('aria-describedby')?.split(' ') ?? []
  return ids.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
}

async function pause(): Promise<void> {
  await vi.advanceTimersByTimeAsync(lookUpPauseMs)
  await settled()
}

async function fillIn(): Promise<void> {
  await type(text.name, 'Work')
  await type(text.userPoolId, userPoolId)
  await type(text.clientId, clientId)
  await pause()
}

const submit = () => fireEvent.click(screen.getByRole('button', { name: text.submit }))

describe('the first run', () => {
  it('welcomes, asks for a pool, and has the focus on its heading', async () => {
    await openFirstRun()
    expect(screen.getByRole('heading', { level: 1 })).toHaveProperty('textContent', texts.en.firstRun.title)
    expect(document.activeElement).toBe(screen.getByRole('heading', { level: 1 }))
    expect(screen.queryByRole('button', { name: texts.en.app.cancel })).toBeNull()
  })

  it('speaks Japanese where the state says so', async () => {
    openMain({ state: { ...nobody, locale: 'ja' } })
    await settled()
    expect(screen.getByRole('heading', { name: texts.ja.firstRun.title })).toBeTruthy()
    expect(document.documentElement.lang).toBe('ja')
    expect(screen.getByRole('button', { name: texts.ja.addPool.submit })).toBeTruthy()
  })
})

describe('a field of a pool', () => {
  it('says nothing while it is being typed for the first time', async () => {
    await openFirstRun()
    const field = await type(text.userPoolId, 'eu-west')
    expect(field.getAttribute('aria-invalid')).toBe('false')
  })

  it('says what is wrong once it is left, tied to the field', async () => {
    await openFirstRun()
    const field = await type(text.userPoolId, 'eu-west')
    await fireEvent.blur(field)
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(description(field)).toContain(texts.en.fields['pool.userPoolIdForm'])
  })

  it('takes the message back as soon as it is right, and names the region', async () => {
    await openFirstRun()
    const field = await type(text.userPoolId, 'eu-west')
    await fireEvent.blur(field)
    await type(text.userPoolId, ` ${userPoolId}\n`)
    expect(field.getAttribute('aria-invalid')).toBe('false')
    expect(description(field)).toContain('Region: eu-west-1')
  })

  it('waits with its message while a pointer is down, or the button would move from under it', async () => {
    await openFirstRun()
    const field = await type(text.userPoolId, 'eu-west')
    await fireEvent.pointerDown(document.body)
    await fireEvent.blur(field)
    expect(field.getAttribute('aria-invalid')).toBe('false')
    await fireEvent.pointerUp(document.body)
    await vi.advanceTimersByTimeAsync(0)
    await settled()
    expect(field.getAttribute('aria-invalid')).toBe('true')
  })

  it.each([
    [text.clientId, 'not an id', 'pool.clientIdForm'],
    [text.clientSecret, 'too short', 'pool.clientSecretForm'],
    [text.endpoint, 'http://example.com', 'pool.endpointForm'],
    [text.name, 'x'.repeat(61), 'pool.nameTooLong'],
    [text.loginDomain, 'http://auth.example.com', 'pool.loginDomainForm'],
    [text.redirectUris, 'http://127.0.0.1:47811/a\nhttps://example.com/b', 'pool.redirectUriForm'],
    [text.identityProvider, 'two words', 'pool.identityProviderForm'],
    [text.identityPoolId, 'eu-west-1_AbCd12345', 'pool.identityPoolIdForm'],
  ] as const)('%s refuses %s', async (label, value, key) => {
    await openFirstRun()
    const field = await type(label, value)
    await fireEvent.blur(field)
    expect(description(field)).toContain(texts.en.fields[key])
  })
})

describe('looking the pool up', () => {
  it('asks once after a pause, and says that the pool was found', async () => {
    const bridge = await openFirstRun({ 'pools.check': () => ({ pool: 'found' }) })
    const field = await type(text.userPoolId, 'eu-west-1_AbCd1234')
    await type(text.userPoolId, userPoolId)
    expect(description(field)).toContain(text.checking)
    await pause()
    expect(bridge.inputs('pools.check')).toEqual([{ userPoolId }])
    expect(description(field)).toContain(text.found)
  })

  it('asks at the endpoint that is given', async () => {
    const bridge = await openFirstRun({ 'pools.check': () => ({ pool: 'found' }) })
    await type(text.endpoint, 'http://localhost:9229')
    await type(text.userPoolId, userPoolId)
    await pause()
    expect(bridge.inputs('pools.check')).toEqual([{ userPoolId, endpoint: 'http://localhost:9229' }])
  })

  it('does not let a late answer speak for another id', async () => {
    const answers: ((answer: { pool: 'found' | 'not-found' }) => void)[] = []
    await openFirstRun({ 'pools.check': () => new Promise((resolve) => answers.push(resolve)) })
    const field = await type(text.userPoolId, 'eu-west-1_Other')
    await pause()
    await type(text.userPoolId, userPoolId)
    await pause()
    answers[1]?.({ pool: 'found' })
    await settled()
    answers[0]?.({ pool: 'not-found' })
    await settled()
    expect(description(field)).toContain(text.found)
  })

  it('refuses a pool that Cognito does not have', async () => {
    const bridge = await openFirstRun({ 'pools.check': () => ({ pool: 'not-found' }) })
    await fillIn()
    await submit()
    expect(bridge.inputs('pools.add')).toEqual([])
    expect(description(screen.getByLabelText(text.userPoolId))).toContain(
      texts.en.fields['pool.userPoolNotFound'],
    )
  })

  it.each([
    ['says unreachable', () => ({ pool: 'unreachable' }) as const],
    [
      'fails',
      () => {
        throw new Refusal('network/timed-out', 'no answer')
      },
    ],
  ])('lets a pool be added when the look-up %s', async (_, reply) => {
    const bridge = await openFirstRun({ 'pools.check': reply, 'pools.add': () => ({ pool: aPool() }) })
    await fillIn()
    expect(description(screen.getByLabelText(text.userPoolId))).toContain(text.unreachable)
    await submit()
    expect(bridge.inputs('pools.add')).toHaveLength(1)
  })
})

describe('adding', () => {
  it('shows what is missing and moves the focus to the first of it', async () => {
    const bridge = await openFirstRun()
    await submit()
    await settled()
    expect(bridge.inputs('pools.add')).toEqual([])
    expect(document.activeElement).toBe(screen.getByLabelText(text.name))
  })

  it('opens the further options when the fault is in there', async () => {
    await openFirstRun({ 'pools.check': () => ({ pool: 'found' }) })
    await fillIn()
    await type(text.endpoint, 'ftp://x')
    await submit()
    await settled()
    const [browser, more] = document.querySelectorAll('details')
    expect([browser?.open, more?.open]).toEqual([false, true])
  })

  it('hands over what was typed, trimmed, and begins the sign-in', async () => {
    const bridge = await openFirstRun({
      'pools.check': () => ({ pool: 'found' }),
      'pools.add': () => ({ pool: aPool() }),
      'signIn.start': () => ({
        id: 's1',
        view: { kind: 'credentials', poolName: 'Work', method: 'USER_SRP_AUTH' },
      }),
    })
    await type(text.clientSecret, `${'s'.repeat(30)} `)
    await fillIn()
    await fireEvent.click(screen.getByLabelText(texts.en.methods.USER_PASSWORD_AUTH.name))
    await submit()
    await waitFor(() => screen.getByRole('heading', { name: texts.en.signIn.title }))
    expect(bridge.inputs('pools.add')).toEqual([
      { name: 'Work', userPoolId, clientId, clientSecret: 's'.repeat(30), method: 'USER_PASSWORD_AUTH' },
    ])
    expect(bridge.inputs('signIn.start')).toEqual([{ poolName: 'Work' }])
  })

  it('describes the pool’s own page, and lets it be the way in', async () => {
    const bridge = await openFirstRun({
      'pools.check': () => ({ pool: 'found' }),
      'pools.add': () => ({ pool: aPool() }),
    })
    await fillIn()
    expect(screen.queryByLabelText(texts.en.methods.MANAGED_LOGIN.name)).toBeNull()
    await type(text.loginDomain, ' Auth.example.com ')
    await type(text.identityProvider, 'Okta')
    await type(text.redirectUris, 'http://127.0.0.1:5001/a\nhttp://localhost:5002/b\n')
    await type(text.identityPoolId, identityPoolId)
    await fireEvent.click(screen.getByLabelText(texts.en.methods.MANAGED_LOGIN.name))
    await submit()
    await settled()
    const managedLogin = {
      domain: 'https://auth.example.com',
      identityProvider: 'Okta',
      redirectUris: ['http://127.0.0.1:5001/a', 'http://localhost:5002/b'],
    }
    expect(bridge.inputs('pools.add')).toEqual([
      { name: 'Work', userPoolId, clientId, method: 'MANAGED_LOGIN', managedLogin, identityPoolId },
    ])
  })

  it('misses the domain of a page that it knows more about, and opens what hides it', async () => {
    const bridge = await openFirstRun({ 'pools.check': () => ({ pool: 'found' }) })
    await fillIn()
    await type(text.identityProvider, 'Okta')
    await submit()
    await settled()
    const domain = screen.getByLabelText(new RegExp(`^${text.loginDomain}`))
    expect(bridge.inputs('pools.add')).toEqual([])
    expect(domain.closest('details')?.open).toBe(true)
    expect(document.activeElement).toBe(domain)
    expect(description(domain)).toContain(texts.en.fields['pool.loginDomainForm'])
  })

  it('shows which addresses an administrator registers', async () => {
    await openFirstRun()
    for (const uri of defaultRedirectUris) expect(screen.getByText(uri), uri).toBeTruthy()
  })

  it('says why it failed and keeps what was typed', async () => {
    await openFirstRun({
      'pools.check': () => ({ pool: 'found' }),
      'pools.add': () => {
        throw new Refusal('storage/write-failed', 'pools.json: no space left')
      },
    })
    await fillIn()
    await submit()
    await settled()
    const alert = screen.getByRole('alert')
    expect(alert.textContent).toContain('could not write to the disk')
    expect(alert.textContent).toContain('no space left')
    expect(screen.getByLabelText<HTMLInputElement>(text.name).value).toBe('Work')
  })

  it('refuses a name that another pool has', async () => {
    openMain()
    await settled()
    await fireEvent.click(screen.getByRole('button', { name: texts.en.pages.pools }))
    await fireEvent.click(screen.getByRole('button', { name: texts.en.pools.add }))
    const field = await type(text.name, 'Work ')
    await fireEvent.blur(field)
    expect(description(field)).toContain(texts.en.fields['pool.nameTaken'])
  })
})
