// What only the stand-in has to do: it is called like the binary, and it leaves nothing running.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const electron = fileURLToPath(new URL('./electron', import.meta.url))
const conformanceApp = fileURLToPath(new URL('./conformance-app', import.meta.url))
const patience = { timeout: 30_000, interval: 100 }

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'launcher-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))

/** An app folder with this main module. */
function anApp(main: string): string {
  const folder = join(scratch, 'app')
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'package.json'),
    '{ "name": "small", "version": "1.0.0", "type": "module", "main": "m.js" }',
  )
  writeFileSync(join(folder, 'm.js'), main)
  return folder
}

/** Whether a process runs; a zombie that nobody has collected does not. */
function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return false
  return !/\) Z /.test(readFileSync(file, 'utf8'))
}

/** The processes whose command line names this folder. */
async function processesOf(folder: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args='])
  const lines = stdout.split('\n').filter((line) => line.includes(folder) && !line.includes('ps -eo'))
  return lines.map((line) => Number.parseInt(line, 10)).filter(isRunning)
}

describe('the launcher', { timeout: 30_000 }, () => {
  it('gives the app the arguments of Electron, and its exit code to the caller', async () => {
    const folder = anApp(`
      import { app } from 'electron'
      console.log(JSON.stringify([process.argv.slice(1), process.type, app.getName(), app.getAppPath()]))
      app.exit(9)
    `)
    const ended = promisify(execFile)(electron, ['--no-sandbox', folder, '--hidden', 'x'])
    await expect(ended).rejects.toMatchObject({ code: 9 })
    const { stdout } = await ended.catch((error: unknown) => error as { stdout: string })
    expect(JSON.parse(stdout)).toEqual([
      ['--no-sandbox', folder, '--hidden', 'x'],
      'browser',
      'small',
      folder,
    ])
  })

  it('says which name of electron the app uses that the stand-in does not have', async () => {
    const folder = anApp(`import { Tray } from 'electron'; new Tray()`)
    await expect(promisify(execFile)(electron, [folder])).rejects.toThrow(
      /does not provide an export named 'Tray'/,
    )
  })

  it('names a folder that is no app', async () => {
    await expect(promisify(execFile)(electron, [join(scratch, 'nothing')])).rejects.toThrow(/ENOENT.*nothing/)
  })
})

describe('a stand-in whose test runner is killed', () => {
  it('ends, and its Chromium with it', { timeout: 60_000 }, async () => {
    const profile = join(scratch, 'profile')
    const log = join(scratch, 'events')
    writeFileSync(log, '')
    const env = { ...process.env, CONFORMANCE_LOG: log, CONFORMANCE_PROFILE: profile }
    // The runner is a shell that waits; it is killed in the middle of things.
    const args = [electron, '--remote-debugging-port=0', conformanceApp]
    const runner = spawn('/bin/sh', ['-c', '"$@"; true', 'sh', ...args], { env, stdio: 'ignore' })
    await vi.waitFor(() => expect(readFileSync(log, 'utf8')).toContain('loaded'), patience)
    const before = await processesOf(profile)
    expect(before.length).toBeGreaterThan(1)
    runner.kill('SIGKILL')
    await vi.waitFor(async () => expect(await processesOf(profile)).toEqual([]), patience)
    expect(readFileSync(log, 'utf8')).toContain('quit 1')
  })
})
