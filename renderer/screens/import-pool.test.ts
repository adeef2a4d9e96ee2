import { fireEvent, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { maxPoolFileBytes } from '../../shared/pool-file/pool-file'
import { samples } from '../../shared/pool-file/samples'
import { texts } from '../../shared/text/text'
import { aPool, type FakeBridge, type Replies } from '../fake-bridge'
import { openMain, settled } from '../open-window'
import { lookUpPauseMs } from '../state/pool-form.svelte'
import type { GivenFile } from '../state/pool-import.svelte'

const text = texts.en.importPool
const form = texts.en.addPool
const userPoolId = 'eu-west-1_AbCd12345'
const clientId = '1h57kf5cpq17m0eml12EXAMPLE'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

async function openFirstRun(replies: Replies = {}): Promise<FakeBridge> {
  const bridge = openMain({ state: { pools: [], accounts: [], apps: [] }, replies })
  await settled()
  return bridge
}

/** A file as the browser hands it over, with its bytes at hand. */
function aFile(content: string | Uint8Array, file: Partial<GivenFile> = {}): GivenFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const buffer = new Uint8Array(bytes).buffer
  return { name: 'pools.json', size: bytes.length, arrayBuffer: () => Promise.resolve(buffer), ...file }
}

async function drop(file: GivenFile): Promise<void> {
  await fireEvent.drop(document.body, { dataTransfer: { types: ['Files'], files: [file] } })
  await settled()
}

async function choose(file: GivenFile): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')!
  Object.defineProperty(input, 'files', { value: [file], configurable: true })
  await fireEvent.change(input)
  await settled()
}

const valueOf = (label: string): string =>
  screen.getByLabelText<HTMLInputElement>(new RegExp(`^${label}`)).value
const says = (words: string): boolean =>
  screen.getAllByRole('status').some(({ textContent }) => textContent.includes(words))

describe('importing a file', () => {
  it('fills the form in, says so, and adds what it says in the end', async () => {
    const bridge = await openFirstRun({
      'pools.check': () => ({ pool: 'found' }),
      'pools.add': () => ({ pool: aPool() }),
    })
    await drop(aFile(samples.signet, { name: 'company.json' }))
    expect([valueOf(form.name), valueOf(form.userPoolId), valueOf(form.clientId)]).toEqual([
      'Work',
      userPoolId,
      clientId,
    ])
    expect(says('company.json')).toBe(true)
    await vi.advanceTimersByTimeAsync(lookUpPauseMs)
    await fireEvent.click(screen.getByRole('button', { name: form.submit }))
    await settled()
    expect(bridge.inputs('pools.check')).toEqual([{ userPoolId, endpoint: 'http://127.0.0.1:9229' }])
    expect(bridge.inputs('pools.add')).toEqual([
      {
        name: 'Work',
        userPoolId,
        clientId,
        endpoint: 'http://127.0.0.1:9229',
        method: 'USER_PASSWORD_AUTH',
        refreshTokenLifeSeconds: 2_592_000,
      },
    ])
  })

  it('shows where a password would go, when that is not the usual', async () => {
    await openFirstRun()
    const isOpen = () => screen.getByRole('group', { name: form.method }).closest('details')?.open
    await drop(aFile(samples.awsExports))
    expect(isOpen()).toBe(false)
    await drop(aFile(samples.signet))
    expect(isOpen()).toBe(true)
  })

  it('keeps the life of a refresh token to the pool that it is of', async () => {
    const bridge = await openFirstRun({ 'pools.add': () => ({ pool: aPool() }) })
    await drop(aFile(samples.signet))
    await fireEvent.input(screen.getByLabelText(new RegExp(`^${form.clientId}`)), {
      target: { value: 'another1' },
    })
    await fireEvent.click(screen.getByRole('button', { name: form.submit }))
    await settled()
    expect(bridge.inputs('pools.add')[0]).not.toHaveProperty('refreshTokenLifeSeconds')
  })

  it('lets the person choose where the file has several', async () => {
    await openFirstRun()
    await choose(aFile(samples.cdk))
    expect(screen.getByRole('group', { name: text.which })).toBeTruthy()
    expect(valueOf(form.clientId)).toBe('2h57kf5cpq17m0eml12EXAMPLE')
    const other = screen.getByRole('radio', { name: /OtherStack/ })
    await fireEvent.click(other)
    expect(valueOf(form.userPoolId)).toBe('ap-northeast-1_Other1')
    expect(other).toHaveProperty('checked', true)
  })

  it('fills in the sign-in page, says what it found, and what it left out', async () => {
    const bridge = await openFirstRun({ 'pools.add': () => ({ pool: aPool() }) })
    const identityPoolId = 'eu-west-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f'
    const auth = {
      user_pool_id: userPoolId,
      user_pool_client_id: 'c1',
      aws_region: 'eu-west-1',
      identity_pool_id: identityPoolId,
      oauth: {
        domain: 'auth.example.com',
        redirect_sign_in_uri: ['https://app.example.com/', 'http://localhost:47811/callback'],
        redirect_sign_out_uri: [],
        response_type: 'code',
        scopes: ['openid', 'email'],
        identity_providers: [],
      },
    }
    await drop(aFile(JSON.stringify({ version: '1', auth })))
    const found = screen.getByRole('region', { name: text.title }).textContent
    for (const said of ['auth.example.com', identityPoolId, text.leftOut, 'https://app.example.com/'])
      expect(found, said).toContain(said)
    expect(screen.getByLabelText(new RegExp(`^${form.loginDomain}`)).closest('details')?.open).toBe(true)
    await fireEvent.click(screen.getByRole('button', { name: form.submit }))
    await settled()
    const managedLogin = {
      domain: 'https://auth.example.com',
      redirectUris: ['http://localhost:47811/callback'],
      scopes: ['openid', 'email'],
    }
    expect(bridge.inputs('pools.add')[0]).toMatchObject({ identityPoolId, managedLogin })
  })

  it('takes no client secret, and says where it goes', async () => {
    await openFirstRun()
    await drop(aFile(samples.mobile))
    expect(valueOf(form.clientSecret)).toBe('')
    expect(says(text.secretTitle)).toBe(true)
    await fireEvent.click(screen.getByRole('radio', { name: /Staff/ }))
    expect(says(text.secretTitle)).toBe(false)
  })

  it('says at once that the name is taken', async () => {
    openMain()
    await settled()
    await fireEvent.click(screen.getByRole('button', { name: texts.en.pages.pools }))
    await fireEvent.click(screen.getByRole('button', { name: texts.en.pools.add }))
    await drop(aFile(samples.signet))
    expect(document.body.textContent).toContain(texts.en.fields['pool.nameTaken'])
  })

  it('is a button, which opens the choice of a file', async () => {
    await openFirstRun()
    const input = document.querySelector<HTMLInputElement>('input[type=file]')!
    const opened = vi.spyOn(input, 'click')
    await fireEvent.click(screen.getByRole('button', { name: text.choose }))
    expect(opened).toHaveBeenCalledOnce()
  })

  it('speaks Japanese', async () => {
    openMain({ state: { pools: [], accounts: [], apps: [], locale: 'ja' } })
    await settled()
    await drop(aFile('{}'))
    expect(screen.getByRole('button', { name: texts.ja.importPool.choose })).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toContain(texts.ja.importPool.failed)
  })
})

