// The desktop app: ports from shell/ and shell/electron/, then compose().
import { homedir, hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog, session } from 'electron'
import { version } from '../package.json'
import { toAppError } from '../shared/errors'
import { menuWords } from '../shared/text/menu'
import { errorText, type Locale } from '../shared/text/text'
import { compose } from './compose'
import { type Host, loginDomains } from './core/host'
import type { Asker, Browser, SecretStore } from './core/ports'
import { bigIntModPow } from './core/srp/big-int-mod-pow'
import { proxyShown } from './network/proxy'
import { type BrokerServer, startBrokerServer } from './shell/broker-server'
import { AppStates } from './shell/electron/app-states'
import { externalBrowser } from './shell/electron/external-browser'
import { createHandlers } from './shell/electron/handlers'
import { registerCalls } from './shell/electron/ipc'
import { keychainProcess } from './shell/electron/keychain-process'
import { claimDesktop, runDesktop } from './shell/electron/lifecycle'
import { installMenu } from './shell/electron/menu'
import { serveBundle } from './shell/electron/protocol'
import { claimHost, RunningDesktop } from './shell/electron/running-desktop'
import { Notifications } from './shell/electron/notifications'
import { closeSession } from './shell/electron/security'
import { desktopEvents } from './shell/electron/system-events'
import { systemLocale } from './shell/electron/system-locale'
import { electronTouchId } from './shell/electron/touch-id'
import { WindowAsker } from './shell/electron/window-asker'
import { WindowSignIns } from './shell/electron/window-sign-ins'
import { Windows } from './shell/electron/windows'
import { osKeychain } from './shell/keychain/os-keychain'
import { sessionOnlyStore } from './shell/keychain/session-only-store'
import { withLoginSession } from './shell/login-session'
import { isOwnProgram, plainPorts } from './shell/plain-ports'
import { sessionOnlyRecords } from './shell/session-only-records'
import { removeStaleShares, shareSockets } from './shell/share-sockets'
import { desktopAddress } from './shell/socket-address'

const { env, platform } = process
const programs = dirname(dirname(fileURLToPath(import.meta.url)))
const plain = plainPorts({ env, platform, programs })
const { folders, log } = plain

/** What `compose` is given; `isSessionOnly`: nothing rests on this computer. */
function hostOf(parts: {
  readonly asker: Asker
  readonly browser: Browser
  readonly keychain: SecretStore
  readonly windows: Windows
  readonly address: string
  readonly locale: () => Locale
}) {
  const { asker, browser, keychain, windows, address, locale } = parts
  return ({ isSessionOnly }: { readonly isSessionOnly: boolean }): Promise<Host> =>
    compose(
      {
        ...plain,
        modPow: bigIntModPow,
        asker,
        shareSockets: shareSockets({ ...plain, address }),
        events: withLoginSession(desktopEvents(plain.clock), { env, platform, clock: plain.clock, log }),
        browser,
        touchId: electronTouchId(locale),
        ...(isSessionOnly
          ? { ...sessionOnlyRecords(plain), secretStore: sessionOnlyStore() }
          : { secretStore: keychain }),
      },
      {
        service: {
          version,
          host: 'desktop',
          pid: process.pid,
          socket: address,
          stateFolder: folders.state,
          proxy: proxyShown(env),
        },
        deviceName: `Signet on ${hostname()}`,
        isSessionOnly,
        systemLocale: systemLocale(),
        isHost: (caller) => isOwnProgram(caller, programs),
        // A desktop goes for nobody: whoever asks it to finds its window raised instead.
        handOver: () => void windows.showMain(),
      },
    )
}

async function serveAt(address: string, broker: Host['broker']): Promise<BrokerServer> {
  const server = await startBrokerServer({ address, broker, callers: plain.callers, log })
  await removeStaleShares(address, log)
  return server
}

