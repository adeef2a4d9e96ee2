// What the scripts of a Linux package do, and its launcher and service: without a package, in folders of their own.
import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageFolder } from './man-page'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'linux-package-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const links = {
  '/usr/bin/signet': 'signet',
  '/usr/share/man/man1/signet.1': 'signet.1',
  '/usr/lib/systemd/user/signet-agent.service': 'signet-agent.service',
  '/usr/share/bash-completion/completions/signet': 'completion/signet.bash',
  '/usr/share/zsh/vendor-completions/_signet': 'completion/_signet',
  '/usr/share/fish/vendor_completions.d/signet.fish': 'completion/signet.fish',
}
const resources = '/opt/Signet/resources/linux'

/** As electron-builder fills the scripts in. */
function runScript(name: string): void {
  const text = readFileSync(join(packageFolder, name), 'utf8')
  const filled = text.replace(/\$\{(executable|sanitizedProductName)\}/g, (_all, macro) =>
    macro === 'executable' ? 'signet' : 'Signet',
  )
  // Any other name in braces would end the build.
  expect(filled).not.toMatch(/\$\{[a-zA-Z]+\}/)
  writeFileSync(join(root, name), filled)
  execFileSync('bash', [join(root, name)], { env: { ...process.env, DESTDIR: root } })
}

function install(file: string): void {
  const path = join(root, resources, file)
  mkdirSync(dirname(path), { recursive: true })
  copyFileSync(join(packageFolder, file), path)
}

describe('the scripts of the package', () => {
  it('put each file where the system looks, over what an earlier package had there', () => {
    mkdirSync(join(root, 'usr/bin'), { recursive: true })
    symlinkSync('/etc/alternatives/signet', join(root, 'usr/bin/signet'))
    runScript('after-install.sh')
    for (const [path, file] of Object.entries(links)) {
      expect(existsSync(join(packageFolder, file))).toBe(true)
      expect(readlinkSync(join(root, path))).toBe(`${resources}/${file}`)
    }
  })

  it('take their links back, and nothing that is not theirs', () => {
    runScript('after-install.sh')
    rmSync(join(root, 'usr/bin/signet'))
    symlinkSync('/usr/local/signet', join(root, 'usr/bin/signet'))
    runScript('after-remove.sh')
    for (const path of Object.keys(links).slice(1)) expect(() => readlinkSync(join(root, path))).toThrow()
    expect(readlinkSync(join(root, 'usr/bin/signet'))).toBe('/usr/local/signet')
  })

  it('leave the links of a newer package', () => {
    runScript('after-install.sh')
    for (const file of Object.values(links)) install(file)
    runScript('after-remove.sh')
    for (const [path, file] of Object.entries(links))
      expect(readlinkSync(join(root, path))).toBe(`${resources}/${file}`)
  })
})

describe('the launcher', () => {
  /** Runs it as installed, with a `node` that says it has this version; none: there is no node. */
  function launch(version?: string) {
    install('signet')
    const command = join(root, resources, '../app.asar.unpacked/out/cli/signet.cjs')
    mkdirSync(dirname(command), { recursive: true })
    writeFileSync(command, '')
    const path = join(root, 'bin')
    mkdirSync(path)
    for (const tool of ['dirname', 'readlink']) symlinkSync(`/usr/bin/${tool}`, join(path, tool))
    if (version !== undefined) {
      const node = `#!/bin/sh\n[ "$1" = --version ] && { echo ${version}; exit; }\nprintf '%s|' "$@"\n`
      writeFileSync(join(path, 'node'), node, { mode: 0o755 })
    }
    const link = join(root, 'signet')
    symlinkSync(join(root, resources, 'signet'), link)
    // A system may have a Node at the places that are looked at last: those are moved out of sight.
    const script = readFileSync(join(root, resources, 'signet'), 'utf8').replace(
      /\/usr(\/local)?\/bin\/node/g,
      '/nonexistent/node',
    )
    writeFileSync(join(root, resources, 'signet'), script)
    return spawnSync('/bin/sh', [link, 'token', 'a b'], { env: { PATH: path }, encoding: 'utf8' })
  }

  it.each(['v20.19.0', 'v22.12.0', 'v24.0.1'])(
    'runs the command on Node %s, words as they are',
    (version) => {
      const { stdout, status } = launch(version)
      expect(status).toBe(0)
      expect(stdout).toMatch(/app\.asar\.unpacked\/out\/cli\/signet\.cjs\|token\|a b\|$/)
    },
  )

  it.each([undefined, 'v20.18.9', 'v18.20.4', 'nonsense'])(
    'says what it needs where Node is %s',
    (version) => {
      const { stdout, stderr, status } = launch(version)
      expect([stdout, status]).toEqual(['', 1])
      expect(stderr).toContain('needs Node 20.19 or later')
      expect(stderr).toContain('nodejs.org')
    },
  )
})

describe('the service', () => {
  const path = join(packageFolder, 'signet-agent.service')

  it('is a unit that systemd understands', () => {
    // The program that it starts is part of a package, which is not installed here.
    const unit = readFileSync(path, 'utf8').replace('/usr/bin/signet', '/bin/true')
    writeFileSync(join(root, 'signet-agent.service'), unit)
    const { status, stderr } = spawnSync(
      'systemd-analyze',
      ['verify', '--user', '--man=no', join(root, 'signet-agent.service')],
      { env: { ...process.env, XDG_RUNTIME_DIR: root }, encoding: 'utf8' },
    )
    const ofOurs = stderr.split('\n').filter((line) => line.includes('signet-agent'))
    expect([status, ofOurs]).toEqual([0, []])
  })

  it('makes no mount namespace, from which no caller could be told by its path', () => {
    const unit = readFileSync(path, 'utf8').replace(/^#.*$/gm, '')
    expect(unit).not.toMatch(
      /^(Protect|Private|ReadOnly|ReadWrite|Inaccessible|Bind|Temporary|Root|Dynamic)/m,
    )
    expect(unit).not.toMatch(/^(MemoryDenyWriteExecute|RestrictNamespaces)/m)
  })
})
