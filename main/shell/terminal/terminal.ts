// A terminal device as the agent uses it to ask: opened by itself, checked, in raw mode while it asks.
import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs'
import { ReadStream, isatty } from 'node:tty'

/** An open terminal; as its other users left it until `onInput`. */
export interface Terminal {
  /** One device, one number: prompts on it are queued. */
  readonly device: number
  write(text: string): void
  /** Takes the keyboard over: nothing typed is echoed from here on, and the listener gets all of it. */
  onInput(listener: (text: string) => void): void
  /** Called when the terminal goes away. */
  onHangUp(listener: () => void): void
  /** Gives it back as it was. */
  close(): void
}

/** How long a stopped terminal (Ctrl-S) is left alone before the next try, in milliseconds. */
const retryMs = 50
const { O_NOCTTY, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants

/**
 * Opens the controlling terminal of a caller, such as /dev/pts/3.
 * @returns undefined when the path is no terminal of user `uid`, or reading it would stop this process.
 */
export function openCallersTerminal(path: string, uid: number): Terminal | undefined {
  // A caller's terminal is named by the kernel, but a name is all it is until the device was looked at.
  if (!/^\/dev\/(pts\/\d+|tty[A-Za-z0-9]+|console)$/.test(path)) return undefined
  return open(path, (owner) => owner === uid)
}

/**
 * Opens the agent's own terminal: the one it is controlled by, else the one it was started on.
 * @returns undefined where there is none.
 */
export function openOwnTerminal(uid: number): Terminal | undefined {
  // /dev/tty belongs to root and stands for whatever terminal controls this process.
  return open('/dev/tty', () => true) ?? openStandardInput(uid)
}

function openStandardInput(uid: number): Terminal | undefined {
  if (!isatty(0)) return undefined
  try {
    return openCallersTerminal(readlinkSync('/proc/self/fd/0'), uid)
  } catch {
    // No /proc, so no name to open it by: then there is no terminal to ask on.
    return undefined
  }
}

function open(path: string, mayBelongTo: (uid: number) => boolean): Terminal | undefined {
  const opened: number[] = []
  const openOnce = (): number => {
    const descriptor = openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_NOFOLLOW)
    opened.push(descriptor)
    return descriptor
  }
  try {
    const input = openOnce()
    const stats = fstatSync(input)
    const isUsable = stats.isCharacterDevice() && mayBelongTo(stats.uid) && isatty(input)
    if (isUsable && !wouldStop(stats.rdev)) return new DeviceTerminal(numberOf(stats.rdev), input, openOnce())
  } catch {
    // Not there, not ours to open, or gone in between: there is no terminal, which the caller asks about.
  }
  for (const descriptor of opened) closeSync(descriptor)
  return undefined
}

const devTty = 0x500

/**
 * Whether reading would stop this process: it is controlled by this very terminal and runs in its background
 * (SIGTTIN, SIGTTOU).
 */
function wouldStop(device: number): boolean {
  const fields = ownStat()
  if (fields === undefined) return false
  const [, , group, , controlling, foreground] = fields
  const isOurs = controlling !== '0' && (device === devTty || String(device) === controlling)
  return isOurs && group !== foreground
}

/** /dev/tty stands for another device: the one that questions are queued for. */
function numberOf(device: number): number {
  return device === devTty ? Number(ownStat()?.[4] ?? device) : device
}

/** The fields of /proc/self/stat after the name: state, parent, group, session, terminal, its foreground group. */
function ownStat(): readonly string[] | undefined {
  try {
    const text = readFileSync('/proc/self/stat', 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    // Not Linux: a background agent is then stopped as any background reader is, and continued by `fg`.
    return undefined
  }
}

/**
 * The runtime opens a terminal device once more for its reader (uv_tty_init in src/unix/tty.c), and closes that
 * descriptor alone. The one it was given would stay open, one for every question, and keep the terminal from ending.
 */
function closeIfReopened(reader: ReadStream, input: number): void {
  const { _handle: handle } = reader as ReadStream & { readonly _handle?: { readonly fd?: number } }
  if (handle?.fd !== undefined && handle.fd !== input) closeSync(input)
}

/** Holds two descriptors of one device: the runtime's own, which is read, and one that is only written. */
class DeviceTerminal implements Terminal {
  readonly device: number
  readonly #reader: ReadStream
  readonly #output: number
  readonly #decoder = new TextDecoder()
  #unwritten: Buffer = Buffer.alloc(0)
  #retry: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(device: number, input: number, output: number) {
    this.device = device
    this.#output = output
    this.#reader = new ReadStream(input)
    closeIfReopened(this.#reader, input)
  }

  write(text: string): void {
    this.#unwritten = Buffer.concat([this.#unwritten, Buffer.from(text)])
    this.#flush()
  }

  onInput(listener: (text: string) => void): void {
    this.#reader.setRawMode(true)
    // Without this an agent that is ended in mid-question leaves a terminal that shows nothing.
    process.on('exit', this.#restore)
    this.#reader.on('data', (chunk) => listener(this.#decoder.decode(chunk, { stream: true })))
  }

  onHangUp(listener: () => void): void {
    this.#reader.on('error', listener)
    this.#reader.on('end', listener)
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    clearTimeout(this.#retry)
    process.off('exit', this.#restore)
    this.#restore()
    this.#reader.on('error', () => undefined)
    this.#reader.destroy()
    closeSync(this.#output)
  }

  readonly #restore = (): void => {
    try {
      if (this.#reader.isRaw) this.#reader.setRawMode(false)
    } catch {
      // It hung up: there is nothing left to restore.
    }
  }

  /** Never waits: a terminal that a caller stopped must not stop the agent. */
  #flush(): void {
    clearTimeout(this.#retry)
    try {
      while (this.#unwritten.length > 0 && !this.#isClosed) {
        this.#unwritten = this.#unwritten.subarray(writeSync(this.#output, this.#unwritten))
      }
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
      // Anything else is a hang-up, which the reader reports.
      if (isFull) this.#retry = setTimeout(() => this.#flush(), retryMs)
    }
  }
}
