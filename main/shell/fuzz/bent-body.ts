// A body of JSON that is not what its request takes.
import type { Dice } from './dice'

/** Values that no field should choke on. Numbers as text, where JSON can say more than JavaScript. */
const oddValues = [
  ...['null', 'true', '0', '-1', '1e308', '1e999', '-0', '9007199254740993', '""', '[]', '{}', '[[]]'],
  ...[
    '"access"',
    '"\\u0000"',
    '"\\ud800"',
    '"\\u202Egnp"',
    '"\\u001b[2J"',
    '"a\\nb"',
    '"<img src=x onerror=x>"',
  ],
  ...['"__proto__"', '{"__proto__":{"use":"access"}}', '{"constructor":{"prototype":{}}}', '"../../etc"'],
  JSON.stringify('x'.repeat(10_000)),
  '['.repeat(32) + ']'.repeat(32),
  '{"a":'.repeat(31) + '1' + '}'.repeat(31),
  '['.repeat(10_000),
]

/** Bodies that are no JSON, or JSON of another form. */
const oddTexts = [
  ...[
    '{',
    '[',
    '"',
    '{"',
    '{"use"',
    '{"use":',
    'nul',
    'NaN',
    'undefined',
    "{'use':'access'}",
    '{use:1}',
    '{,}',
  ],
  ...[
    '[]',
    'null',
    '1',
    '"access"',
    '{}{}',
    '{} x',
    '\uFEFF{}',
    ' {} ',
    '{"use":"access",}',
    '//x\n{}',
    '\u0000',
  ],
]

const badUtf8 = [
  Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]),
  Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  Buffer.from([0x22, 0xc0, 0x80, 0x22]),
  Buffer.from([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]),
]

export function bentBody(dice: Dice, body: Readonly<Record<string, unknown>>): Buffer {
  const kind = dice.below(8)
  if (kind === 0) return dice.pick(badUtf8)
  if (kind === 1) return Buffer.from(dice.pick(oddTexts))
  if (kind === 2) return Buffer.alloc(dice.pick([65_535, 65_536, 65_537]), ' ')
  return Buffer.from(bentFields(dice, body))
}

function bentFields(dice: Dice, body: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(body).map(([name, value]) => [name, JSON.stringify(value)] as const)
  const at = dice.below(fields.length + 1)
  const [name = 'use'] = fields[at] ?? []
  const odd = [name, dice.pick(oddValues)] as const
  const other = [
    dice.pick(['token', 'password', '__proto__', 'toString', '', '\u202E', 'x'.repeat(500)]),
    '1',
  ] as const
  return objectText(
    dice.pick([
      () => fields.toSpliced(at, 1, odd),
      () => fields.toSpliced(at, 1),
      // A field twice: the last one counts, for us and for JSON.parse alike.
      () => [...fields, odd],
      () => [...fields, other],
    ])(),
  )
}

function objectText(fields: readonly (readonly [name: string, value: string])[]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`
}