describe('a file that cannot be imported', () => {
  it.each([
    [
      'a pool without a client',
      aFile(`{"aws_user_pools_id":"${userPoolId}"}`),
      'aws_user_pools_web_client_id',
    ],
    ['an expression', aFile('const a = {\n x: f() }'), 'line 2'],
    ['no text', aFile(new Uint8Array([0xff, 0x00])), 'no text in UTF-8'],
    ['a folder', aFile('', { arrayBuffer: () => Promise.reject(new DOMException('x')) }), 'cannot be read'],
    [
      'a large file, which is not even opened',
      aFile('', { size: maxPoolFileBytes + 1, arrayBuffer: () => Promise.reject(new Error('opened')) }),
      'larger than 256 KiB',
    ],
  ])('says why: %s', async (_, file, said) => {
    await openFirstRun()
    await drop(file)
    expect(screen.getByRole('alert').textContent).toContain(text.failed)
    expect(screen.getByRole('alert').textContent).toContain(said)
    expect(valueOf(form.userPoolId)).toBe('')
  })

  it('takes the message back with the next file, and what was found with the next fault', async () => {
    await openFirstRun()
    await drop(aFile('{}'))
    await drop(aFile(samples.cdk))
    expect(screen.queryByRole('alert')).toBeNull()
    await drop(aFile('{}'))
    expect(screen.queryByRole('group', { name: text.which })).toBeNull()
  })

  it('does not let a slow file speak after a later one', async () => {
    await openFirstRun()
    let answer: (bytes: ArrayBuffer) => void = () => undefined
    await drop(aFile('', { arrayBuffer: () => new Promise((resolve) => (answer = resolve)) }))
    await drop(aFile(samples.awsKeys))
    answer(new TextEncoder().encode(samples.cdk).buffer)
    await settled()
    expect(valueOf(form.userPoolId)).toBe(userPoolId)
    expect(screen.queryByRole('group', { name: text.which })).toBeNull()
  })

  it('leaves alone what is dragged and is no file', async () => {
    await openFirstRun()
    const isUntouched = await fireEvent.dragOver(document.body, { dataTransfer: { types: ['text/plain'] } })
    expect(isUntouched).toBe(true)
    expect(await fireEvent.dragOver(document.body, { dataTransfer: { types: ['Files'] } })).toBe(false)
  })
})
