// One line as it is typed in raw mode: the few keys people expect, and nothing shown where nothing may be.

export type Typed =
  | { readonly kind: 'editing'; readonly echo: string }
  | { readonly kind: 'done'; readonly text: string }
  /** Ctrl-C. */
  | { readonly kind: 'interrupted' }
  /** Ctrl-D on an empty line. */
  | { readonly kind: 'ended' }

export interface LineEditor {
  /** Takes one character. */
  type(character: string): Typed
}

const keys = {
  interrupt: '\u0003',
  end: '\u0004',
  backspace: '\u0008',
  delete: '\u007F',
  word: '\u0017',
  line: '\u0015',
}
/** Longer than any password or code. */
const maxCharacters = 4096

/** @param prompt what stands before the line, to draw it anew after a deletion. */
export function editLine(prompt: string, secrecy: 'shown' | 'hidden'): LineEditor {
  let text: string[] = []
  const skipper = escapeSkipper()

  /** Drawn anew as a whole: a deleted character may have been two columns wide. */
  function redraw(): Typed {
    return { kind: 'editing', echo: secrecy === 'hidden' ? '' : `\r\u001B[K${prompt}${text.join('')}` }
  }
  function insert(character: string): Typed {
    if (/\p{C}/u.test(character) || text.length >= maxCharacters) return { kind: 'editing', echo: '' }
    text.push(character)
    return { kind: 'editing', echo: secrecy === 'hidden' ? '' : character }
  }

  function edit(character: string): Typed {
    const kept = remaining(text, character)
    if (kept === undefined) return insert(character)
    text = kept
    return redraw()
  }

  return {
    type: (character) => {
      if (skipper.skips(character)) return { kind: 'editing', echo: '' }
      if (character === '\r' || character === '\n') return { kind: 'done', text: text.join('') }
      if (character === keys.interrupt) return { kind: 'interrupted' }
      if (character === keys.end && text.length === 0) return { kind: 'ended' }
      return edit(character)
    },
  }
}

/** What a deleting key leaves of the line; undefined for a key that deletes nothing. */
function remaining(text: readonly string[], character: string): string[] | undefined {
  switch (character) {
    case keys.backspace:
    case keys.delete:
      return text.slice(0, -1)
    case keys.word:
      return Array.from(text.join('').replace(/\S*\s*$/u, ''))
    case keys.line:
      return []
    default:
      return undefined
  }
}

/** Arrow keys and their like arrive as escape sequences (ECMA-48 CSI and SS3): none of it belongs in a password. */
function escapeSkipper(): { skips(character: string): boolean } {
  let state: EscapeState = 'text'
  return {
    skips: (character) => {
      const before = state
      state = afterEscape(before, character)
      // A line end or Ctrl-C after a lone Escape still counts.
      return state !== 'text' || (before !== 'text' && !(before === 'escape' && /\p{C}/u.test(character)))
    },
  }
}

type EscapeState = 'text' | 'escape' | 'sequence'

function afterEscape(state: EscapeState, character: string): EscapeState {
  if (character === '\u001B') return 'escape'
  if (state === 'escape') return character === '[' || character === 'O' ? 'sequence' : 'text'
  if (state === 'sequence') return /[@-~]/.test(character) ? 'text' : 'sequence'
  return 'text'
}
