// The ports that both hosts build alike: everything that is plain Node and asks nobody.
import { basename, dirname, join } from 'node:path'
import type { Caller } from '../core/ports'
import { loopbackAwsListeners } from './aws-listeners'
import { localCallers } from './callers/local-callers'
import { systemClock } from './clock'
import { fileRecordStore } from './files'
import { signetFolders } from './folders'
import { fileLog } from './log'
import { loopbackRedirects } from './loopback-redirects'
import { nodeRandom } from './random'
import { noTouchId } from './no-touch-id'
import { nodeTransport } from './transport'

export interface PlainPortsOptions {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** The folder of the built programs (`out`). */
  readonly programs: string
}

/** Ports and folders of this user on this computer; nothing is read or written yet. */
export function plainPorts({ env, platform, programs }: PlainPortsOptions) {
  const folders = signetFolders(env, platform)
  const clock = systemClock()
  const log = fileLog({ path: join(folders.logs, 'signet.log'), clock })
  const config = fileRecordStore(folders.config)
  return {
    folders,
    clock,
    log,
    random: nodeRandom,
    config,
    state: folders.state === folders.config ? config : fileRecordStore(folders.state),
    transport: nodeTransport({ env, platform, log }),
    touchId: noTouchId,
    redirects: loopbackRedirects({ log }),
    awsListeners: loopbackAwsListeners({ folder: join(folders.state, 'aws'), log }),
    callers: localCallers(platform, {
      commands: commandsOf(programs),
    }),
  }
}

/** The scripts of the `signet` command, which is looked through. Of a package they lie beside the archive. */
export function commandsOf(programs: string): readonly string[] {
  const readable = programs.replace(/\/resources\/app\.asar\/out$/, '/resources/app.asar.unpacked/out')
  return [join(readable, 'signet'), join(readable, 'cli/signet.cjs')]
}

/**
 * Whether a caller is a host of this same Signet: a program of the installed app's own folder, or in a checkout one of
 * the built programs or the Electron that runs them. What it guards is small, since a program of the same user may
 * end this process in any case.
 */
export function isOwnProgram(caller: Caller, programs: string): boolean {
  const program = caller.kind === 'script' ? caller.script.path : caller.executable.path
  const packaged = /^(.*)\/resources\/app\.asar(?:\.unpacked)?\/out$/.exec(programs)
  if (packaged?.[1] !== undefined) return program.startsWith(`${packaged[1]}/`)
  const isElectron = program.startsWith(`${dirname(programs)}/`) && basename(program) === 'electron'
  return isElectron || program.startsWith(`${programs}/`)
}
