import { describe, expect, it } from 'vitest'
import { sentences } from './sentences'

describe('sentences on one line', () => {
  it.each([
    ['The disk is full', 'The disk is full. Try again.'],
    ['The disk is full.', 'The disk is full. Try again.'],
    ['Is the disk full?', 'Is the disk full? Try again.'],
    ['Full!', 'Full! Try again.'],
    ['What was found:', 'What was found: Try again.'],
    ['(The disk is full.)', '(The disk is full.) Try again.'],
    ['It said "full"', 'It said "full". Try again.'],
    ['Run `signet status`', 'Run `signet status`. Try again.'],
    ['満杯です。', '満杯です。 Try again.'],
    [' ', 'Try again.'],
  ])('%j is kept apart from what follows', (first, whole) => {
    expect(sentences(first, 'Try again.')).toBe(whole)
  })

  it('leave the last as it is, and are none where there is none', () => {
    expect(sentences('Full.', 'Try again')).toBe('Full. Try again')
    expect(sentences('Full', '')).toBe('Full')
    expect(sentences('', '')).toBe('')
  })
})
