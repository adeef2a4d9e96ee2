import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ConsentView } from '../../../shared/model/consent'
import { WindowAsker } from './window-asker'

interface Box {
  readonly message: string
  readonly buttons: readonly string[]
  readonly defaultId: number
  readonly cancelId: number
}
const boxes = vi.hoisted(() => ({ shown: [] as unknown[], response: 0 }))
vi.mock('electron', () => ({
  dialog: {
    showMessageBox: (options: unknown) => {
      boxes.shown.push(options)
      return Promise.resolve({ response: boxes.response })
    },
  },
}))

function aQuestion(id: string): ConsentView {
  return {
    id,
    app: { id: 'a', kind: 'executable', executable: '/bin/x', parents: [], verifiable: true, warnings: [] },
    accountLabel: 'ada@work',
    accountId: '0123456789abcdef',
    use: 'access',
    lastingOffered: true,
    expiresAt: '2026-11-22T12:00:00.000Z',
  }
}

/** The windows, as the list of what was asked of them. */
function anAsker(beginSignIn = (_accountId: string) => Promise.resolve()) {
  const done: string[] = []
  const asker = new WindowAsker({
    windows: {
      showMain: () => Promise.resolve(void done.push('main')),
      showConsent: () => void done.push('show'),
      closeConsent: () => void done.push('close'),
      push: (_name, view) => void done.push(`push ${JSON.stringify(view).slice(0, 20)}`),
    },
    locale: () => 'en',
    beginSignIn: async (accountId) => {
      done.push(`sign-in ${accountId}`)
      await beginSignIn(accountId)
    },
  })
  return { asker, done }
}

const surface = { terminal: undefined }
const never = new AbortController().signal

beforeEach(() => {
  boxes.shown.length = 0
  boxes.response = 0
})

describe('consent', () => {
  it('shows the question and passes on the answer', async () => {
    const { asker, done } = anAsker()
    const asked = asker.consent(aQuestion('q1'), surface, never)
    expect(asker.current()?.id).toBe('q1')
    expect(done).toEqual(['push {"consent":{"id":"q1', 'show'])
    asker.answer('q1', 'always')
    expect(await asked).toBe('always')
    expect(asker.current()).toBeUndefined()
    expect(done.at(-1)).toBe('close')
  })

  it('asks one question at a time, in the order they came', async () => {
    const { asker } = anAsker()
    const first = asker.consent(aQuestion('q1'), surface, never)
    const second = asker.consent(aQuestion('q2'), surface, never)
    expect(asker.current()?.id).toBe('q1')
    asker.answer('q1', 'once')
    expect(asker.current()?.id).toBe('q2')
    asker.answer('q2', 'never')
    expect(await Promise.all([first, second])).toEqual(['once', 'never'])
  })

  it('takes no answer to a question that is not on show', async () => {
    const { asker } = anAsker()
    const first = asker.consent(aQuestion('q1'), surface, never)
    const second = asker.consent(aQuestion('q2'), surface, never)
    expect(() => asker.answer('q2', 'always')).toThrow(
      expect.objectContaining({ code: 'broker/consent-timed-out' }),
    )
    asker.answer('q1', 'deny')
    expect(() => asker.answer('q1', 'always')).toThrow(
      expect.objectContaining({ code: 'broker/consent-timed-out' }),
    )
    asker.denyShown()
    expect(await Promise.all([first, second])).toEqual(['deny', 'deny'])
  })

  it('denies when the prompt is closed, and that question alone', async () => {
    const { asker } = anAsker()
    const first = asker.consent(aQuestion('q1'), surface, never)
    const second = asker.consent(aQuestion('q2'), surface, never)
    asker.denyShown()
    expect(await first).toBe('deny')
    expect(asker.current()?.id).toBe('q2')
    asker.answer('q2', 'once')
    expect(await second).toBe('once')
  })

  it('is taken away when the caller gives up, on show or in the queue', async () => {
    const { asker, done } = anAsker()
    const [one, two, three] = [new AbortController(), new AbortController(), new AbortController()]
    const first = asker.consent(aQuestion('q1'), surface, one.signal)
    const second = asker.consent(aQuestion('q2'), surface, two.signal)
    const third = asker.consent(aQuestion('q3'), surface, three.signal)
    two.abort(new Error('hung up'))
    await expect(second).rejects.toThrow('hung up')
    expect(asker.current()?.id).toBe('q1')
    one.abort(new Error('hung up too'))
    await expect(first).rejects.toThrow('hung up too')
    expect(asker.current()?.id).toBe('q3')
    three.abort(new Error('all gone'))
    await expect(third).rejects.toThrow('all gone')
    expect(done.at(-1)).toBe('close')
  })

  it('shows nothing for a caller that is already gone', async () => {
    const { asker, done } = anAsker()
    await expect(
      asker.consent(aQuestion('q1'), surface, AbortSignal.abort(new Error('gone'))),
    ).rejects.toThrow('gone')
    expect(done).toEqual([])
  })
})

describe('a confirmation', () => {
  const question = { kind: 'remove-pool', name: 'work', app: '/bin/x' } as const

  it('has Cancel as its default, and is yes only when the other button is pressed', async () => {
    const { asker } = anAsker()
    expect(await asker.confirm(question, surface, never)).toBe(false)
    boxes.response = 1
    expect(await asker.confirm(question, surface, never)).toBe(true)
    const [box] = boxes.shown as Box[]
    expect(box).toMatchObject({ buttons: ['Cancel', 'Remove pool'], defaultId: 0, cancelId: 0 })
    expect(box?.message).toContain('work')
  })

  it('is no answer once the caller has given up', async () => {
    const { asker } = anAsker()
    const caller = new AbortController()
    boxes.response = 1
    const asked = asker.confirm(question, surface, caller.signal)
    caller.abort(new Error('gone'))
    await expect(asked).rejects.toThrow('gone')
  })
})

describe('a sign-in', () => {
  it('begins once the main window is up', async () => {
    const { asker, done } = anAsker()
    await asker.signIn('0123456789abcdef', surface)
    expect(done).toEqual(['main', 'sign-in 0123456789abcdef'])
  })
})
