import { createHash } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  realpathSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { type Socket, createServer } from 'node:net'
import { join } from 'node:path'
import koffi from 'koffi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Peer } from '../../core/ports'
import { Processes, until } from './fixtures'
import { createCallers } from './linux'
import { ProcessWatch } from './proc'

const uid = process.getuid?.() ?? 0
const sleep = realpathSync('/bin/sleep')
const perl = realpathSync('/usr/bin/perl')
const shell = realpathSync('/bin/sh')
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

let processes: Processes
beforeEach(() => {
  processes = new Processes()
})
afterEach(() => {
  processes.end()
})

const watch = new ProcessWatch()
const readStat = (pid: number): ReturnType<typeof watch.stat> => watch.stat(pid)
const callers = createCallers({ commands: [] })
const identify = (pid: number): ReturnType<typeof callers.identify> => callers.identify({ pid, uid })

describe('rule 1: a program', () => {
  it('that its user may write is itself by path and hash', async () => {
    const app = processes.copy(sleep, 'my-app')
    const pid = await processes.start(app, ['60'])
    expect(await identify(pid)).toEqual({
      pid,
      startTime: readStat(pid)?.startTime,
      kind: 'executable',
      executable: { path: app, protected: false, sha256: sha256(sleep) },
      parents: expect.arrayContaining([process.execPath]) as unknown,
      terminal: undefined,
      verifiable: true,
      preloadEnvironment: false,
    })
  })

  it('that only root may write is itself by path, so that an upgrade does not ask again', async () => {
    const pid = await processes.start(sleep, ['60'])
    expect(await identify(pid)).toMatchObject({
      kind: 'executable',
      executable: { path: sleep, protected: true },
      verifiable: true,
    })
    expect((await identify(pid)).executable).not.toHaveProperty('sha256')
  })

  it('that was changed has another hash under the same path', async () => {
    const app = processes.copy(sleep, 'my-app')
    const before = await identify(await processes.start(app, ['60']))
    const changed = processes.file('changed', '')
    copyFileSync(app, changed)
    appendFileSync(changed, 'x')
    renameSync(changed, app)
    const after = await identify(await processes.start(app, ['60']))
    expect(after.executable.path).toBe(before.executable.path)
    expect(after.executable.sha256).not.toBe(before.executable.sha256)
    expect(after.verifiable).toBe(true)
  })

  it('started with a preloaded library is marked', async () => {
    const pid = await processes.start(sleep, ['60'], { env: { LD_PRELOAD: '' } })
    expect(await identify(pid)).toMatchObject({ preloadEnvironment: true })
  })
})

describe('what cannot be verified', () => {
  it('a deleted executable, still told by its bytes', async () => {
    const app = processes.copy(sleep, 'my-app')
    const pid = await processes.start(app, ['60'])
    unlinkSync(app)
    expect(await identify(pid)).toMatchObject({
      kind: 'executable',
      verifiable: false,
      executable: { protected: false, sha256: sha256(sleep) },
    })
  })

  it('an executable exchanged under the running program', async () => {
    const app = processes.copy(sleep, 'my-app')
    const pid = await processes.start(app, ['60'])
    expect(await identify(pid)).toMatchObject({ verifiable: true })
    renameSync(processes.copy(perl, 'other'), app)
    expect(await identify(pid)).toMatchObject({ verifiable: false, executable: { sha256: sha256(sleep) } })
  })

  it('an executable that only lives in memory', async () => {
    const libc = koffi.load(null)
    const memory = libc.func('int memfd_create(const char *name, unsigned int flags)')('app', 0) as number
    writeFileSync(memory, readFileSync(sleep))
    const path = `/proc/${process.pid}/fd/${memory}`
    const pid = await processes.start(path, ['60'], { becomes: '/memfd:app' })
    expect(await identify(pid)).toMatchObject({
      verifiable: false,
      executable: { path: '/memfd:app (deleted)', protected: false },
    })
  })

  it('a program in another mount namespace, whatever its path says', async () => {
    // Propagation is left as it is: in a changed root it could not be set.
    const namespace = ['-m', '--propagation', 'unchanged']
    const flags = uid === 0 ? namespace : ['-U', '-r', ...namespace]
    const pid = await processes.start('unshare', [...flags, sleep, '60'], { becomes: sleep })
    expect(await identify(pid)).toMatchObject({ verifiable: false, executable: { protected: false } })
  })
})

