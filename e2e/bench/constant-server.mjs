// The peer of the token benchmark: a bare node:http server that answers a constant, and says when it listens.
// `node constant-server.mjs SOCKET BODY`
import { createServer } from 'node:http'

const [socketPath = '', body = ''] = process.argv.slice(2)
const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }
createServer((_request, response) => {
  response.writeHead(200, headers)
  response.end(body)
}).listen(socketPath, () => console.log('listening'))
