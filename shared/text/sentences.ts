// Sentences that come from several places, on one line.

/** A stop, or a mark that stands for one; a quotation or a bracket may close after it. */
const endsAsSentence = /[.!?:。！？：…]["'”’)\]]?$/u

/** The sentences one after the other, without the empty ones. One that lacks its full stop is given it, but for the last. */
export function sentences(...parts: readonly string[]): string {
  const said = parts.map((part) => part.trim()).filter((part) => part !== '')
  return said
    .map((part, index) => (index === said.length - 1 || endsAsSentence.test(part) ? part : `${part}.`))
    .join(' ')
}
