import { expect, it } from 'vitest'
import { aHost } from '../../e2e/fixtures/host-of-test'
import { jsonReply, problemReply } from '../client/fakes'
import { signet } from './fakes'

it('asks the host to call an account otherwise', async () => {
  const host = await aHost(() => jsonReply(200, { accounts: [] }))
  const printed = await signet(['accounts', 'rename', 'ada', 'at work'], { host })
  expect(printed).toMatchObject({ out: '', err: 'ada is called at work from now on.\n', exit: 0 })
  expect(host.seen).toMatchObject([
    { method: 'PATCH', path: '/v1/accounts/ada', body: { label: 'at work', interactive: true } },
  ])
})

it('asks the host to remove an account, and says what was left at Cognito', async () => {
  const host = await aHost(() =>
    jsonReply(200, { status: 'signed-out', warnings: ['Cognito could not be reached.'] }),
  )
  const { err, exit } = await signet(['accounts', 'remove', 'a/b', '--no-interactive'], { host })
  expect([err, exit]).toEqual([
    'Removed a/b. Nothing of it is left on this computer.\nCognito could not be reached.\n',
    0,
  ])
  expect(host.seen).toMatchObject([
    { method: 'DELETE', path: '/v1/accounts/a%2Fb', body: { interactive: false } },
  ])
})

it.each([
  [['rename', 'ada'], 'LABEL is missing'],
  [['rename'], 'ACCOUNT is missing'],
  [['remove'], 'ACCOUNT is missing'],
])('does not understand accounts %j', async (words, said) => {
  const { err, exit } = await signet(['accounts', ...words])
  expect([err, exit]).toEqual([expect.stringContaining(said), 2])
})

it('ends with 5 where a person said no', async () => {
  const host = await aHost(() => problemReply(403, 'consent_denied', 'Refused.'))
  expect((await signet(['accounts', 'remove', 'ada'], { host })).exit).toBe(5)
})
