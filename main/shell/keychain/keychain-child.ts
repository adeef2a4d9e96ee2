// A program of its own: the only one that loads keytar. A keychain that hangs fills libuv's four threads, a keyring
// that breaks can end the process; here that costs this process alone, and the host starts another one.
import type * as Keytar from 'keytar'
import type { KeychainReply, KeychainRequest } from './keychain-port'

/** Electron's end of the channel in a utilityProcess; under Node there is `process.send`. */
interface ParentPort {
  postMessage(message: KeychainReply): void
  on(event: 'message', listener: (event: { readonly data: KeychainRequest }) => void): void
}

const service = 'Signet'
// The cast says that plain Node has none; Electron's own types say that there always is one.
const { parentPort } = process as unknown as { readonly parentPort: ParentPort | undefined }
let keytar: typeof Keytar | undefined
/** keytar is called once at a time: more calls would only wait in more threads. */
let last: Promise<void> = Promise.resolve()

parentPort?.on('message', ({ data }) => take(data))
process.on('message', take)
// `process.exit` would wait for a thread that hangs in the keychain.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))

/** Only the host can reach this channel, and it sends nothing else. */
function take(message: unknown): void {
  const request = message as KeychainRequest
  last = last.then(() => answer(request)).then(send)
}

function send(reply: KeychainReply): void {
  parentPort?.postMessage(reply)
  process.send?.(reply)
}

async function answer(request: KeychainRequest): Promise<KeychainReply> {
  const { id } = request
  try {
    keytar ??= await loadKeytar()
  } catch (error) {
    return { id, outcome: 'not-loaded', message: messageOf(error) }
  }
  try {
    return { id, outcome: 'done', value: await call(keytar, request) }
  } catch (error) {
    return { id, outcome: 'failed', message: messageOf(error) }
  }
}

/** keytar is CommonJS: it is the default export, whichever loader or bundler imports it. */
async function loadKeytar(): Promise<typeof Keytar> {
  const loaded: typeof Keytar & { readonly default?: typeof Keytar } = await import('keytar')
  return loaded.default ?? loaded
}

async function call(keychain: typeof Keytar, request: KeychainRequest): Promise<string | boolean | null> {
  switch (request.operation) {
    case 'load':
      return true
    case 'get':
      return keychain.getPassword(service, request.name)
    case 'set':
      await keychain.setPassword(service, request.name, request.value)
      return true
    case 'delete':
      return keychain.deletePassword(service, request.name)
  }
}

/** keytar's own words: they name the OS's error, never a secret. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
