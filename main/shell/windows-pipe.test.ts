import { expect, it } from 'vitest'
import { pipeSettings } from './windows-pipe'

const sid = 'S-1-5-21-3623811015-3361044348-30300820-1013'

it('is named after the SID, open to its owner and SYSTEM alone, local, and the first of its name', () => {
  expect(pipeSettings(sid)).toEqual({
    address: '\\\\.\\pipe\\signet-72c8a69c4fadaa23',
    descriptor: `D:P(A;;GA;;;${sid})(A;;GA;;;SY)`,
    openMode: 0x40080003,
    pipeMode: 8,
  })
})

it.each(['', 'S-1-5', 'WD', `${sid})(A;;GA;;;WD`, `${sid}\n`, 's-1-5-18'])(
  'refuses %o, which is no SID',
  (text) => {
    expect(() => pipeSettings(text)).toThrow(expect.objectContaining({ code: 'internal' }))
  },
)
