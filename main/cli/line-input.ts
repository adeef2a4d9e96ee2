// Answers from a pipe or a file: one a line, in the order asked. Bytes are kept as they are, but for the line end.
import type { Readable } from 'node:stream'
import { AppError } from '../../shared/errors'
import { cli } from '../../shared/text/cli'
import { type Input, InputEnded } from './world'

/** Longer than any password (256 characters) or code (2,048). */
const maxLineBytes = 16 * 1024
const newline = 0x0a

export function openLines(stream: Readable): Input {
  let pending: Buffer = Buffer.alloc(0)
  let isEnded = false
  let fault: Error | undefined
  let wake: () => void = () => undefined
  stream.on('data', (chunk: Buffer | string) => {
    pending = Buffer.concat([pending, Buffer.from(chunk)])
    // Read on when a line is asked for: what comes after may be meant for somebody else.
    stream.pause()
    wake()
  })
  stream.on('end', () => {
    isEnded = true
    wake()
  })
  stream.on('error', (error) => {
    fault = error
    wake()
  })
  stream.pause()

  function takeLine(): string | undefined {
    const at = pending.indexOf(newline)
    if ((at === -1 ? pending.length : at) > maxLineBytes)
      throw new AppError('request/invalid', cli.signIn.tooManyAnswers)
    if (at === -1 && (!isEnded || pending.length === 0)) return undefined
    const line = at === -1 ? pending : pending.subarray(0, at)
    pending = at === -1 ? Buffer.alloc(0) : pending.subarray(at + 1)
    return line.toString('utf8').replace(/\r$/, '')
  }

  return {
    isTerminal: false,
    // Nothing is typed here, and a signal ends the process as it always does.
    interruption: new AbortController().signal,
    async ask() {
      for (;;) {
        const line = takeLine()
        if (line !== undefined) return line
        if (fault !== undefined || isEnded) throw new InputEnded(fault)
        await new Promise<void>((resolve) => {
          wake = resolve
          stream.resume()
        })
      }
    },
    close: () => void stream.destroy(),
  }
}
