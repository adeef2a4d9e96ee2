import { describe, expect, it } from 'vitest'
import { AppError } from '../errors'
import { maxPoolFileBytes, readPoolFile } from './pool-file'
import { samples } from './samples'

const userPoolId = 'eu-west-1_AbCd12345'
const clientId = '1h57kf5cpq17m0eml12EXAMPLE'
const json = (value: unknown): string => JSON.stringify(value)

/** The message of the refusal. */
function refusal(text: string): string {
  try {
    readPoolFile(text)
  } catch (error) {
    if (error instanceof AppError && error.code === 'pool/invalid') return error.message
    throw error
  }
  throw new Error('it was read')
}

describe('a file that lacks something', () => {
  it.each([
    [json({ auth: { user_pool_id: userPoolId } }), 'auth.user_pool_client_id is missing'],
    [json({ auth: { user_pool_client_id: clientId } }), 'auth.user_pool_id is missing'],
    [json({ auth: { identity_pool_id: 'x' } }), 'auth.user_pool_id is missing'],
    [json({ auth: { plugins: { awsCognitoAuthPlugin: {} } } }), 'CognitoUserPool.Default.PoolId is missing'],
    [
      json({ CognitoUserPool: { Default: { PoolId: userPoolId, AppClientId: '' } } }),
      'AppClientId is missing',
    ],
    [json({ aws_user_pools_id: userPoolId }), 'aws_user_pools_web_client_id is missing'],
    [json({ aws_project_region: 'eu-west-1' }), 'aws_user_pools_id is missing'],
    [json({ Auth: { Cognito: {} } }), 'Auth.Cognito.userPoolId is missing'],
    [json({ Stack: { UserPoolId: userPoolId } }), 'ClientId is missing'],
    [json({ Stack: { UserPoolClientId: clientId } }), 'UserPoolId is missing'],
    [json({ signet: 1, pools: [{ name: 'x', userPoolId }] }), 'pools[0].clientId is missing'],
    [json({}), 'userPoolId and clientId are missing'],
    [json([]), 'userPoolId and clientId are missing'],
    [json({ Stack: { Url: 'https://x.example' } }), 'userPoolId and clientId are missing'],
  ])('says what: %s', (text, said) => {
    expect(refusal(text)).toContain(said)
  })
})

describe('a file that contradicts itself, or is wrong', () => {
  const pool = { userPoolId, clientId }
  it.each([
    [
      json({ auth: { user_pool_id: userPoolId, user_pool_client_id: clientId, aws_region: 'us-east-1' } }),
      'auth.aws_region is another region',
    ],
    [
      json({ auth: { user_pool_id: 'x', user_pool_client_id: clientId } }),
      'auth.user_pool_id is no user pool id',
    ],
    [json({ auth: { user_pool_id: 7, user_pool_client_id: clientId } }), 'auth.user_pool_id is no text'],
    [
      json({ Auth: { ...pool, userPoolClientId: clientId, endpoint: 'http://example.com' } }),
      'Auth.endpoint is no address',
    ],
    [
      json({ S: { APoolId: userPoolId, BPoolId: 'eu-west-1_Other', ClientId: clientId } }),
      'ClientId could be a client of APoolId or BPoolId',
    ],
    [json({ signet: 2, pools: [pool] }), 'signet is another form'],
    [json({ signet: 1, pools: [] }), 'pools is no list'],
    [json({ signet: 1, pools: [7] }), 'pools[0] is no pool'],
    [json({ signet: 1, pools: [{ ...pool, realm: 'x' }] }), 'pools[0].realm is no field'],
    [json({ signet: 1, pools: [{ ...pool, name: 7 }] }), 'pools[0].name is no text'],
    [json({ signet: 1, pools: [{ ...pool, method: 'MAGIC_AUTH' }] }), 'pools[0].method is none of'],
    [
      json({ signet: 1, pools: [{ ...pool, refreshTokenLifeSeconds: 60 }] }),
      'pools[0].refreshTokenLifeSeconds is no',
    ],
    [
      json({ signet: 1, pools: [{ ...pool, refreshTokenLifeSeconds: '9000' }] }),
      'pools[0].refreshTokenLifeSeconds is no',
    ],
  ])('says where: %s', (text, said) => {
    expect(refusal(text)).toContain(said)
  })
})

