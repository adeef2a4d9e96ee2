// A small Electron app that uses every API Signet uses. e2e/specs/conformance.spec.ts asks it what its host does.
/* global Response -- this file is plain JavaScript */
import { appendFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow, ipcMain, protocol, session } from 'electron'

const folder = import.meta.dirname
const { CONFORMANCE_LOG: logFile = '', CONFORMANCE_PROFILE: profile = '' } = process.env

/** What happened, in order; a file, because the last events come when nobody can ask any more. @param {string} event */
const note = (event) => appendFileSync(logFile, `${event}\n`)

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types conformance',
].join('; ')
const types = { '.html': 'text/html', '.mjs': 'text/javascript' }

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
app.setPath('userData', profile)
app.enableSandbox()
if (app.requestSingleInstanceLock()) {
  void run()
} else {
  note('second: refused')
  app.exit(0)
}

async function run() {
  note(`main: ${app.isReady() ? 'ready' : 'not ready'}`)
  app.on('ready', () => note('ready'))
  app.on('second-instance', (_event, argv) => note(`second-instance ${argv.at(-1)}`))
  app.on('window-all-closed', () => note('window-all-closed'))
  app.on('before-quit', () => note('before-quit'))
  app.on('will-quit', (event) => {
    note('will-quit')
    if (process.env['CONFORMANCE_HOLD'] === undefined) return
    delete process.env['CONFORMANCE_HOLD']
    event.preventDefault()
    setTimeout(() => app.quit(), 50)
  })
  app.on('quit', (_event, exitCode) => note(`quit ${exitCode}`))
  app.on('web-contents-created', (_event, contents) => {
    note('web-contents-created')
    contents.on('will-navigate', (event, url) => {
      note(`will-navigate ${url}`)
      if (!url.endsWith('?frame')) event.preventDefault()
    })
    contents.on('will-frame-navigate', (event) => {
      note(`will-frame-navigate ${event.isMainFrame ? 'main' : 'sub'} ${event.url}`)
      if (event.url.endsWith('?frame')) event.preventDefault()
    })
    contents.on('render-process-gone', (_gone, { reason }) => note(`render-process-gone ${reason}`))
    contents.setWindowOpenHandler(({ url }) => {
      note(`window-open ${url}`)
      return { action: 'deny' }
    })
  })
  await app.whenReady()
  note('whenReady')
  protocol.handle('app', serve)
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  session.defaultSession.webRequest.onBeforeRequest(({ url }, decide) => {
    const isOurs = url.startsWith('app://bundle/')
    if (!isOurs) note(`request refused ${url}`)
    decide({ cancel: !isOurs })
  })
  session.defaultSession.on('will-download', (event) => {
    note('will-download')
    event.preventDefault()
  })
  answerCalls()
  openWindow()
}

/** @param {Request} request */
async function serve(request) {
  const { host, pathname } = new URL(request.url)
  const extension = /\.(?:html|mjs)$/.exec(pathname)?.[0]
  if (host !== 'bundle' || (extension !== '.html' && extension !== '.mjs')) {
    return new Response('no such file', { status: 404 })
  }
  return new Response(await readFile(join(folder, pathname.slice(1))), {
    headers: {
      'content-type': types[extension],
      'content-security-policy': policy,
      'x-conformance': request.method,
    },
  })
}

function answerCalls() {
  ipcMain.handle('echo', (_event, value) => value)
  ipcMain.handle('sender', ({ senderFrame, sender }) => [
    senderFrame?.url,
    senderFrame?.parent === null,
    BrowserWindow.fromWebContents(sender)?.getTitle(),
  ])
  ipcMain.handle('fail', () => {
    throw new TypeError('it did not work')
  })
  ipcMain.handle('describe', (_event, value) => Object.prototype.toString.call(value))
  ipcMain.handle('push', ({ sender }, count) => {
    for (let n = 1; n <= count; n++) sender.send('pushed', { n })
  })
}

function openWindow() {
  const window = new BrowserWindow({
    width: 640,
    height: 480,
    show: false,
    title: 'Conformance window',
    webPreferences: {
      preload: join(folder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    },
  })
  note(`window ${window.isVisible() ? 'visible' : 'hidden'}`)
  window.on('close', () => note('close'))
  window.on('closed', () => note('closed'))
  window.once('ready-to-show', () => {
    note('ready-to-show')
    window.show()
  })
  // The page's own <title> must not rename the window that the spec looks for.
  window.on('page-title-updated', (event) => event.preventDefault())
  window.loadURL('app://bundle/index.html').then(
    () => note('loaded'),
    () => note('not loaded'),
  )
}
