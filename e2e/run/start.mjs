// `npm start`: builds and opens the app, on Electron where its binary is, else on the stand-in host.
// `--demo-pool` starts an embedded Cognito beside it, in a throw-away home with that pool already added.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { buildApp, root, setUp } from './set-up.mjs'

const args = process.argv.slice(2)
const isDemo = args.includes('--demo-pool')
const passedOn = args.filter((arg) => arg !== '--demo-pool')

/** Where electron's own installer puts the binary. */
function electronBinary() {
  const folder = join(root, 'node_modules/electron')
  const pathFile = join(folder, 'path.txt')
  const path = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8').trim()) : ''
  return existsSync(path) ? path : undefined
}

/** @param {string} home */
async function startDemoPool(home) {
  const poolFile = join(root, 'e2e/cognito/demo-pool.json')
  const cognito = spawn(
    process.execPath,
    ['--import', 'tsx', join(root, 'e2e/cognito/main.ts'), '--port', '0', '--pool', poolFile],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [line] = await once(createInterface({ input: cognito.stdout }), 'line')
  const { url } = JSON.parse(line)
  const [{ userPoolId, clients, users }] = JSON.parse(readFileSync(poolFile, 'utf8')).pools
  const pool = {
    name: 'Demo',
    userPoolId,
    clientId: clients[0].clientId,
    hasClientSecret: false,
    endpoint: url,
    method: 'USER_SRP_AUTH',
  }
  writeFileSync(join(home, 'pools.json'), JSON.stringify({ version: 1, pools: [pool] }), { mode: 0o600 })
  console.log(`start: an embedded Cognito serves the pool "Demo" at ${url}; its people:`)
  for (const { username, password, mfa, totpSecret } of users) {
    const code = totpSecret === undefined ? (mfa ?? 'no code') : `authenticator secret ${totpSecret}`
    console.log(`start:   ${username} / ${password} (${code})`)
  }
  console.log(`start: codes sent by SMS and e-mail: ${url}/_inbox`)
  return cognito
}

setUp()
buildApp()
const home = isDemo ? mkdtempSync(join(tmpdir(), 'signet-demo-')) : undefined
const cognito = home === undefined ? undefined : await startDemoPool(home)

const electron = electronBinary()
const host = electron ?? join(root, 'e2e/host/electron')
console.log(`start: on ${electron === undefined ? 'the stand-in host (Node and Chromium)' : 'Electron'}`)
const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
if (electron === undefined && !hasDisplay) {
  console.log('start: there is no display here: the window is drawn off-screen')
}
const app = spawn(host, [root, ...passedOn], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(hasDisplay ? { STAND_IN_DISPLAY: '1' } : {}),
    ...(home === undefined ? {} : { SIGNET_HOME: home, SIGNET_SOCKET: join(home, 'signet.sock') }),
  },
})
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => app.kill(signal))
const [code] = await once(app, 'exit')
cognito?.kill()
if (home !== undefined) rmSync(home, { recursive: true, force: true })
process.exit(code ?? 1)
