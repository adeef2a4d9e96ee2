import { execFile, spawnSync } from 'node:child_process'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileRecordStore } from './files'

const isRoot = process.getuid?.() === 0
const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the file store', () => {
  let home: string
  let folder: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'signet-files-'))
    folder = join(home, 'a', 'signet')
  })
  afterEach(() => rm(home, { recursive: true, force: true }))
  const modeOf = async (path: string) => (await lstat(path)).mode & 0o777

  it('reads nothing where nothing is, and creates no folder by reading', async () => {
    const store = fileRecordStore(folder)
    expect(await store.read('pools.json')).toBeUndefined()
    expect(await store.list('refresh')).toEqual([])
    await store.remove('pools.json')
    expect(await readdir(home)).toEqual([])
  })

  it('writes for the user alone, even under a careless umask', async () => {
    const umask = process.umask(0)
    try {
      const store = fileRecordStore(folder)
      await store.write('pools.json', 'one')
      await store.write('refresh/x.json', 'two')
      await store.append('audit/log', 'three')
    } finally {
      process.umask(umask)
    }
    for (const path of ['pools.json', 'refresh/x.json', 'audit/log'])
      expect(await modeOf(join(folder, path))).toBe(0o600)
    for (const path of ['.', 'refresh', 'audit']) expect(await modeOf(join(folder, path))).toBe(0o700)
  })

  it('replaces, appends, lists and removes', async () => {
    const store = fileRecordStore(folder)
    await store.write('refresh/a.json', 'old')
    await store.write('refresh/a.json', 'new')
    await store.write('refresh/b.json', 'b')
    await store.append('refresh/c', '1\n')
    await store.append('refresh/c', '2\n')
    expect(await store.read('refresh/a.json')).toBe('new')
    expect(await store.read('refresh/c')).toBe('1\n2\n')
    await store.remove('refresh/b.json')
    await store.remove('refresh/b.json')
    expect([...(await store.list('refresh'))].sort()).toEqual(['a.json', 'c'])
    expect(await store.list('')).toEqual([])
  })

  it('sets files aside under names that are free', async () => {
    const store = fileRecordStore(folder)
    for (const [text, name] of [
      ['1', 'pools.json.damaged'],
      ['2', 'pools.json.damaged-2'],
      ['3', 'pools.json.damaged-3'],
    ] as const) {
      await store.write('pools.json', text)
      expect(await store.setAside('pools.json')).toBe(name)
      expect(await store.read(name)).toBe(text)
      expect(await store.read('pools.json')).toBeUndefined()
    }
  })

  it('removes what a crash in the middle of a write left', async () => {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(join(folder, '.0123456789abcdef.tmp'), 'half')
    const store = fileRecordStore(folder)
    expect(await store.list('')).toEqual([])
    await store.write('pools.json', 'whole')
    expect(await readdir(folder)).toEqual(['pools.json'])
  })

  it.each(['../x', 'a/../x', '/etc/x', '.hidden', 'a//b', '', 'a\\b', 'a\0b'])(
    'refuses %j as a name',
    async (name) => {
      await expect(async () => fileRecordStore(folder).write(name, '')).rejects.toMatchObject({
        code: 'internal',
      })
    },
  )

  describe("in a folder that is not the user's alone", () => {
    const refusesAll = async () => {
      const store = fileRecordStore(folder)
      const attempts = [
        () => store.read('pools.json'),
        () => store.write('pools.json', 'x'),
        () => store.append('pools.json', 'x'),
        () => store.list(''),
      ]
      for (const attempt of attempts)
        await expect(attempt()).rejects.toMatchObject({ code: 'storage/untrusted-folder' })
    }

    it('refuses a link, and leaves its target alone', async () => {
      await mkdir(join(home, 'target'), { mode: 0o700 })
      await mkdir(join(home, 'a'))
      await symlink(join(home, 'target'), folder)
      await refusesAll()
      expect(await readdir(join(home, 'target'))).toEqual([])
    })

    it('refuses a linked folder inside it', async () => {
      await mkdir(join(home, 'target'), { mode: 0o700 })
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await symlink(join(home, 'target'), join(folder, 'refresh'))
      await expect(fileRecordStore(folder).write('refresh/x.json', 'x')).rejects.toMatchObject({
        code: 'storage/untrusted-folder',
      })
      expect(await readdir(join(home, 'target'))).toEqual([])
    })

    it.each([0o755, 0o770, 0o701])('refuses mode %o and says how to change it', async (mode) => {
      await mkdir(folder, { recursive: true })
      await chmod(folder, mode)
      await refusesAll()
      await expect(fileRecordStore(folder).read('x')).rejects.toThrow(`chmod 700 "${folder}"`)
    })

    it('refuses what is no folder', async () => {
      await mkdir(join(home, 'a'))
      await writeFile(folder, '')
      await refusesAll()
    })

    it("refuses another user's folder", async () => {
      // Root can give a folder away; for anyone else the system's own folders are another user's.
      if (!isRoot) folder = '/usr'
      else {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await chown(folder, 12_345, 12_345)
      }
      await refusesAll()
      await expect(fileRecordStore(folder).read('x')).rejects.toThrow('belongs to another user')
    })
  })

  describe('when the disk takes no more', () => {
    /** Runs `attempt` in a process whose files may not pass 4 KiB: writes fail there as on a full disk. */
    const withFullDisk = (attempt: string) => runLimited(['bash'], 'ulimit -f 4', attempt)

    const runLimited = async (
      [shell = 'bash', ...args]: readonly string[],
      limit: string,
      attempt: string,
    ) => {
      const program = `
        import { fileRecordStore } from ${JSON.stringify(join(root, 'main/shell/files.ts'))}
        // Node ignores no SIGXFSZ by itself: without a listener the signal would end it.
        process.on('SIGXFSZ', () => undefined)
        const store = fileRecordStore(${JSON.stringify(folder)})
        const big = 'x'.repeat(100_000)
        try {
          await ${attempt}
          console.log(JSON.stringify({ code: 'none' }))
        } catch (error) {
          console.log(JSON.stringify({ code: error.code, message: error.message }))
        }`
      const file = join(home, 'attempt.mts')
      await writeFile(file, program)
      const { stdout } = await promisify(execFile)(
        shell,
        [...args, '-c', `set -e; ${limit}; exec "$0" --import tsx "$1"`, process.execPath, file],
        { cwd: root },
      )
      return JSON.parse(stdout) as { code: string; message?: string }
    }

    it('keeps the old file, names it and the fix, and leaves no temporary file', async () => {
      const store = fileRecordStore(folder)
      await store.write('pools.json', 'old')
      const failure = await withFullDisk("store.write('pools.json', big)")
      expect(failure.code).toBe('storage/write-failed')
      expect(failure.message).toContain(join(folder, 'pools.json'))
      expect(failure.message).toContain('EFBIG')
      expect(await readdir(folder)).toEqual(['pools.json'])
      expect(await store.read('pools.json')).toBe('old')
    })

    it('appends a line whole or not at all', async () => {
      const store = fileRecordStore(folder)
      await store.append('log', 'one\n')
      expect((await withFullDisk("store.append('log', big)")).code).toBe('storage/write-failed')
      expect(await store.read('log')).toBe('one\n')
      await store.append('log', 'two\n')
      expect(await store.read('log')).toBe('one\ntwo\n')
    })

    // On a disk of its own, where this system lets a test have one; the file size limit above works everywhere.
    const unshare = 'unshare'
    const ownNamespace = ['--mount', ...(isRoot ? [] : ['--map-root-user'])]
    const onOwnDisk = (mountedHow: string, attempt: string) =>
      runLimited(
        [unshare, ...ownNamespace, 'bash'],
        `mount -t tmpfs -o mode=700,size=16k none ${folder}${mountedHow}`,
        attempt,
      )
    const hasOwnDisk =
      spawnSync(unshare, [...ownNamespace, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0

    it.runIf(hasOwnDisk).each([
      { is: 'full', mountedHow: '', text: 'big', errno: 'ENOSPC' },
      { is: 'read-only', mountedHow: ' && mount -o remount,ro $FOLDER', text: "'x'", errno: 'EROFS' },
    ])('says that a disk is $is', async ({ mountedHow, text, errno }) => {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const failure = await onOwnDisk(
        mountedHow.replace('$FOLDER', folder),
        `store.write('pools.json', ${text})`,
      )
      expect(failure.code).toBe('storage/write-failed')
      expect(failure.message).toContain(errno)
    })

    it('does write what still fits', async () => {
      expect(await withFullDisk("store.write('pools.json', 'small')")).toEqual({ code: 'none' })
      expect(await fileRecordStore(folder).read('pools.json')).toBe('small')
    })
  })

  it('says so when a path cannot be a file', async () => {
    const store = fileRecordStore(folder)
    await store.write('pools.json/x', 'a folder of that name')
    await expect(store.write('pools.json', 'x')).rejects.toMatchObject({ code: 'storage/write-failed' })
    await expect(store.read('pools.json')).rejects.toMatchObject({ code: 'storage/damaged' })
    expect(await readdir(folder)).toEqual(['pools.json'])
    expect(await readFile(join(folder, 'pools.json/x'), 'utf8')).toBe('a folder of that name')
  })
})
