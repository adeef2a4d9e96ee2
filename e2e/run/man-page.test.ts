import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { findVerb, verbNames } from '../../main/cli/verbs'
import { packageFiles, packageFolder } from './man-page'

const page = join(packageFolder, 'signet.1')

it('is what the help says, as it is checked in; so are the completions', async () => {
  for (const [name, content] of Object.entries(await packageFiles()))
    expect(readFileSync(join(packageFolder, name), 'utf8'), name).toBe(content)
})

it('is without a fault for mandoc, and shows every verb, flag and exit code', async () => {
  const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', page], { encoding: 'utf8' })
  // A page that is made anew at each change has no day of its own.
  const faults = `${lint.stdout}${lint.stderr}`
    .split('\n')
    .filter((line) => line !== '' && !line.includes('missing date'))
  expect(faults).toEqual([])
  const { stdout } = spawnSync('mandoc', ['-T', 'utf8', page], { encoding: 'utf8' })
  // Bold and underlined letters are written twice, with a backspace between.
  const text = stdout
    .split('')
    .filter((letter, index, all) => letter !== '\b' && all[index + 1] !== '\b')
    .join('')
  for (const name of verbNames) {
    expect(text).toMatch(new RegExp(`^ +signet ${name}\\b`, 'm'))
    const { verb } = await findVerb(name.split(' '))
    for (const flag of Object.keys(verb.flags)) expect(text).toContain(`--${flag}`)
  }
  for (const exit of ['0', '2', '5', '9', '130']) expect(text).toMatch(new RegExp(`^ +${exit} `, 'm'))
})
