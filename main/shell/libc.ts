// Calls of the C library that Node does not offer, through koffi. Bound at their first use: an import must not fail
// where a platform has no such call.
import koffi from 'koffi'

/** The function that a C declaration names, looked up when it is first called; the caller states its arguments. */
export function libc(declaration: string): (...args: readonly unknown[]) => number {
  let call: ((...args: readonly unknown[]) => number) | undefined
  return (...args) => {
    call ??= koffi.load(null).func(declaration) as (...args: readonly unknown[]) => number
    return call(...args)
  }
}

/** The C library's `errno` of the last call. */
export function errno(): number {
  return koffi.errno()
}

/** Whether `errno` says that what was asked for is held by somebody else: EWOULDBLOCK, which some systems call EAGAIN. */
export function isHeldByOther(code: number): boolean {
  return code === koffi.os.errno['EWOULDBLOCK'] || code === koffi.os.errno['EAGAIN']
}
