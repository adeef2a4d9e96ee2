// Where Signet's files are (DESIGN.md "Paths"): the XDG folders, Application Support, LOCALAPPDATA (never Roaming).
import { homedir } from 'node:os'
import { posix, win32 } from 'node:path'
import { AppError } from '../../shared/errors'

export interface SignetFolders {
  /** pools.json, settings.json. */
  readonly config: string
  /** accounts.json, grants.json, audit/, refresh/, sign-in/, host.lock, window/. */
  readonly state: string
  /** signet.log. */
  readonly logs: string
}

/**
 * The folders of this user; none is created here.
 * @throws `request/invalid` when `SIGNET_HOME` is no absolute path.
 */
export function signetFolders(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): SignetFolders {
  const path = platform === 'win32' ? win32 : posix
  const own = env['SIGNET_HOME']
  if (own !== undefined && own !== '') {
    if (!path.isAbsolute(own))
      throw new AppError('request/invalid', `SIGNET_HOME is no absolute path: "${own}"`)
    return { config: own, state: own, logs: own }
  }
  if (platform === 'win32') {
    const folder = path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'Signet')
    return { config: folder, state: folder, logs: folder }
  }
  const home = env['HOME'] ?? homedir()
  if (platform === 'darwin') {
    const folder = path.join(home, 'Library', 'Application Support', 'Signet')
    return { config: folder, state: folder, logs: path.join(home, 'Library', 'Logs', 'Signet') }
  }
  // The XDG base directory specification: a path that is not absolute is invalid and to be ignored.
  const xdg = (name: string, fallback: string) => {
    const folder = env[name]
    return path.join(
      folder !== undefined && path.isAbsolute(folder) ? folder : path.join(home, fallback),
      'signet',
    )
  }
  const state = xdg('XDG_STATE_HOME', '.local/state')
  return { config: xdg('XDG_CONFIG_HOME', '.config'), state, logs: state }
}