describe('rule 2: an interpreter with a script', () => {
  it('is the interpreter, the resolved script and its hash', async () => {
    const script = processes.file('tool.pl', 'sleep 60;\n')
    const pid = await processes.start(perl, ['-w', 'tool.pl', '--flag'])
    expect(await identify(pid)).toMatchObject({
      kind: 'script',
      executable: { path: perl, protected: true },
      script: { path: script, sha256: sha256(script) },
      verifiable: true,
    })
  })

  it('is found through a shebang line', async () => {
    const script = processes.file('tool', `#!${perl}\nsleep 60;\n`)
    const pid = await processes.start(script, [], { becomes: perl })
    expect(await identify(pid)).toMatchObject({ kind: 'script', script: { path: script } })
  })

  it('keeps two scripts of one interpreter apart, one after the other in one process too', async () => {
    const second = processes.file('b.pl', 'sleep 60;\n')
    processes.file('a.pl', `<STDIN>; exec('${perl}', 'b.pl');\n`)
    const child = processes.spawn(perl, ['a.pl'], {})
    const pid = child.pid!
    await until(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('a.pl'))
    expect(await identify(pid)).toMatchObject({ script: { path: join(processes.folder, 'a.pl') } })
    child.stdin?.write('go\n')
    await until(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('b.pl'))
    expect(await identify(pid)).toMatchObject({ script: { path: second, sha256: sha256(second) } })
  })

  it('without one, or with code from elsewhere, is that one process', async () => {
    processes.file('tool.pl', 'sleep 60;\n')
    for (const args of [
      ['-e', 'sleep 60'],
      ['-Mstrict', 'tool.pl'],
    ]) {
      const pid = await processes.start(perl, args)
      const caller = await identify(pid)
      expect(caller).toMatchObject({ pid, kind: 'process' })
      expect(caller).not.toHaveProperty('script')
    }
  })
})

describe('an app built on Electron', () => {
  it('told to run as Node is an interpreter of what it is given', async () => {
    const app = processes.copy(perl, 'some-app')
    const script = processes.file('tool.pl', 'sleep 60;\n')
    const asNode = await processes.start(app, ['tool.pl'], { env: { ELECTRON_RUN_AS_NODE: '1' } })
    expect(await identify(asNode)).toMatchObject({ kind: 'script', script: { path: script } })
    expect(await identify(await processes.start(app, ['tool.pl']))).toMatchObject({ kind: 'executable' })
  })
})

describe('rule 3: a shell', () => {
  it('is one process, with a script or without', async () => {
    processes.file('tool.sh', 'read line\n')
    expect(await identify(await processes.start(shell, ['tool.sh']))).toMatchObject({ kind: 'process' })
    expect(await identify(await processes.start(shell, []))).toMatchObject({
      kind: 'process',
      executable: { path: shell },
    })
  })
})

describe('the signet command', () => {
  it('is looked through: the program that ran it asks', async () => {
    const command = processes.file('signet.cjs', 'setTimeout(() => {}, 60_000); console.log(process.pid)\n')
    const tool = processes.file('tool.pl', `system('${process.execPath}', 'signet.cjs');\n`)
    const { line } = await processes.startTalking(perl, [tool])
    const looking = createCallers({ commands: [command] })
    const caller = await looking.identify({ pid: Number(line), uid })
    expect(caller).toMatchObject({ kind: 'script', script: { path: tool }, executable: { path: perl } })
    expect(caller.pid).toBe(readStat(Number(line))?.parentPid)
    // The same process under a path that is not the command's is an ordinary script.
    expect(await identify(Number(line))).toMatchObject({ kind: 'script', script: { path: command } })
  })

  it('whose parent is gone never stands for its own script', async () => {
    const command = processes.file('signet.cjs', 'setTimeout(() => {}, 60_000); console.log(process.pid)\n')
    const { line } = await processes.startTalking(shell, ['-c', `${process.execPath} signet.cjs & exit 0`])
    const pid = Number(line)
    await until(() => readStat(pid)?.parentPid !== process.pid)
    const caller = await createCallers({ commands: [command] }).identify({ pid, uid })
    expect(caller.kind).not.toBe('script')
  })
})

describe('where the caller sits', () => {
  it('is its controlling terminal, as a device that can be opened', async () => {
    const command = 'echo $$; read line'
    const { line } = await processes.startTalking('script', ['-qfc', command, '/dev/null'])
    const caller = await identify(Number(line.trim()))
    expect(caller.terminal).toMatch(/^\/dev\/pts\/\d+$/)
  })
})

