// The peer of the command benchmark: the least that a Node script can do to get a token. `node bare-token.cjs SOCKET`
// eslint-disable-next-line @typescript-eslint/no-require-imports -- CommonJS, as the command itself: it starts fastest
const { connect } = require('node:net')

const body = '{"use":"access"}'
const socket = connect(process.argv[2])
let text = ''
socket.setEncoding('utf8')
socket.on('data', (chunk) => (text += chunk))
socket.on('end', () => {
  const { token } = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))
  process.stdout.write(`${token}\n`)
})
socket.write(
  `POST /v1/accounts/default/token HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
)
