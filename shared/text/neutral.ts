// Text from outside, made harmless to show: what a program calls itself must not move a cursor, reverse a line or
// hide the question that it is part of.

const replacement = '\uFFFD'
/** Controls, formats (bidi, zero width), surrogates, private use, unassigned; line and paragraph separators. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/gu
/** Letters and symbols that show as nothing: they pad a name until its end is out of sight. */
const blank = /[\u115F\u1160\u2800\u3164\uFFA0]/gu
/** Four marks on one letter are no script's spelling. */
const piledMarks = /(\p{M}{3})\p{M}+/gu

/** The text on one line, `maxLength` characters at most, cut in the middle: both ends of a path tell something. */
export function neutral(text: string, maxLength = 200): string {
  const clean = text.replace(unprintable, replacement).replace(blank, replacement).replace(piledMarks, '$1')
  const characters = Array.from(clean)
  if (characters.length <= maxLength) return clean
  const kept = Math.max(maxLength - 1, 2)
  const tail = Math.floor(kept / 2)
  return `${characters.slice(0, kept - tail).join('')}…${characters.slice(-tail).join('')}`
}
