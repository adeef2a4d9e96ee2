// The browser of a host without windows: the desktop's own command opens it, where there is a desktop.
import { spawn } from 'node:child_process'
import { AppError } from '../../shared/errors'
import type { Browser } from '../core/ports'
import { demandSignInPage } from './sign-in-page'

/** A command that still runs after this time has a browser in it. */
const settledMs = 2_000

export interface CommandBrowserOptions {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** Origins of the pools' sign-in pages, as they are configured now. */
  readonly origins: () => readonly string[]
}

/** No shell takes part: the address is one argument. */
export function commandBrowser({ env, platform, origins }: CommandBrowserOptions): Browser {
  return {
    open: async (address) => {
      const url = demandSignInPage(address, origins())
      const command = commandOf(platform, env)
      if (command === undefined) throw unavailable('There is no display to open a browser on.')
      const [program, ...args] = command
      await run(program, [...args, url], env)
    },
  }
}

type Command = readonly [program: string, ...args: string[]]

/** @returns undefined where nobody sits before this computer. */
function commandOf(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Command | undefined {
  const isRemote = (env['SSH_CONNECTION'] ?? '') !== ''
  if (platform === 'darwin') return isRemote ? undefined : ['/usr/bin/open']
  if (platform === 'win32') return isRemote ? undefined : ['rundll32.exe', 'url.dll,FileProtocolHandler']
  const hasDisplay = [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((name) => (name ?? '') !== '')
  return hasDisplay ? ['xdg-open'] : undefined
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'ignore', detached: true })
    const timer = setTimeout(resolve, settledMs)
    child.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(unavailable(`${program} cannot be run (${code}).`))
    })
    child.once('exit', (status) => {
      clearTimeout(timer)
      if (status === 0) resolve()
      else reject(unavailable(`${program} opened no browser.`))
    })
    child.unref()
  })
}

const unavailable = (message: string): AppError => new AppError('auth/browser-unavailable', message)