describe('a script', () => {
  it.each([
    ['const a = {\n  aws_user_pools_id: process.env.POOL,\n}', 'line 2: a name stands where a value belongs'],
    ['const a = {\n\n  x: `tick`,\n}', 'line 3: "`" stands where a value belongs'],
    ['const a = {\n  ...base,\n}', 'line 2: "." stands where a key belongs'],
    ['const a = { x: load("y") }', 'line 1: a name stands'],
    ['const a = { x: "a" + "b" }', 'line 1: "+" stands where a comma or } belongs'],
    ['const a = { ["x"]: 1 }', 'line 1: "[" stands where a key belongs'],
    ['const a = { x() { return 1 } }', 'line 1: "(" stands where a colon belongs'],
    ['const a = { x: 1 }.x', 'line 1: "." stands where the end of the statement belongs'],
    ['const a = { x: 1 }\nexport default a()', 'line 2: "(" stands'],
    ['const a = { x: 1 } as const', 'line 1: only objects'],
    ['import x from "y"\nexport default x', 'line 1: only objects'],
    ['Amplify.configure({ x: 1 })', 'line 1: only objects'],
    ['(() => ({}))()', 'line 1: only objects'],
    ['export default other', 'line 1: what is exported was not declared'],
    ['const a = { x: 1 }, b = 2', 'line 1: "," stands'],
    ['const a = {}\nconst b = {}', 'several objects'],
    ['const a = {}\nconst a = {}', 'line 2: one name is declared twice'],
    ['export default {}\nexport default {}', 'line 2: two values'],
    ['const { a } = {}', 'line 1: "{" stands where a name belongs'],
    ['exports.a = {}', 'line 1: only objects'],
    ['module.a = {}', 'module.exports ='],
    ['const a = { x: "y\n" }', 'a string does not end'],
    ['const a = { x: "\\07" }', 'an escape'],
    ['const a = { x: "\\u{110000}" }', 'an escape'],
    ['const a = { x: "\\xg0" }', 'an escape'],
    ['/* no end', 'line 1: a comment does not end'],
    ['const', 'the file ends where a name belongs'],
    ['// nothing else', 'line 1: the file is empty'],
    ['', 'line 1: the file is empty'],
    [';', 'the file holds no object'],
    ['{"a":1}{', 'line 1: "{" stands where the end of the file belongs'],
    ['{"a":1,"a":2}', 'one key stands twice'],
    ['{"a":', 'the file ends where a value belongs'],
    ['[1 2]', 'a comma or ]'],
  ])('is never run: %j', (text, said) => {
    expect(refusal(text)).toContain(said)
  })

  it('keeps its values out of what is said about it', () => {
    expect(refusal('const a = { secret: hunter2hunter2 }')).not.toContain('hunter2')
    expect(refusal('const a = { secret: "hunter2hunter2')).not.toContain('hunter2')
  })
})

describe('a file made to do harm', () => {
  it('may not be larger than the limit', () => {
    expect(refusal(`${' '.repeat(maxPoolFileBytes)}{}`)).toContain('larger than 256 KiB')
  })

  it.each(['[', '{"a":', '[{"a":'])('may not nest without end: %s', (piece) => {
    expect(refusal(piece.repeat(40_000))).toContain('nested deeper')
  })

  it('may not hold pools without end', () => {
    const pools = Array.from({ length: 101 }, (_, index) => ({ userPoolId, clientId: `c${index}` }))
    expect(refusal(json({ signet: 1, pools }))).toContain('more than 100')
    const outputs = Object.fromEntries(pools.map(({ clientId }, index) => [`ClientId${index}x`, clientId]))
    expect(refusal(json({ Stack: outputs }))).toContain('more than 100')
  })

  it('shows its own names without their tricks', () => {
    const said = refusal(json({ signet: 1, pools: [{ userPoolId, clientId, 'x\u202E\u001B[2J': 1 }] }))
    expect(said).not.toMatch(/\p{C}/u)
  })

  it.each([
    ['spaces', ' '.repeat(200_000)],
    ['digits', '1'.repeat(200_000)],
    ['hash letters', `{"S":{"${'A'.repeat(200_000)}ClientId":"x"}}`],
    ['backslashes', `{"${'\\\\'.repeat(100_000)}`],
    ['comment beginnings', '/*'.repeat(100_000)],
    ['line comments', '//\n'.repeat(80_000)],
    ['letters', 'a'.repeat(200_000)],
    ['keys', `{"S":{${Array.from({ length: 15_000 }, (_, index) => `"k${index}":"v"`).join()}}}`],
  ])('is refused before a test gives up: %s without end', (_, text) => {
    // Reading is linear and takes milliseconds; a quadratic pattern would take minutes at this size.
    expect(refusal(text)).not.toBe('')
  })
})

describe('a damaged file', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '`',
    ',',
    ':',
    '\\',
    '/*',
    '//',
    '\n',
    '...',
    '__proto__',
    '\0',
    '\uD800',
    'export default ',
    'module.exports=',
    '1e9999',
    '=',
    ';',
    '\u202E',
  ]

  it('is read or refused, and nothing else, whatever happened to it', () => {
    const next = seeded(20_261_127)
    const texts = Object.values(samples)
    for (let round = 0; round < 6000; round += 1) {
      let text: string = texts[next(texts.length)] ?? ''
      for (let change = next(4); change >= 0; change -= 1) text = mutated(text, next)
      try {
        expect(readPoolFile(text).length).toBeGreaterThan(0)
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'pool/invalid') throw error
        expect(error.message).not.toMatch(/[^\P{C}\u{FFFD}]/u)
      }
    }
  })

  function mutated(text: string, next: (below: number) => number): string {
    const from = next(text.length + 1)
    const to = Math.min(text.length, from + next(30))
    switch (next(5)) {
      case 0:
        return text.slice(0, from) + text.slice(to)
      case 1:
        return text.slice(0, from) + (pieces[next(pieces.length)] ?? '') + text.slice(from)
      case 2:
        return text.slice(0, to) + text.slice(from)
      case 3:
        return text.slice(0, from) + String.fromCharCode(next(0x10000)) + text.slice(from + 1)
      default:
        return text.slice(0, from)
    }
  }
})

/** Repeatable numbers (mulberry32): a failure can be met again. */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}
