// What the window may not do: everything but show the bundle's pages and call the contract.
import type { App, Session } from 'electron'
import type { Log } from '../../core/ports'
import { bundleOrigin } from './pages'

/**
 * Command-line switches that take away what the window's safety rests on, or open a door into the process.
 * Node's own (`--inspect`, `-r`) and the variables NODE_OPTIONS and ELECTRON_RUN_AS_NODE are off by fuse.
 */
const weakeningSwitches = [
  'allow-file-access-from-files',
  'allow-running-insecure-content',
  'browser-subprocess-path',
  'disable-features',
  'disable-gpu-sandbox',
  'disable-namespace-sandbox',
  'disable-seccomp-filter-sandbox',
  'disable-setuid-sandbox',
  'disable-site-isolation-trials',
  'disable-web-security',
  'enable-blink-features',
  'gpu-launcher',
  'host-resolver-rules',
  'host-rules',
  'ignore-certificate-errors',
  'js-flags',
  'load-extension',
  'no-sandbox',
  'proxy-pac-url',
  'proxy-server',
  'remote-debugging-address',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'renderer-cmd-prefix',
  'single-process',
  'ssl-key-log-file',
  'unsafely-treat-insecure-origin-as-secure',
  'user-data-dir',
  'utility-cmd-prefix',
] as const

/**
 * The first weakening switch that this process was started with; undefined when there is none.
 *
 * [Note: Weakening switches] The packaged app refuses to start with one: a shortcut or a wrapper that carries it
 * gets a sentence and exit 1, no window and no socket. It is no wall against a program that runs as the same user,
 * which could start another binary altogether; Chromium's own zygote has also read the command line by then.
 * A checkout is exempt: a test runner needs `--remote-debugging-port`, and root in a container `--no-sandbox`.
 * No token depends on Chromium's network stack: TLS to Cognito is Node's, in the main process.
 */
export function weakeningSwitch(commandLine: { hasSwitch(name: string): boolean }): string | undefined {
  return weakeningSwitches.find((name) => commandLine.hasSwitch(name))
}

/** Closes the session of every window: no permission, no device, no download, nothing from the network. */
export function closeSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    log.write('warn', 'window', `refused the permission ${permission}`)
    decide(false)
  })
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('will-download', (event) => event.preventDefault())
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    const isOurs = url.startsWith(`${bundleOrigin}/`)
    if (!isOurs) log.write('warn', 'window', `refused a request to ${schemeOf(url)}`)
    decide({ cancel: !isOurs })
  })
}

/** Closes every page, whoever made it: it stays where it is, opens nothing, embeds nothing. Before `ready`. */
export function closeContents(app: App, log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (what: string) => (event: { preventDefault(): void }) => {
      log.write('warn', 'window', `refused ${what}`)
      event.preventDefault()
    }
    contents.on('will-navigate', refuse('a navigation'))
    contents.on('will-frame-navigate', refuse("a frame's navigation"))
    contents.on('will-redirect', refuse('a redirect'))
    contents.on('will-attach-webview', refuse('a webview'))
    contents.setWindowOpenHandler(() => {
      log.write('warn', 'window', 'refused a new window')
      return { action: 'deny' }
    })
  })
}

/** Enough to know what was tried; the rest of an address may carry a secret. */
const schemeOf = (url: string): string => url.slice(0, url.indexOf(':') + 1)