describe('a process that is not who asked', () => {
  it('is refused when it has ended', async () => {
    const child = processes.spawn(sleep, ['60'], {})
    const pid = child.pid!
    child.kill('SIGKILL')
    await new Promise((resolve) => child.once('exit', resolve))
    await expect(identify(pid)).rejects.toMatchObject({ code: 'broker/untrusted-caller' })
  })

  it('is refused when it has ended and nobody has reaped it', async () => {
    const { line } = await processes.startTalking(perl, [
      '-e',
      '$|=1; my $p = fork // die; exit 0 unless $p; print "$p\\n"; sleep 60',
    ])
    await until(() => readFileSync(`/proc/${Number(line)}/stat`, 'latin1').includes(') Z '))
    await expect(identify(Number(line))).rejects.toMatchObject({ code: 'broker/untrusted-caller' })
  })
})

describe('the peer of a socket', () => {
  /** Accepts one connection of a perl program that connects, and then does as it is told. */
  async function connection(program: string): Promise<{ peer: Peer; socket: Socket; pid: number }> {
    const path = join(processes.folder, 's')
    const server = createServer().listen(path)
    await new Promise((resolve) => server.once('listening', resolve))
    const accepted = new Promise<{ peer: Peer; socket: Socket }>((resolve) =>
      server.once('connection', (socket) => {
        socket.on('error', () => undefined)
        resolve({ peer: callers.peerOf(socket), socket })
      }),
    )
    const connect = `use Socket; $^F = 255; $| = 1; socket(S, PF_UNIX, SOCK_STREAM, 0); connect(S, pack_sockaddr_un("${path}")) or die;`
    const child = processes.spawn(perl, ['-e', `${connect} ${program}`], {})
    const { peer, socket } = await accepted
    server.close()
    return { peer, socket, pid: child.pid! }
  }

  it('is known by process and user', async () => {
    const { peer, socket, pid } = await connection('sleep 60')
    expect(peer).toEqual({ pid, uid })
    expect(await callers.identify(peer)).toMatchObject({ pid, kind: 'process', executable: { path: perl } })
    socket.destroy()
  })

  it('stays who connected when a child of another program speaks in its place', async () => {
    const { peer, socket, pid } = await connection(`if (fork) { sleep 60 } else { exec '${sleep}', '60' }`)
    expect(await callers.identify(peer)).toMatchObject({ pid, executable: { path: perl } })
    socket.destroy()
  })

  it('is refused once it has become another program', async () => {
    const { peer, socket, pid } = await connection(`sysread S, my $b, 1; exec '${sleep}', '60'`)
    expect(await callers.identify(peer)).toMatchObject({ executable: { path: perl } })
    socket.write('x')
    await until(() => readFileSync(`/proc/${pid}/comm`, 'latin1').startsWith('sleep'))
    await expect(callers.identify(peer)).rejects.toMatchObject({ code: 'broker/untrusted-caller' })
    socket.destroy()
  })

  it('is refused once it runs the same program anew', async () => {
    const { peer, socket, pid } = await connection(
      `sysread S, my $b, 1; exec '${perl}', '-e', '$0 = "again"; sleep 60'`,
    )
    await callers.identify(peer)
    socket.write('x')
    await until(() => readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('again'))
    await expect(callers.identify(peer)).rejects.toMatchObject({ code: 'broker/untrusted-caller' })
    socket.destroy()
  })

  it('is refused when it has ended before it is looked at', async () => {
    const { peer, socket, pid } = await connection('sysread S, my $b, 1; exit 0')
    socket.write('x')
    await until(() => readStat(pid) === undefined)
    await expect(callers.identify(peer)).rejects.toMatchObject({ code: 'broker/untrusted-caller' })
    socket.destroy()
  })
})

describe('a file that a person names', () => {
  it('is an executable by path where only root may write it, else by path and hash', async () => {
    expect(await callers.describe(sleep)).toEqual({ executable: { path: sleep, protected: true } })
    const app = processes.copy(sleep, 'my-app')
    expect(await callers.describe(app)).toEqual({
      executable: { path: app, protected: false, sha256: sha256(sleep) },
    })
  })

  it('is a script by path and hash', async () => {
    const script = processes.file('tool.pl', '#!/usr/bin/perl\n')
    expect(await callers.describe(script)).toEqual({ script: { path: script, sha256: sha256(script) } })
  })

  it.each([
    ['a shell', () => shell],
    ['an interpreter', () => perl],
    ['a folder', () => processes.folder],
    ['nothing', () => join(processes.folder, 'none')],
    ['a relative path', () => 'tool.pl'],
    ['a device', () => '/dev/null'],
  ])('is refused when it is %s', async (_, path) => {
    await expect(callers.describe(path())).rejects.toMatchObject({
      code: 'request/invalid',
      message: expect.stringMatching(/^path: /) as string,
    })
  })
})
