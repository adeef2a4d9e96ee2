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
const tables = flows.map((text) => ({ flow: text.split('\n', 1)[0] ?? '', rows: rowsOf(text) }))
const cells = tables.flatMap(({ flow, rows }) =>
  rows.flatMap(([challenge = '', ...states]) =>
    states.map((cell, at) => ({
      where: `${flow}, ${challenge}, ${['new', 'known', 'forgotten'][at]}`,
      cell,
    })),
  ),
)
const named = (cell: string) => cell.match(/\b[A-Z]\d\b/g) ?? []

describe('the sign-in matrix', () => {
  it.each(tests)('%s stands in %s as "%s"', (...row) => {
    const [, file = '', title = '', clients] = row
    const text = read(`main/core/auth/${file.replaceAll('`', '')}`)
    const quoted = ["'", '"', '`'].map((quote) => `${quote}${title}${quote}`)
    expect(quoted.some((literal) => text.includes(literal))).toBe(true)
    expect(['both', 'public', 'none']).toContain(clients)
    if (clients === 'both')
      expect(text).toMatch(/clientSecret: (aSecret|clientSecret)|a secret client|secret: clientSecret/)
  })

  it('has the same challenges for each of the five flows', () => {
    const [first, ...others] = tables.map(({ rows }) => rows.map(([challenge]) => challenge))
    expect(first).toHaveLength(12)
    expect(others).toEqual(Array.from({ length: 4 }, () => first))
    expect(cells).toHaveLength(5 * 12 * 3)
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
