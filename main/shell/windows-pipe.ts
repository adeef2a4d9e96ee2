// The named pipe of the local API on Windows, as far as it can be said without making one (LOCAL-API.md "Transport").
// Nothing makes it yet: each instance wants overlapped input and output through koffi, and the client has to see whose
// pipe it is before it sends a byte; neither can be tried here. docs/local-api.md, "Windows", says what is missing.
import { createHash } from 'node:crypto'
import { AppError } from '../../shared/errors'

/** After `S-1-`: the authority and at most 15 parts ([MS-DTYP] 2.4.2.1). */
const mostNumbers = 16
const shownDigits = 16

/** How `CreateNamedPipeW` is called; the numbers are those of winbase.h. */
export interface PipeSettings {
  readonly address: string
  /** SDDL of the security descriptor: its owner and SYSTEM, nobody else, nothing inherited. */
  readonly descriptor: string
  readonly openMode: number
  readonly pipeMode: number
}

const PIPE_ACCESS_DUPLEX = 0x00000003
const FILE_FLAG_OVERLAPPED = 0x40000000
/** Where somebody else has made a pipe of that name already, this host makes none. */
const FILE_FLAG_FIRST_PIPE_INSTANCE = 0x00080000
/** `PIPE_TYPE_BYTE`, `PIPE_READMODE_BYTE` and `PIPE_WAIT` are 0. */
const PIPE_REJECT_REMOTE_CLIENTS = 0x00000008

/**
 * The pipe of the user with this SID.
 * @throws `internal` for what is no SID: it would go into the descriptor as it is.
 */
export function pipeSettings(sid: string): PipeSettings {
  if (!isSid(sid)) throw new AppError('internal', 'The user has no SID of the known form.')
  const digest = createHash('sha256').update(sid).digest('hex')
  return {
    address: `\\\\.\\pipe\\signet-${digest.slice(0, shownDigits)}`,
    descriptor: `D:P(A;;GA;;;${sid})(A;;GA;;;SY)`,
    openMode: PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
    pipeMode: PIPE_REJECT_REMOTE_CLIENTS,
  }
}

function isSid(text: string): boolean {
  if (!text.startsWith('S-1-')) return false
  const numbers = text.slice(4).split('-')
  const isCount = numbers.length >= 2 && numbers.length <= mostNumbers
  return isCount && numbers.every((number) => /^\d{1,15}$/.test(number))
}
