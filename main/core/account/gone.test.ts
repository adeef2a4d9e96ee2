// A person whom an administrator has removed while their tokens still live.
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { anOwnAccount } from '../cognito/fixtures'
import { aCognito, aSignedInHost } from '../sessions/fixtures'
import { createOwnAccount } from './own-account'

const gone = () => Promise.reject(new AppError('session/user-gone', 'User does not exist.'))

describe('a user who is gone', () => {
  it('is signed in no more once Cognito has said so twice', async () => {
    const host = await aSignedInHost(gone)
    const cognito = aCognito(gone, { ownAccount: anOwnAccount(gone) })
    const cognitoFor = () => Promise.resolve(cognito)
    const own = createOwnAccount({ ...host, pools: { get: () => undefined }, cognitoFor })
    await expect(own.details(host.id)).rejects.toMatchObject({ code: 'session/user-gone' })
    expect(host.asked).toHaveLength(1)
    expect(host.accounts.get(host.id)).toMatchObject({ status: 'expired', endedBy: 'session/user-gone' })
  })
})
