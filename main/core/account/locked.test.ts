// What Cognito says of a person while somebody locks is told to nobody.
import { describe, expect, it } from 'vitest'
import { AppError } from '../../../shared/errors'
import { anOwnAccount } from '../cognito/fixtures'
import type { ListedDevice } from '../cognito/own-account'
import { aCognito, aSignedInHost, grants } from '../sessions/fixtures'
import { createOwnAccount, type OwnAccount } from './own-account'

const nothing = () => Promise.reject(new AppError('network/server-error', 'not part of this story'))
const here: ListedDevice = {
  deviceKey: 'dk',
  attributes: {},
  createdAtMs: undefined,
  lastAuthenticatedAtMs: undefined,
}

/** A signed-in person; somebody locks just before each answer of Cognito. */
async function aPersonLockedMeanwhile() {
  const host = await aSignedInHost(grants)
  const answered =
    <T>(value: T) =>
    async (): Promise<T> => {
      await host.lock.lock()
      return value
    }
  const ownAccount = anOwnAccount(nothing, {
    getUser: answered({ attributes: [], mfaTypes: [], preferredMfa: undefined }),
    listDevices: answered({ devices: [here], paginationToken: undefined }),
    associateSoftwareToken: answered({ secret: 'JBSWY3DPEHPK3PXP' }),
    changePassword: answered(undefined),
  })
  const cognitoFor = () => Promise.resolve(aCognito(grants, { ownAccount }))
  const own = createOwnAccount({ ...host, pools: { get: () => undefined }, cognitoFor })
  return { ...host, own }
}

describe('a lock while Cognito is asked', () => {
  it.each<[string, (own: OwnAccount, id: string) => Promise<unknown>]>([
    ['the details', (own, id) => own.details(id)],
    ['the devices', (own, id) => own.devices(id)],
    ['the secret of an authenticator app', (own, id) => own.setUpTotp(id)],
  ])('keeps back %s', async (_what, ask) => {
    const { own, id } = await aPersonLockedMeanwhile()
    await expect(ask(own, id)).rejects.toMatchObject({ code: 'lock/locked' })
  })

  it('does not deny a change that went through', async () => {
    const { own, id, lock } = await aPersonLockedMeanwhile()
    await expect(own.changePassword(id, { proposedPassword: 'Next-1234' })).resolves.toBeUndefined()
    expect(lock.isLocked).toBe(true)
  })
})
