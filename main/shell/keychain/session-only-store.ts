// The person chose to go without a keychain: secrets live as long as the process, and nowhere else.
import type { SecretStore } from '../../core/ports'

/** Secrets in memory. It says so in `status`, so that nobody takes it for a keychain. */
export function sessionOnlyStore(): SecretStore {
  const secrets = new Map<string, string>()
  return {
    get: (name) => Promise.resolve(secrets.get(name)),
    set: (name, value) => Promise.resolve(void secrets.set(name, value)),
    delete: (name) => Promise.resolve(secrets.delete(name)),
    status: () => Promise.resolve({ backend: 'memory', state: 'session-only' }),
  }
}
