// docs/sign-in-matrix.md names tests and sections: each has to be there, and no cell may be empty.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')

/** The rows of the tables under a heading, without heads and rules. */
function rowsOf(section: string): string[][] {
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const [, legend = '', ...flows] = read('docs/sign-in-matrix.md').split('\n## ')
const tests = rowsOf(legend)
/** No flow of `InitiateAuth`: its table has rows of its own, and no columns for devices. */
const managedLogin = 'Managed login'
const tables = flows.map((text) => ({ flow: text.split('\n', 1)[0] ?? '', rows: rowsOf(text) }))
const cells = tables.flatMap(({ flow, rows }) =>
  rows.flatMap(([row = '', ...columns]) =>
    columns.map((cell, at) => ({ flow, where: `${flow}, ${row}, column ${at + 1}`, cell })),
  ),
)
const named = (cell: string) => cell.match(/\b[A-Z]\d\b/g) ?? []

describe('the sign-in matrix', () => {
  it.each(tests)('%s stands in %s as "%s"', (...row) => {
    const [, file = '', title = '', clients] = row
    const path = file.replaceAll('`', '')
    const text = read(path.startsWith('e2e/') ? path : `main/core/auth/${path}`)
    const quoted = ["'", '"', '`'].map((quote) => `${quote}${title}${quote}`)
    expect(quoted.some((literal) => text.includes(literal))).toBe(true)
    expect(['both', 'public', 'secret', 'none']).toContain(clients)
    if (clients === 'both')
      expect(text).toMatch(/clientSecret: (aSecret|clientSecret)|a secret client|secret: clientSecret/)
    if (clients === 'secret') expect(text).toContain('clientId: secretClientId, clientSecret')
  })

  it('has the same challenges for each of the five flows', () => {
    const ofFlows = tables.filter(({ flow }) => flow !== managedLogin)
    const [first, ...others] = ofFlows.map(({ rows }) => rows.map(([challenge]) => challenge))
    expect(first).toHaveLength(12)
    expect(others).toEqual(Array.from({ length: 4 }, () => first))
    expect(cells.filter(({ flow }) => flow !== managedLogin)).toHaveLength(5 * 12 * 3)
  })

  it('has what managed login comes to: who signs in and how, the three states of a device, and its ends', () => {
    const rows = tables.find(({ flow }) => flow === managedLogin)?.rows.map(([row]) => row)
    const needed = [
      'password',
      'SOFTWARE_TOKEN_MFA',
      'WEB_AUTHN',
      'another provider’s account',
      'refused there',
    ]
    const devices = ['a new device', 'a known device', 'a forgotten device']
    expect(rows).toEqual(expect.arrayContaining([...needed, ...devices, 'a client with a secret']))
    expect(cells.filter(({ flow }) => flow === managedLogin)).toHaveLength(rows?.length ?? 0)
  })

  it('says of every cell which test there is, why there can be none, or that there is none yet', () => {
    const empty = cells.filter(
      ({ cell }) => named(cell).length === 0 && !/\*cannot occur\* §\d|\*no test yet\*/.test(cell),
    )
    expect(empty).toEqual([])
  })

  it('names no test that the list lacks, and lists none that it does not name', () => {
    const prose = [legend, ...flows].join('\n').replaceAll(/^\|.*$/gm, '')
    const preface = read('docs/sign-in-matrix.md').split('\n## ', 1)[0] ?? ''
    const used = new Set([prose, preface, ...cells.map(({ cell }) => cell)].flatMap(named))
    expect([...used].sort()).toEqual(tests.map(([key]) => key).sort())
  })

  it('names sections that the protocol reference has', () => {
    const reference = read('docs/design/COGNITO.md')
    const sections = new Set(cells.flatMap(({ cell }) => cell.match(/(?<=§)[\d.]*\d/g) ?? []))
    for (const section of sections)
      expect(reference).toMatch(new RegExp(`^##+ ${section.replace('.', '\\.')}[. ]`, 'm'))
  })
})
