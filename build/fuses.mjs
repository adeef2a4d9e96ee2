// electron-builder's `afterPack`: sets the fuses of the packaged binary, right before it is signed, and reads them all
// back. electron-builder's own `electronFuses` would let a fuse of a later Electron pass unseen.
import { join } from 'node:path'
import { FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/** What each fuse is to be, by its place in the wire. */
const fuses = {
  // ELECTRON_RUN_AS_NODE would run anybody's code under our signature.
  0: false, // RunAsNode
  1: true, // EnableCookieEncryption
  // NODE_OPTIONS, NODE_EXTRA_CA_CERTS and --inspect likewise.
  2: false, // EnableNodeOptionsEnvironmentVariable
  3: false, // EnableNodeCliInspectArguments
  // macOS and Windows compare app.asar with the hash in the signed binary; Linux has no such check.
  4: true, // EnableEmbeddedAsarIntegrityValidation
  5: true, // OnlyLoadAppFromAsar
  // There is no snapshot of our own: a file of that name beside the app must not be loaded.
  6: false, // LoadBrowserProcessSpecificV8Snapshot
  7: false, // GrantFileProtocolExtraPrivileges
}
/** @electron/fuses cannot set this one yet; Electron ships it as it is wanted, and the build fails where it does not. */
const shipped = {
  8: true, // WasmTrapHandlers
}

/** A fuse's state in the wire: the character '0' or '1'. */
const stateOf = (/** @type {boolean} */ isOn) => (isOn ? '1' : '0').charCodeAt(0)

/** @param {import('electron-builder').AfterPackContext} context */
export async function afterPack(context) {
  const binary = binaryOf(context)
  await flipFuses(binary, { version: FuseVersion.V1, ...fuses })
  demandFuses(await getCurrentFuseWire(binary))
}

/** Fails on a fuse that is not as it is to be, and on one that nobody has decided on. @param {object} wire */
function demandFuses(wire) {
  const wanted = { ...fuses, ...shipped }
  const states = Object.entries(wire).filter(([place]) => place !== 'version')
  for (const [place, state] of states) {
    const isOn = wanted[/** @type {keyof typeof wanted} */ (Number(place))]
    if (isOn === undefined) throw new Error(`fuse ${place} is new: decide on it in build/fuses.mjs`)
    if (state !== stateOf(isOn)) throw new Error(`fuse ${place} is not as it is to be`)
  }
  if (states.length !== Object.keys(wanted).length)
    throw new Error('the binary lacks a fuse of build/fuses.mjs')
}

/** Where electron-builder has put the binary. @param {import('electron-builder').AfterPackContext} context */
function binaryOf({ appOutDir, electronPlatformName, packager }) {
  const { productFilename } = packager.appInfo
  if (electronPlatformName === 'darwin' || electronPlatformName === 'mas') {
    return join(appOutDir, `${productFilename}.app`)
  }
  if (electronPlatformName === 'win32') return join(appOutDir, `${productFilename}.exe`)
  return join(appOutDir, /** @type {import('app-builder-lib').LinuxPackager} */ (packager).executableName)
}
