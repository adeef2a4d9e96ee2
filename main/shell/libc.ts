// Calls of the C library, and of the libraries of Windows, that Node does not offer, through koffi. Bound at their first
// use: an import must not fail where a platform has no such call.
import koffi from 'koffi'

/** The function that a C declaration names, looked up when it is first called; the caller states its arguments. */
export function libc(declaration: string): (...args: readonly unknown[]) => number {
  return bound(null, declaration)
}

/** The same of a library by its file name, such as `kernel32.dll`. */
export function libraryCall(file: string, declaration: string): (...args: readonly unknown[]) => number {
  return bound(file, declaration)
}

function bound(file: string | null, declaration: string): (...args: readonly unknown[]) => number {
  let call: ((...args: readonly unknown[]) => number) | undefined
  return (...args) => {
    call ??= koffi.load(file).func(declaration) as (...args: readonly unknown[]) => number
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
