// What a utility process finds when it starts: `process.parentPort`, its own arguments, and no channel of Node's fork.
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

const [node = process.execPath, , modulePath = '', ...args] = process.argv
const send = process.send?.bind(process)

class ParentPort extends EventEmitter {
  /** @param {unknown} message */
  postMessage(message) {
    send?.(message)
  }
}
const parentPort = new ParentPort()

/** Messages wait until somebody listens, as the documentation of `parentPort` promises. @type {unknown[]} */
let waiting = []
process.on('message', (data) => {
  if (parentPort.listenerCount('message') === 0) waiting.push(data)
  else parentPort.emit('message', { data, ports: [] })
})
parentPort.on('newListener', (name) => {
  if (name !== 'message') return
  const held = waiting
  waiting = []
  process.nextTick(() => held.forEach((data) => parentPort.emit('message', { data, ports: [] })))
})
// The parent is gone: so is its utility process.
process.on('disconnect', () => process.exit(0))

process.argv = [node, modulePath, ...args]
Object.assign(process, { parentPort, type: 'utility', send: undefined })
// eslint-disable-next-line no-unsanitized/method -- the module to run is the argument of this program
await import(pathToFileURL(modulePath).href)
