/** The server's words may reach a terminal: no control or direction characters, one line, no novel. */
export function harmless(text: string, maxLength = 300): string {
  return text
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, maxLength)
}
