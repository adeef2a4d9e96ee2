// oidc-agent with one account that has a warm access token, and the OpenID provider it was given by.
import { existsSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HeadlessComputer } from '../fixtures/agent-host'

/** The access token: as long as the one that Signet gives here. */
const peerToken = 'x'.repeat(1115)
/** The short name of the account. */
export const peerAccount = 'bench'

/** Starts both; they end with the programs of the computer. @returns the path of the agent's socket. */
export async function startOidcAgent(computer: HeadlessComputer): Promise<string> {
  const [home, socket] = [computer.beside('peer-home'), computer.beside('oidc-agent.sock')]
  mkdirSync(`${home}/.config/oidc-agent`, { recursive: true, mode: 0o700 })
  // No program of this Signet, and without the desktop of whoever runs this.
  const env = { PATH: process.env['PATH'], HOME: home, OIDC_SOCK: socket }
  computer.programs.start({ command: 'oidc-agent', args: ['--console', `--socket-path=${socket}`], env })
  // It keeps its words in a buffer: only the socket tells that it listens.
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10))
  const provider = await startProvider()
  try {
    const { exit, out, err } = await computer.programs.run({
      command: 'oidc-gen',
      args: [
        ...[peerAccount, '--manual', '--no-save', '--confirm-default', '--prompt=none', '--pw-env'],
        ...[`--issuer=${provider.url}`, '--client-id=bench', '--client-secret=secret'],
        ...['--scope=openid offline_access', '--flow=refresh', '--rt-env'],
      ],
      env: { ...env, OIDC_REFRESH_TOKEN: 'refresh', OIDC_ENCRYPTION_PW: 'password' },
    })
    if (exit !== 0) throw new Error(`oidc-gen: ${out}${err}`)
  } finally {
    provider.close()
  }
  return socket
}

/** An OpenID provider of two answers: what it can do, and tokens for whatever refresh token. */
async function startProvider(): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const reply = request.url?.includes('/.well-known/') === true ? description(url) : tokens
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, close: () => void server.close() }
}

const tokens = {
  access_token: peerToken,
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: 'refresh',
  scope: 'openid offline_access',
}

const description = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}authorize`,
  token_endpoint: `${issuer}token`,
  scopes_supported: ['openid', 'offline_access'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  response_types_supported: ['code'],
})
