// What the keychain says, in our codes, each with its fix.
import { AppError } from '../../../shared/errors'

const withoutKeychain =
  'Start a Secret Service (docs/headless.md), or go without a keychain: signet agent --session-only'

/** Nothing is there to keep secrets in. */
export function unavailable(detail: string): AppError {
  return new AppError('keychain/unavailable', `No keychain can be used: ${detail}. ${withoutKeychain}`)
}

/** keytar's native module cannot be loaded. On Linux it is libsecret that is missing, nearly always. */
export function notLoaded(detail: string, platform: NodeJS.Platform): AppError {
  const fix =
    platform === 'linux'
      ? 'Install libsecret (package libsecret-1-0 on Debian and Ubuntu, libsecret elsewhere)'
      : 'Install Signet again'
  const message = `The keychain library cannot be loaded. ${fix}.`
  return new AppError('keychain/unavailable', message, { cause: new Error(detail) })
}

/** Locked, and there is nothing to ask for the password on. */
export function locked(): AppError {
  return new AppError(
    'keychain/locked',
    'The keychain is locked, and there is no display to ask for its password on: unlock it (docs/headless.md), then try again.',
  )
}

/** A person said no, in the prompt of the OS or in Signet. */
export function refused(): AppError {
  return new AppError(
    'keychain/refused',
    'The keychain was not opened: try again, and give its password or allow Signet when you are asked.',
  )
}

/** No answer within `deadlineMs`. */
export function timedOut(deadlineMs: number): AppError {
  return new AppError(
    'keychain/timed-out',
    `The keychain did not answer within ${Math.round(deadlineMs / 1000)} s: answer its prompt if there is one, or restart it (on Linux: gnome-keyring-daemon or kwalletd), then try again.`,
  )
}

/** The process that calls the keychain crashed or was killed; the next call starts another one. */
export function died(): AppError {
  return new AppError(
    'keychain/unavailable',
    'The process that calls the keychain ended in the middle of a call: try again. What was there before is still there.',
  )
}

/** The keychain answered with an error that says nothing about locks: the OS's own words ride along as the cause. */
export function failed(detail: string): AppError {
  return new AppError(
    'keychain/unavailable',
    `The keychain failed: ${detail}. Restart it or sign in to the computer again; ${withoutKeychain}`,
    { cause: new Error(detail) },
  )
}
