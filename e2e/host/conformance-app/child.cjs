// A utility process: says back what it hears, and ends when told.
const { parentPort } = process
let throughNode = 0

process.on('message', () => (throughNode += 1))
setTimeout(() => {
  parentPort.on('message', ({ data }) => {
    if (data === 'exit') process.exit(7)
    const hasSend = typeof process.send === 'function'
    parentPort.postMessage({ heard: data, args: process.argv.slice(2), hasSend, throughNode })
  })
}, 20)
