// Real processes for the tests of this folder; each is ended with the test that started it.
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A folder and the processes of one test. State: what has to be cleared away. */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'signet-callers-'))
  readonly #children: ChildProcess[] = []

  /** Starts a program and waits until it is the one that runs. */
  async start(file: string, args: readonly string[], options: StartOptions = {}): Promise<number> {
    const { becomes = file, env = {} } = options
    const child = this.spawn(file, args, env)
    const { pid } = child
    if (pid === undefined) throw new Error(`${file} did not start`)
    await until(() => executableOf(pid).startsWith(becomes))
    return pid
  }

  /** Starts a program that speaks first. @returns the process and its first line. */
  async startTalking(file: string, args: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
    const child = this.spawn(file, args, {})
    if (child.stdout === null) throw new Error('no output')
    for await (const line of createInterface(child.stdout)) return { child, line }
    throw new Error(`${file} said nothing`)
  }

  spawn(file: string, args: readonly string[], env: Record<string, string>): ChildProcess {
    const child = spawn(file, args, {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
      // A group of its own, so that its children end with it.
      detached: true,
    })
    this.#children.push(child)
    return child
  }

  /** A copy of an executable under another name. */
  copy(source: string, name: string): string {
    const path = join(this.folder, name)
    copyFileSync(source, path)
    return path
  }

  file(name: string, content: string, mode = 0o755): string {
    const path = join(this.folder, name)
    writeFileSync(path, content, { mode })
    return path
  }

  end(): void {
    for (const { pid } of this.#children) if (pid !== undefined) endGroup(pid)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

interface StartOptions {
  /** How the executable's path begins once the program runs, where it is not `file` itself. */
  readonly becomes?: string
  readonly env?: Record<string, string>
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // ESRCH: all of it has ended already.
  }
}

function executableOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    // Between fork and exec, or gone: `until` gives up in time.
    return ''
  }
}

/** Waits for a fact of another process, which no event announces; fails after ten seconds. */
export async function until(isSo: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 10_000
  while (!isSo()) {
    if (performance.now() > deadlineMs) throw new Error('it did not come to pass')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
