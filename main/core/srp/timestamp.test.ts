import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { srpTimestamp } from './timestamp'

const form =
  /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ([1-9]|[12]\d|3[01]) \d\d:\d\d:\d\d UTC \d{4}$/

describe('the time stamp', () => {
  it('has one form on every day of the year, and its days 1 to 9 have no zero', () => {
    for (let day = 0; day < 366; day++) {
      const epochMs = Date.UTC(2028, 0, 1 + day, 1, 2, 3)
      const text = srpTimestamp(epochMs)
      expect(text).toMatch(form)
      expect(Date.parse(text)).toBe(epochMs)
    }
    expect(srpTimestamp(Date.UTC(2026, 4, 7, 0, 9, 40))).toBe('Thu May 7 00:09:40 UTC 2026')
  })

  it('depends on neither the time zone nor the language of the computer', () => {
    const source = fileURLToPath(new URL('timestamp.ts', import.meta.url))
    const script = `import(${JSON.stringify(source)}).then(m => {
      let all = ''
      for (let day = 0; day < 366; day += 5) all += m.srpTimestamp(Date.UTC(2028, 0, 1 + day, 23, 59, 59)) + '\\n'
      process.stdout.write(all)
    })`
    const run = (TZ: string, LANG: string): string => {
      const env = { PATH: process.env['PATH'], TZ, LANG, LC_ALL: LANG }
      const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
        env,
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      return stdout
    }
    const reference = run('UTC', 'C')
    expect(reference.trim().split('\n')).toHaveLength(74)
    expect(run('Asia/Kolkata', 'hi_IN.UTF-8')).toBe(reference)
    expect(run('Pacific/Kiritimati', 'ja_JP.UTF-8')).toBe(reference)
    expect(run('America/St_Johns', 'de_DE.UTF-8')).toBe(reference)
  }, 60_000)
})
