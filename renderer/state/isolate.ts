// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9 §2.4), by number: bidi controls in source are hard to see.
const open = String.fromCodePoint(0x2068)
const close = String.fromCodePoint(0x2069)

/** The text with its own direction, which cannot reorder what stands around it. */
export function isolate(text: string): string {
  return open + text + close
}
