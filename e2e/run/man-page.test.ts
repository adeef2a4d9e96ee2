import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findVerb, verbNames } from '../../main/cli/verbs'
import { manPage, manPagePath } from './man-page'

it('is what the help says, as it is checked in', async () => {
  expect(readFileSync(manPagePath, 'utf8')).toBe(await manPage())
})

it('is without a fault for mandoc, and shows every verb, flag and exit code', async () => {
  const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', manPagePath], { encoding: 'utf8' })
  // A page that is made anew at each change has no day of its own.
  const faults = `${lint.stdout}${lint.stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.includes('missing date'))
  expect(faults).toEqual([])
  const { stdout } = spawnSync('mandoc', ['-T', 'ascii', manPagePath], { encoding: 'utf8' })
  const text = stdout.replace(/.\x08/g, '')
  for (const name of verbNames) {
    expect(text).toMatch(new RegExp(`^ +signet ${name}\\b`, 'm'))
    const { verb } = await findVerb(name.split(' '))
    for (const flag of Object.keys(verb.flags)) expect(text).toContain(`--${flag}`)
  }
  for (const exit of ['0', '2', '5', '9', '130']) expect(text).toMatch(new RegExp(`^ +${exit} `, 'm'))
})
