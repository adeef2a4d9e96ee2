import { describe, expect, it } from 'vitest'
import { calls } from '../../../shared/ipc/channels'
import { mayCall, pageUrl } from './pages'

const topFrame = (url: string) => ({ url, parent: null })

describe('who may call', () => {
  it('lets the main window make every call but the answer to a consent', () => {
    const refused = calls.filter((call) => !mayCall(topFrame(pageUrl('index')), call))
    expect(refused).toEqual(['consent.answer'])
  })

  it('lets the consent prompt see the question, answer it, and read how it shall look', () => {
    const allowed = calls.filter((call) => mayCall(topFrame(pageUrl('consent')), call))
    expect(allowed).toEqual(['app.state', 'consent.current', 'consent.answer'])
  })

  it('does not mind a query or a fragment', () => {
    expect(mayCall(topFrame('app://bundle/index.html?x=1#y'), 'app.state')).toBe(true)
  })

  it.each([
    'https://bundle/index.html',
    'app://other/index.html',
    'app://bundle.evil.invalid/index.html',
    'app://bundle/index.html/../evil.html',
    'app://bundle/other.html',
    'app://bundle/INDEX.html',
    'file:///app/index.html',
    'about:blank',
    '',
  ])('refuses %j', (url) => {
    expect(mayCall(topFrame(url), 'app.state')).toBe(false)
  })

  it('refuses a sub-frame, whatever it shows', () => {
    expect(mayCall({ url: pageUrl('index'), parent: {} }, 'app.state')).toBe(false)
  })

  it('refuses a frame that is gone', () => {
    expect(mayCall(null, 'app.state')).toBe(false)
  })
})
