/** JSON from outside. @returns undefined for what is no JSON: a schema then says so, or the caller decides. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
