// Whether the keychain can be called now, asked without any prompt, before and after the calls that would hide it.

export type LockState =
  /** Open: a call needs no person. */
  | { readonly kind: 'unlocked' }
  /** Locked. `canAsk`: there is a display on which the OS asks for the password. */
  | { readonly kind: 'locked'; readonly canAsk: boolean }
  /** The OS decides at each call whether to ask the person, and cannot be asked before (macOS). */
  | { readonly kind: 'may-ask' }
  /** A keychain service without a keyring to write to. `canAsk`: the OS offers to create one. */
  | { readonly kind: 'no-keyring'; readonly canAsk: boolean }
  | { readonly kind: 'unavailable'; readonly detail: string }
  /** There, but it does not answer. */
  | { readonly kind: 'silent' }

export interface LockCheck {
  /** What keeps the secrets, in words: `Secret Service`, `macOS Keychain`, `Windows Credential Manager`. */
  readonly backend: string
  /** Never prompts, never throws, answers within 2 s. */
  check(): Promise<LockState>
  /** Lets go of what the check holds open; a later `check` opens it again. */
  close(): void
}

/** macOS asks when an item was made by another program or the keychain is locked; Windows never asks. */
export function nativeLockCheck(platform: 'darwin' | 'win32'): LockCheck {
  const isMac = platform === 'darwin'
  return {
    backend: isMac ? 'macOS Keychain' : 'Windows Credential Manager',
    check: () => Promise.resolve({ kind: isMac ? 'may-ask' : 'unlocked' }),
    close: () => undefined,
  }
}
