// From a process's controlling terminal as a number to the device that can be opened.
import { readFile, stat } from 'node:fs/promises'

/** Major numbers of Unix98 pseudo-terminals (Documentation/admin-guide/devices.txt). */
const firstPtsMajor = 136
const lastPtsMajor = 143

/** The device path of `tty_nr` (proc(5)); undefined for none, or where it is not to be found in our /dev. */
export async function terminalPath(device: number): Promise<string | undefined> {
  if (device === 0) return undefined
  const major = (device >> 8) & 0xfff
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00)
  const path = await pathOf(major, minor)
  if (path === undefined) return undefined
  // Another /dev/pts may be mounted here than there: the number must be this file's own.
  const stats = await stat(path).catch(() => undefined)
  return stats?.isCharacterDevice() === true && stats.rdev === deviceNumber(major, minor) ? path : undefined
}

async function pathOf(major: number, minor: number): Promise<string | undefined> {
  if (major >= firstPtsMajor && major <= lastPtsMajor)
    return `/dev/pts/${(major - firstPtsMajor) * 256 + minor}`
  const event = await readFile(`/sys/dev/char/${major}:${minor}/uevent`, 'utf8').catch(() => '')
  const name = /^DEVNAME=([\w/-]+)$/m.exec(event)?.[1]
  return name === undefined ? undefined : `/dev/${name}`
}

/** As glibc's `makedev` for numbers of this size. */
function deviceNumber(major: number, minor: number): number {
  return ((minor & 0xff) | (major << 8) | ((minor & 0xfff00) << 12)) >>> 0
}
