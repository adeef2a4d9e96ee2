import { describe, expect, it } from 'vitest'
import { aCaller } from '../core/fakes'
import type { Caller } from '../core/ports'
import { commandsOf, isOwnProgram } from './plain-ports'

const script = (path: string): Caller => ({ ...aCaller(), kind: 'script', script: { path, sha256: '00' } })
const shell = (path: string): Caller => ({ ...executable(path), kind: 'process' })
const executable = (path: string): Caller => aCaller({ executable: { path, protected: true } })

describe('a host of the same Signet', () => {
  it.each([
    ['the installed app', executable('/opt/Signet/signet'), '/opt/Signet/resources/app.asar/out'],
    [
      'the installed app, seen from its unpacked agent',
      executable('/opt/Signet/signet'),
      '/opt/Signet/resources/app.asar.unpacked/out',
    ],
    ['an agent of the checkout', script('/src/signet/out/agent/agent.js'), '/src/signet/out'],
    [
      'the Electron of the checkout',
      executable('/src/signet/node_modules/electron/dist/electron'),
      '/src/signet/out',
    ],
  ])('is %s', (_what, caller, programs) => {
    expect(isOwnProgram(caller, programs)).toBe(true)
  })

  it.each([
    ['another program', executable('/usr/bin/curl'), '/opt/Signet/resources/app.asar/out'],
    [
      'a folder that only begins alike',
      executable('/opt/Signet-evil/signet'),
      '/opt/Signet/resources/app.asar/out',
    ],
    ['a tool installed in the checkout', script('/src/signet/node_modules/tool/cli.js'), '/src/signet/out'],
    [
      'an Electron of another project',
      executable('/src/other/node_modules/electron/dist/electron'),
      '/src/signet/out',
    ],
    ['an interpreter that runs something unnamed', shell('/usr/bin/node'), '/src/signet/out'],
  ])('is not %s', (_what, caller, programs) => {
    expect(isOwnProgram(caller, programs)).toBe(false)
  })
})

it.each([
  ['/src/signet/out', '/src/signet/out'],
  ['/opt/Signet/resources/app.asar/out', '/opt/Signet/resources/app.asar.unpacked/out'],
  ['/opt/Signet/resources/app.asar.unpacked/out', '/opt/Signet/resources/app.asar.unpacked/out'],
])('looks through the command of %s where a Node can read it', (programs, readable) => {
  expect(commandsOf(programs)).toEqual([`${readable}/signet`, `${readable}/cli/signet.cjs`])
})
