// Which addresses a browser may be opened at, whoever asks for it (THREATS.md T43).
import { AppError } from '../../shared/errors'
import { isEndpoint } from '../../shared/model/pool-fields'

/**
 * An address of a configured origin: https, or http on this computer.
 * @returns it as it is to be opened. @throws `auth/browser-unavailable` for every other.
 */
export function demandSignInPage(address: string, origins: readonly string[]): string {
  if (URL.canParse(address)) {
    const url = new URL(address)
    const isPlain = url.username === '' && url.password === '' && isEndpoint(url.origin)
    if (isPlain && origins.some((origin) => new URL(origin).origin === url.origin)) return url.href
  }
  throw new AppError('auth/browser-unavailable', 'The address is no sign-in page of a pool of this computer.')
}
