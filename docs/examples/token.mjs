#!/usr/bin/env node
// Asks Signet for a token and prints it: node token.mjs [ACCOUNT [access|id]]. Node 20 or newer, no packages.
// Exit codes are those of `signet token`: 3 not running, 4 sign-in required, 5 refused, 6 locked, 7 offline or busy.
import { lstatSync } from 'node:fs'
import { request } from 'node:http'
import { homedir } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const { env, platform } = process
/** Programs switch on `code`. One that is not here may be added later. */
const exits = {
  sign_in_required: 4,
  consent_denied: 5,
  consent_required: 5,
  denied_recently: 5,
  consent_timeout: 9,
  account_not_found: 2,
  bad_request: 2,
  locked: 6,
  offline: 7,
  throttled: 7,
  busy: 7,
  keychain_unavailable: 8,
  keychain_locked: 8,
  keychain_refused: 8,
}
/** A person may be asked: Signet waits a minute for an answer, and longer where somebody has to sign in first. */
const patienceMs = 300_000

class SignetError extends Error {
  constructor(exit, message) {
    super(message)
    this.exit = exit
  }
}

function socketPaths() {
  if (env.SIGNET_SOCKET) return [env.SIGNET_SOCKET]
  if (env.SIGNET_HOME) return [`${env.SIGNET_HOME}/signet.sock`]
  if (platform === 'darwin') return [`${homedir()}/Library/Application Support/Signet/signet.sock`]
  const state = env.XDG_STATE_HOME || `${homedir()}/.local/state`
  const folders = [env.XDG_RUNTIME_DIR, `/run/user/${process.getuid()}`, state]
  return folders.filter(Boolean).map((folder) => `${folder}/signet/signet.sock`)
}

function findSocket() {
  const uid = process.getuid()
  for (const path of socketPaths()) {
    // Somebody else's socket is no Signet of yours: say nothing to it.
    const [facts, folder] = [path, dirname(path)].map((each) => lstatSync(each, { throwIfNoEntry: false }))
    const isOwn = facts?.uid === uid && folder?.uid === uid
    if (isOwn && facts.isSocket() && (folder.mode & 0o077) === 0) return path
  }
  throw new SignetError(3, 'Signet does not run. Start the app, or `signet agent`.')
}

/** The status, the body and the seconds to wait before another try. */
function ask(account, body) {
  const socketPath = findSocket()
  const path = `/v1/accounts/${encodeURIComponent(account)}/token`
  const headers = { 'Content-Type': 'application/json' }
  return new Promise((resolve, reject) => {
    const asking = request({ socketPath, method: 'POST', path, headers, timeout: patienceMs }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('error', reject)
      response.on('end', () => {
        const wait = Number(response.headers['retry-after'] ?? 0)
        resolve({ status: response.statusCode, text, wait })
      })
    })
    asking.on('timeout', () => asking.destroy(new SignetError(9, 'Signet did not answer in time.')))
    asking.on('error', (error) => {
      const text = `Signet does not run, or ended before it answered: ${error.code}`
      reject(error instanceof SignetError ? error : new SignetError(3, text))
    })
    asking.end(JSON.stringify(body))
  })
}

/** `{ token, expiresAt, expiresIn }`. Keep it while it lives, or just ask again: Signet keeps it. */
async function token(account = 'default', { use = 'access', reason } = {}) {
  const body = { use, minimumTtl: 60, reason }
  let answer = await ask(account, body)
  // Busy, or Cognito throttles: once more, when it says so. After a person's no it says how long not to ask.
  if ([429, 503].includes(answer.status) && answer.wait > 0 && answer.wait <= 30) {
    await sleep(answer.wait * 1000)
    answer = await ask(account, body)
  }
  const reply = JSON.parse(answer.text)
  if (answer.status === 200) return reply
  // `detail` is for a person: it says what to do.
  throw new SignetError(exits[reply.code] ?? 1, `${reply.detail} (${reply.code})`)
}

const [account, use] = process.argv.slice(2)
try {
  console.log((await token(account, { use })).token)
} catch (error) {
  if (!(error instanceof SignetError)) throw error
  console.error(error.message)
  process.exitCode = error.exit
}
