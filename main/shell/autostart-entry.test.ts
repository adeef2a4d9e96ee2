import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { autostartPath, autostartText, parseAutostart } from '../../shared/autostart-entry'
import { installedProgram, isEntryOn, setEntry } from './autostart-entry'

let config = ''
let path = ''
let program = ''
beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'autostart-'))
  path = autostartPath({ env: { XDG_CONFIG_HOME: config }, home: '/nowhere' })
  program = join(config, 'signet')
  writeFileSync(program, '')
})
afterEach(() => rmSync(config, { recursive: true }))

/** What lies there before Signet comes. */
function hasEntry(text: string): void {
  mkdirSync(join(config, 'autostart'))
  writeFileSync(path, text)
}
const set = (isOn: boolean) => setEntry({ path, program }, isOn)
const theirs = '[Desktop Entry]\nType=Application\nExec=/opt/other/signet\n'

describe('the place of the entry', () => {
  it.each([
    ['/c', '/c/autostart/signet.desktop'],
    ['', '/home/ada/.config/autostart/signet.desktop'],
    ['relative', '/home/ada/.config/autostart/signet.desktop'],
    [undefined, '/home/ada/.config/autostart/signet.desktop'],
  ])('with XDG_CONFIG_HOME %j is %s', (folder, place) => {
    expect(autostartPath({ env: { XDG_CONFIG_HOME: folder }, home: '/home/ada' })).toBe(place)
  })
})

describe('the program that it starts', () => {
  it.each([
    ['the executable of a package', {}, '/opt/Signet/signet'],
    [
      'the image that it runs from, not its mount',
      { APPIMAGE: '/home/ada/Signet.AppImage', APPDIR: '/opt/Signet' },
      '/home/ada/Signet.AppImage',
    ],
    [
      'not the image of an editor whose terminal started it',
      { APPIMAGE: '/home/ada/Editor.AppImage', APPDIR: '/tmp/.mount_Editor' },
      '/opt/Signet/signet',
    ],
  ])('is %s', (_what, env, installed) => {
    expect(installedProgram(env, '/opt/Signet/signet')).toBe(installed)
  })

  it.each([
    ['/opt/Signet/signet', '"/opt/Signet/signet" --hidden'],
    ['/home/ada b/Signet 1.AppImage', '"/home/ada b/Signet 1.AppImage" --hidden'],
    ['/a/$HOME`id`"x', String.raw`"/a/\\$HOME\\${'`'}id\\${'`'}\\"x" --hidden`],
  ])('is quoted by the rules of Exec: %s', (named, exec) => {
    const text = autostartText(named)
    expect(text.split('\n')).toContain(`Exec=${exec}`)
    expect(parseAutostart(text)).toEqual({ isOurs: true, isOn: true, program: named })
  })
})

describe('the entry', () => {
  it('is off until it is written, on until it is removed, and leaves nothing beside it', async () => {
    expect(await isEntryOn(path)).toBe(false)
    await set(true)
    expect(await isEntryOn(path)).toBe(true)
    expect(readdirSync(join(config, 'autostart'))).toEqual(['signet.desktop'])
    expect(readFileSync(path, 'utf8')).toBe(autostartText(program))
    await set(false)
    await set(false)
    expect(await isEntryOn(path)).toBe(false)
    expect(readdirSync(join(config, 'autostart'))).toEqual([])
  })

  it.each([
    ['the desktop turned it off', 'Hidden=true\n'],
    ['GNOME turned it off', 'X-GNOME-Autostart-enabled = false\n'],
  ])('is off where %s, and can be turned on again', async (_who, line) => {
    hasEntry(autostartText(program) + line)
    expect(await isEntryOn(path)).toBe(false)
    await set(true)
    expect(await isEntryOn(path)).toBe(true)
  })

  it('is off where its program is gone, as the desktop then passes over it', async () => {
    await set(true)
    rmSync(program)
    expect(await isEntryOn(path)).toBe(false)
  })

  it('stays as it is where it is somebody else’s, and is not on', async () => {
    hasEntry(theirs)
    expect(await isEntryOn(path)).toBe(false)
    for (const isOn of [true, false])
      await expect(set(isOn)).rejects.toMatchObject({
        code: 'autostart/other-entry',
        message: expect.stringContaining(path) as string,
      })
    expect(readFileSync(path, 'utf8')).toBe(theirs)
  })

  it('is not Signet’s by a word in another group', async () => {
    hasEntry(`${theirs}[Desktop Action x]\nX-Signet=true\n# X-Signet=true\n`)
    await expect(set(true)).rejects.toMatchObject({ code: 'autostart/other-entry' })
  })

  it('that is a link stays one, also where it leads nowhere', async () => {
    mkdirSync(join(config, 'autostart'))
    symlinkSync(join(config, 'dotfiles.desktop'), path)
    await expect(set(true)).rejects.toMatchObject({ code: 'autostart/other-entry' })
    writeFileSync(join(config, 'dotfiles.desktop'), autostartText(program))
    await expect(set(false)).rejects.toMatchObject({ code: 'autostart/other-entry' })
    expect(existsSync(path)).toBe(true)
  })

  it.each(['/a=b/signet', '/100%/signet', '/back\\slash', '/a\nExec=evil/signet'])(
    'cannot name %j',
    async (unnamable) => {
      await expect(setEntry({ path, program: unnamable }, true)).rejects.toMatchObject({
        code: 'autostart/refused',
      })
      expect(existsSync(path)).toBe(false)
    },
  )

  it('says why it could not be written', async () => {
    writeFileSync(join(config, 'autostart'), '')
    expect(await isEntryOn(path)).toBe(false)
    await expect(set(true)).rejects.toMatchObject({ code: 'storage/write-failed' })
    await set(false)
  })
})