/** The host inside the app, with the parts of it that ask and show. */
function wire(address: string) {
  const windows = new Windows({ preload: join(programs, 'main/preload.cjs'), log })
  const host = (): Host => desktop.host
  const locale = (): Locale => host().settings.locale(systemLocale())
  const signIns = new WindowSignIns({
    host,
    push: (state) => windows.push('signIn.changed', state),
    comeForward: () => windows.showMain(),
  })
  const asker = new WindowAsker({
    windows,
    locale,
    beginSignIn: (accountId) => {
      signIns.bringUp(accountId)
      return Promise.resolve()
    },
  })
  const notifications = new Notifications({
    locale,
    labelOf: (accountId) => host().accounts.get(accountId)?.label,
    open: (accountId) => bringUp(asker, accountId),
  })
  const keychain = osKeychain({
    ...plain,
    env,
    platform,
    fork: keychainProcess({ program: join(programs, 'main/keychain-child.cjs'), env }),
    onWaiting: (isWaiting) => states.keychainWaits(isWaiting),
  })
  const browser = externalBrowser(() => loginDomains(host()))
  const desktop: RunningDesktop = new RunningDesktop({
    address,
    log,
    compose: hostOf({ asker, browser, keychain, windows, address, locale }),
    serve: ({ broker }) => serveAt(address, broker),
    changed: () => states.changed(),
  })
  const states: AppStates = new AppStates({
    host,
    version,
    systemLocale: systemLocale(),
    localApi: () => desktop.localApi(),
    push: (state) => windows.push('app.changed', state),
    log,
  })
  return { windows, signIns, asker, notifications, keychain, desktop, states, locale }
}

/** Whoever presses a notification of the system wants the sign-in that it speaks of. */
function bringUp(asker: Asker, accountId: string): void {
  asker.signIn(accountId, { terminal: undefined }).catch((error: unknown) => {
    log.write('warn', 'desktop', `a sign-in did not come up: ${toAppError(error).code}`)
  })
}

/** Everything between `ready` and the window. @throws what keeps this host from running. */
async function open(): Promise<ReturnType<typeof wire>> {
  const uid = process.getuid?.() ?? 0
  const address = desktopAddress({ env, platform, uid, home: env['HOME'] ?? homedir() })
  // Held until the process ends.
  await claimHost({ lockPath: join(folders.state, 'host.lock'), address, platform })
  const wired = wire(address)
  const { windows, signIns, asker, notifications, keychain, desktop, states, locale } = wired
  desktop.onHost((host) => {
    signIns.follow(host)
    host.onNotice((notice) => notifications.take(notice))
    host.onChange(() => states.changed())
    host.settings.onChange(() => installMenu(menuWords[locale()]))
  })
  windows.listen({ mainClosed: () => signIns.windowClosed(), consentClosed: () => asker.denyShown() })
  closeSession(session.defaultSession, log)
  serveBundle(join(programs, 'renderer'))
  await desktop.start({ isSessionOnly: false })
  registerCalls({
    log,
    handlers: createHandlers({
      host: () => desktop.host,
      states,
      signIns,
      asker,
      cancelKeychain: () => keychain.cancel(),
      startSessionOnly: () => {
        // Whoever presses this may be looking at a keychain that does not answer.
        keychain.cancel()
        return desktop.startSessionOnly()
      },
    }),
  })
  installMenu(menuWords[locale()])
  return wired
}

/** A person may ask for the window, or quit, while an agent is still on its way out: neither is lost. */
async function start(): Promise<void> {
  const opening = open()
  runDesktop({
    argv: process.argv,
    // Where it does not open, `fail` has the word.
    showMain: () =>
      opening.then(
        ({ windows }) => windows.showMain(),
        () => undefined,
      ),
    closeHost: async () => {
      const { desktop, keychain } = await opening
      await desktop.close()
      keychain.close()
    },
    log,
  })
  await opening
}

/** Nothing can be shown in a window of ours yet: the words go into a message box, and the app ends. */
function fail(error: unknown): void {
  const { code, message } = toAppError(error)
  log.write('error', 'desktop', `did not start: ${code}`)
  const { title, advice } = errorText[systemLocale()][code]
  dialog.showErrorBox(title, `${advice}\n\n${message}`)
  app.exit(1)
}

// A file that the app makes is for its user alone, whatever its starter's umask is.
process.umask(0o077)
if (claimDesktop({ profileFolder: join(folders.state, 'window'), log })) {
  void app.whenReady().then(start).catch(fail)
}
