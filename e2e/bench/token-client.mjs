// Asks two servers in turn, so that noise of the machine falls on both: `node token-client.mjs SOCKET PEER COUNT`.
// Prints the milliseconds of every request as JSON: { fresh: { ours, peer }, kept: { ours, peer } }.
// On node:net alone: what a client library costs would be added to both sides and hide their difference.
import { connect } from 'node:net'

const [oursPath = '', peerPath = '', count = '100'] = process.argv.slice(2)
const body = '{"use":"access"}'
const head = `POST /v1/accounts/default/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`
const closing = `${head}Connection: close\r\n\r\n${body}`
const keeping = `${head}\r\n${body}`

/** Whether a reply is whole. @param {string} text */
function isWhole(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /^content-length: (\d+)/im.exec(text)?.[1]
  return text.length >= end + 4 + Number(length)
}

/** @param {import('node:net').Socket} socket @param {string} request @returns {Promise<string>} */
function exchange(socket, request) {
  return new Promise((resolve, reject) => {
    let text = ''
    const take = (/** @type {string} */ chunk) => {
      text += chunk
      if (!isWhole(text)) return
      socket.off('data', take)
      socket.off('error', reject)
      if (text.startsWith('HTTP/1.1 200')) resolve(text)
      else reject(new Error(text))
    }
    socket.on('data', take)
    socket.once('error', reject)
    socket.write(request)
  })
}

/** @param {string} path */
function open(path) {
  return connect(path).setEncoding('latin1')
}

/** @param {() => Promise<unknown>} action */
async function timed(action) {
  const started = performance.now()
  await action()
  return performance.now() - started
}

/** @param {string} path */
async function onFreshConnection(path) {
  const socket = open(path)
  await exchange(socket, closing)
  socket.destroy()
}

/** @param {() => Promise<unknown>} ours @param {() => Promise<unknown>} peer */
async function inTurn(ours, peer) {
  const times = { ours: [0], peer: [0] }
  for (let warmUp = 0; warmUp < 200; warmUp++) {
    await ours()
    await peer()
  }
  for (let round = 0; round < Number(count); round++) {
    times.ours.push(await timed(ours))
    times.peer.push(await timed(peer))
  }
  return { ours: times.ours.slice(1), peer: times.peer.slice(1) }
}

const fresh = await inTurn(
  () => onFreshConnection(oursPath),
  () => onFreshConnection(peerPath),
)
const [ours, peer] = [open(oursPath), open(peerPath)]
const kept = await inTurn(
  () => exchange(ours, keeping),
  () => exchange(peer, keeping),
)
ours.destroy()
peer.destroy()
console.log(JSON.stringify({ fresh, kept }))
