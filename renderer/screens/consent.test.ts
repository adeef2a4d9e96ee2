import { fireEvent, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { locales, texts } from '../../shared/text/text'
import { aConsent, anApp, anAppState, Refusal } from '../fake-bridge'
import { openConsent, settled } from '../open-window'
import { inertMs } from '../state/inert-spell.svelte'

const text = texts.en.consent
const hostile = `</q><img src=x onerror="alert(1)">\u202Eevil\nDeny${'x'.repeat(10_000)}end`

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const button = (name: string) => screen.getByRole('button', { name })

async function open(...args: Parameters<typeof openConsent>) {
  const bridge = openConsent(...args)
  await settled()
  return bridge
}

async function outlast(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await settled()
}

describe('a question', () => {
  it('tells program, path, parents, process, account, credential and reason', async () => {
    await open(aConsent({ reason: 'to deploy', use: 'id' }))
    const all = document.body.textContent
    for (const fact of ['kubectl', '/usr/bin/kubectl', '/usr/bin/bash', '4711', 'mary.jackson@example.com']) {
      expect(all).toContain(fact)
    }
    expect(all).toContain(text.use.id)
    expect(all).toContain('“to deploy”')
  })

  it('shows a script’s path as what it says it runs', async () => {
    await open(
      aConsent({
        app: anApp({ kind: 'script', executable: '/usr/bin/python3', script: '/home/m/report.py' }),
      }),
    )
    expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('report.py')
    const label = screen.getByText(texts.en.program.script)
    expect(label.nextElementSibling?.textContent).toContain('/home/m/report.py')
  })

  it.each(['changed-since-approved', 'unverifiable', 'preload-environment'] as const)(
    'warns: %s',
    async (warning) => {
      await open(aConsent({ app: anApp({ warnings: [warning] }) }))
      expect(screen.getByText(texts.en.program.warnings[warning])).toBeTruthy()
    },
  )

  it('offers always and never only where they can last', async () => {
    await open(aConsent({ lastingOffered: false }))
    expect(screen.queryByRole('button', { name: text.always })).toBeNull()
    expect(screen.queryByRole('button', { name: text.never })).toBeNull()
    expect(screen.getByText(text.onlyProcess)).toBeTruthy()
  })

  it('offers nothing that stands where the program cannot be verified', async () => {
    await open(aConsent({ lastingOffered: false, app: anApp({ verifiable: false }) }))
    for (const name of [text.lock, text['8h']]) expect(screen.queryByRole('button', { name })).toBeNull()
    expect(button(text.once)).toBeTruthy()
  })

  it.each(locales)('is asked in %s', async (locale) => {
    await open(aConsent(), { 'app.state': () => anAppState({ locale }) })
    for (const choice of ['deny', 'once', 'lock', '8h', 'always', 'never'] as const) {
      expect(button(texts[locale].consent[choice])).toBeTruthy()
    }
  })

  it.each(locales)(
    'says in %s that it is for an endpoint, what an answer is worth there, and its role',
    async (locale) => {
      const words = texts[locale].consent
      const roleArn = 'arn:aws:iam::123456789012:role/reader'
      await open(aConsent({ use: 'aws', forEndpoint: true, roleArn }), {
        'app.state': () => anAppState({ locale }),
      })
      expect(button(words.onceEndpoint)).toBeTruthy()
      expect(screen.queryByRole('button', { name: words.once })).toBeNull()
      for (const fact of [words.useEndpoint, roleArn, words.everyRole])
        expect(document.body.textContent).toContain(fact)
      expect(screen.getByRole('heading', { level: 1 }).textContent).toMatch(/endpoint|エンドポイント/)
    },
  )

  it('shows a role that would reverse or hide text harmlessly', async () => {
    await open(aConsent({ use: 'aws', roleArn: hostile }))
    expect(document.body.textContent).not.toContain('\u202E')
    expect(button(text.once)).toBeTruthy()
  })

  it('is a dialog with a name and a description', async () => {
    await open(aConsent())
    const dialog = screen.getByRole('alertdialog', { name: /kubectl/ })
    expect(document.getElementById(dialog.getAttribute('aria-describedby') ?? '')?.textContent).toContain(
      'mary',
    )
  })
})

describe('T14: the answers', () => {
  it('leave the focus on Deny', async () => {
    await open(aConsent())
    expect(document.activeElement).toBe(button(text.deny))
  })

  it('are inert until the question has been in sight for half a second', async () => {
    const bridge = await open(aConsent())
    for (const one of screen.getAllByRole('button')) {
      expect(one.getAttribute('aria-disabled')).toBe('true')
      await fireEvent.click(one)
    }
    await outlast(inertMs - 1)
    await fireEvent.click(button(text.once))
    expect(bridge.inputs('consent.answer')).toEqual([])
    await outlast(1)
    await fireEvent.click(button(text.once))
    expect(bridge.inputs('consent.answer')).toEqual([{ id: 'question-1', answer: 'once' }])
  })

  it('are inert anew for the next question, with the focus back on Deny', async () => {
    const bridge = await open(aConsent())
    await outlast(inertMs)
    button(text.once).focus()
    bridge.push('consent.changed', { consent: aConsent({ id: 'question-2' }) })
    await settled()
    expect(document.activeElement).toBe(button(text.deny))
    await fireEvent.click(button(text.always))
    expect(bridge.inputs('consent.answer')).toEqual([])
    await outlast(inertMs)
    await fireEvent.click(button(text.deny))
    expect(bridge.inputs('consent.answer')).toEqual([{ id: 'question-2', answer: 'deny' }])
  })

  it('are inert anew when the window comes into sight', async () => {
    const bridge = await open(aConsent())
    await outlast(inertMs)
    document.dispatchEvent(new Event('visibilitychange'))
    await settled()
    await fireEvent.click(button(text.once))
    expect(bridge.inputs('consent.answer')).toEqual([])
  })

  it('stay as they are while the same question is pushed again', async () => {
    const question = aConsent()
    const bridge = await open(question)
    await outlast(inertMs)
    bridge.push('consent.changed', { consent: question })
    await settled()
    expect(button(text.once).getAttribute('aria-disabled')).toBe('false')
  })

  it('are given once, however often the button is pressed', async () => {
    const bridge = await open(aConsent())
    await outlast(inertMs)
    await fireEvent.click(button(text.once))
    await settled()
    await fireEvent.click(button(text.always))
    expect(bridge.inputs('consent.answer')).toHaveLength(1)
  })

  it('can be given again when the first try failed', async () => {
    let tries = 0
    const bridge = await open(aConsent(), {
      'consent.answer': () => {
        tries += 1
        if (tries === 1) throw new Refusal('internal', 'lost')
      },
    })
    await outlast(inertMs)
    await fireEvent.click(button(text.once))
    await settled()
    expect(screen.getByRole('alert')).toBeTruthy()
    await fireEvent.click(button(text.once))
    expect(bridge.inputs('consent.answer')).toHaveLength(2)
  })

  it('end with the time: counted down, then refused', async () => {
    const bridge = await open(aConsent({ expiresAt: new Date(Date.now() + 3000).toISOString() }))
    expect(screen.getByRole('timer').textContent).toContain(text.remaining(3))
    await outlast(2000)
    expect(screen.getByRole('timer').textContent).toContain(text.remaining(1))
    await outlast(1000)
    expect(screen.getByRole('timer').textContent).toContain(text.expired)
    await fireEvent.click(button(text.once))
    expect(bridge.inputs('consent.answer')).toEqual([])
  })
})

describe('T15: text from outside', () => {
  it('is shown inert, short, on one line and apart', async () => {
    const app = anApp({ executable: `/tmp/${hostile}`, parents: [hostile] })
    await open(aConsent({ app, reason: hostile, accountLabel: hostile }))
    expect(document.querySelector('img')).toBeNull()
    expect(document.body.textContent).not.toMatch(/[\u202E]/)
    const quoted = [...document.querySelectorAll('blockquote bdi')].map((node) => node.textContent)
    expect(quoted).toHaveLength(1)
    expect(quoted[0]).toContain('⏎')
    expect(quoted[0]).toContain('…')
    expect(quoted[0]?.endsWith('end')).toBe(true)
    for (const node of document.querySelectorAll('bdi'))
      expect(Array.from(node.textContent).length).toBeLessThanOrEqual(200)
  })
})

describe('the window', () => {
  it('says that nobody asks when nobody does', async () => {
    const bridge = await open(aConsent())
    bridge.push('consent.changed', {})
    await settled()
    expect(screen.getByText(text.nothing)).toBeTruthy()
    expect(screen.queryAllByRole('button')).toEqual([])
  })
})
