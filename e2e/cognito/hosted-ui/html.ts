// HTML that escapes what it is given.
import { escapeHtml } from '../../../shared/text/escape-html'

/** Markup that is known to be well-formed. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = Html | string | undefined | readonly Html[]

/** Every value is text and escaped, unless it is `Html` itself; attributes have to stand in double quotes. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = literals.reduce((whole, literal, index) => whole + markup(parts[index - 1]) + literal)
  return new Html(text)
}

function markup(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Html) return part.text
  return typeof part === 'string' ? escapeHtml(part) : part.map(({ text }) => text).join('')
}
