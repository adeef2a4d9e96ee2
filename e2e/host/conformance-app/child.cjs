// A utility process: says back what it hears, and ends when told.
const { parentPort } = process

setTimeout(() => {
  parentPort.on('message', ({ data }) => {
    if (data === 'exit') process.exit(7)
    parentPort.postMessage({
      heard: data,
      args: process.argv.slice(2),
      hasSend: typeof process.send === 'function',
    })
  })
}, 20)
