// Sends one hostile frame on a connection of its own, and reads what comes of it.
import { connect } from 'node:net'

/** A frame, and all that was said before the other side closed. */
export interface Exchanged {
  readonly index: number
  readonly frame: Buffer
  /** latin1. */
  readonly text: string
}

/** A frame that is no whole request is hung up on after this time; what asks a person may wait as long. */
const patienceMs = 40
/** Whatever has not ended by then hangs. */
const hangMs = 30_000
/** Ends the connection of whoever was understood so far. */
const last = 'GET /v1/pools HTTP/1.1\r\nConnection: close\r\n\r\n'

/** @throws Error when the other side does not close, though this one has. */
export function exchange(address: string, index: number, frame: Buffer): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const socket = connect(address)
    let text = ''
    const hangUp = setTimeout(() => socket.end(), patienceMs)
    const giveUp = setTimeout(() => {
      socket.destroy()
      reject(new Error(`frame ${index} hangs: ${JSON.stringify(frame.toString('latin1'))}`))
    }, hangMs)
    // The other side may close while more is being sent.
    socket.on('error', () => undefined)
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    socket.on('close', () => {
      clearTimeout(hangUp)
      clearTimeout(giveUp)
      resolve({ index, frame, text })
    })
    socket.write(frame)
    socket.write(last)
  })
}
