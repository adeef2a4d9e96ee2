/** Ends a `switch` over a closed union: a member that nobody handles does not compile. */
export function assertNever(value: never): never {
  throw new TypeError(`not handled: ${JSON.stringify(value)}`)
}
