// Words of others (a caller's reason, a file's name) on the way to a person: inert, one line, of bounded length.

/** Control, format (bidi, zero-width), surrogate, private-use and unassigned characters, line and paragraph separators. */
const active = /[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * The text with every character that could act, hide or re-order written out as `<U+202E>`, and its middle cut out
 * where it is longer than `limit` characters: both ends of a path say something.
 */
export function inertText(text: string, limit: number): string {
  const visible = text.replace(active, (character) => `<U+${hexOf(character)}>`)
  const characters = Array.from(visible)
  if (characters.length <= limit) return visible
  const head = Math.ceil((limit - 1) / 2)
  const tail = limit - 1 - head
  return `${characters.slice(0, head).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`
}

function hexOf(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
