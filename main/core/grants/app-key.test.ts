import { describe, expect, it } from 'vitest'
import type { Caller } from '../ports'
import { aCaller } from '../fakes'
import { appOf, appOfFile } from './app-key'

const own = (sha256: string) => ({ path: '/home/ada/tool', protected: false, sha256 })
const python = { path: '/usr/bin/python3.13', protected: true }
function aScript(script: { path: string; sha256: string }, facts: Partial<Caller> = {}): Caller {
  return { ...aCaller({ executable: python, ...facts }), kind: 'script', script }
}
const script = { path: '/home/ada/job.py', sha256: 'aa' }

describe('an app', () => {
  it('is one app in every process of a protected executable', () => {
    expect(appOf(aCaller({ pid: 1, startTime: '1' })).id).toBe(appOf(aCaller({ pid: 2, startTime: '2' })).id)
  })

  it('is another one when its bytes change, in the same place', () => {
    const [before, after] = [
      appOf(aCaller({ executable: own('aa') })),
      appOf(aCaller({ executable: own('bb') })),
    ]
    expect(after.id).not.toBe(before.id)
    expect(after.place).toBe(before.place)
  })

  it('is the same after an upgrade of what only root can write', () => {
    const upgraded = { path: '/usr/bin/app', protected: true, sha256: 'of the new one' }
    expect(appOf(aCaller({ executable: upgraded })).id).toBe(appOf(aCaller()).id)
  })

  it('is the script and its bytes, not the interpreter', () => {
    const others = [
      aScript({ ...script, path: '/home/ada/other.py' }),
      aScript({ ...script, sha256: 'bb' }),
      aScript(script, { executable: { path: '/usr/bin/python3.12', protected: true } }),
      aCaller({ executable: python }),
    ]
    const ids = new Set([aScript(script), ...others].map((caller) => appOf(caller).id))
    expect(ids.size).toBe(5)
  })

  it('is one process where nothing but the process is known, and never lasts', () => {
    const aShell = (pid: number, startTime: string): Caller => ({
      ...aCaller({ pid, startTime, executable: { path: '/usr/bin/bash', protected: true } }),
      kind: 'process',
    })
    const app = appOf(aShell(5, '10'))
    expect(app).toMatchObject({ mayLast: false, mayStand: true })
    expect(appOf(aShell(5, '11')).id).not.toBe(app.id)
    expect(appOf(aShell(6, '10')).id).not.toBe(app.id)
    expect(appOf(aShell(6, '10')).family).toBe(app.family)
  })

  it.each([
    ['deleted', aCaller({ verifiable: false })],
    ['unprotected and without a hash', aCaller({ executable: { path: '/home/ada/tool', protected: false } })],
  ])('that is %s is unverifiable: no grant stands for it', (_what, caller) => {
    const app = appOf(caller)
    expect(app).toMatchObject({ mayStand: false, mayLast: false, view: { verifiable: false } })
    expect(app.view.warnings).toContain('unverifiable')
    expect(app.id).not.toBe(appOf(aCaller()).id)
  })

  it('with code of others in its environment is not the one without', () => {
    const app = appOf(aCaller({ preloadEnvironment: true }))
    expect(app.id).not.toBe(appOf(aCaller()).id)
    expect(app.view.warnings).toEqual(['preload-environment'])
  })

  it('named by its path is the one that later runs from it', () => {
    expect(appOfFile({ executable: own('aa') }).id).toBe(appOf(aCaller({ executable: own('aa') })).id)
    expect(appOfFile({ script }).id).toBe(appOf(aScript(script)).byHandId)
  })

  it('runs a script allowed by hand only in an interpreter that the user cannot have made', () => {
    const made = { path: '/tmp/python3', protected: false, sha256: 'cc' }
    expect(appOf(aScript(script, { executable: made })).byHandId).toBeUndefined()
    expect(appOf(aScript(script, { preloadEnvironment: true })).byHandId).toBeUndefined()
  })

  it('is shown inert', () => {
    const { view } = appOf(aScript({ path: '/tmp/a\u202Egnp.py\n<img onerror>', sha256: 'aa' }))
    expect(view.script).toBe('/tmp/a\uFFFDgnp.py\uFFFD<img onerror>')
  })
})
