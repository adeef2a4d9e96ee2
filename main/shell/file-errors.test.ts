import { describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import { readFailed, writeFailed } from './file-errors'

const systemError = (code: string) => Object.assign(new Error(`${code}: no`), { code })

describe('errors of the file system', () => {
  it.each([
    ['ENOSPC', 'free some space'],
    ['EDQUOT', 'quota'],
    ['EROFS', 'read-only'],
    ['EACCES', 'SIGNET_HOME'],
    ['EPERM', 'SIGNET_HOME'],
    ['EIO', 'check the disk'],
  ])('%s while writing names the file and the fix', (errno, fix) => {
    const cause = systemError(errno)
    const error = writeFailed('/state/pools.json', cause)
    expect(error).toMatchObject({ code: 'storage/write-failed', cause })
    expect(error.message).toMatch(new RegExp(`/state/pools\\.json.*${errno}.*${fix}`))
  })

  it('keeps a code that was given already, and does without one that is missing', () => {
    const refused = new AppError('storage/untrusted-folder', 'no')
    expect(writeFailed('/x', refused)).toBe(refused)
    expect(writeFailed('/x', 'odd').message).toContain('unknown reason')
  })

  it('names a file that cannot be read', () => {
    expect(readFailed('/state/x.json', systemError('EACCES'))).toMatchObject({
      code: 'storage/damaged',
      message: expect.stringContaining('/state/x.json could not be read (EACCES)') as string,
    })
  })
})
