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

/** @param {unknown} data */
function deliver(data) {
  if (parentPort.listenerCount('message') === 0) waiting.push(data)
  else parentPort.emit('message', { data, ports: [] })
}

// The channel stays open while somebody listens; what it brings reaches `parentPort` and nothing else.
process.on('message', () => undefined)
const emit = process.emit
/** @type {(name: string, ...args: unknown[]) => boolean} */
const emitOnPort = (name, ...args) => {
  if (name === 'message') deliver(args[0])
  // The parent is gone: a utility process ends with it, whatever its threads are waiting for.
  else if (name === 'disconnect') process.kill(process.pid, 'SIGKILL')
  else return Reflect.apply(emit, process, [name, ...args])
  return true
}
Object.assign(process, { emit: emitOnPort })
parentPort.on('newListener', (name) => {
  if (name !== 'message') return
  const held = waiting
  waiting = []
  process.nextTick(() => held.forEach(deliver))
})

process.argv = [node, modulePath, ...args]
Object.assign(process, { parentPort, type: 'utility', send: undefined })
// eslint-disable-next-line no-unsanitized/method -- the module to run is the argument of this program
await import(pathToFileURL(modulePath).href)
