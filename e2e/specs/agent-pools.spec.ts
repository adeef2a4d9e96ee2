// Pools that are wrong, before and after they were added; and what a person must agree to.
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { aClient, passwords, publicClientId } from '../cognito/builders'
import type { HeadlessComputer } from '../fixtures/agent-host'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'
import type { Ended } from '../fixtures/programs'

const nobodyListens = 'http://127.0.0.1:1'

interface Wanted {
  readonly name?: string
  readonly userPoolId?: string
  readonly clientId?: string
  readonly endpoint?: string
}

function flagsOf(computer: HeadlessComputer, wanted: Wanted): readonly string[] {
  const { name = 'Work', userPoolId = computer.userPoolId, clientId = publicClientId, endpoint } = wanted
  return [
    ...['pools', 'add', '--name', name, '--user-pool-id', userPoolId, '--client-id', clientId],
    ...['--endpoint', endpoint ?? computer.cognito.url],
  ]
}

/** What the host, or the command itself, says before anybody would be asked. */
const refusalOf = (computer: HeadlessComputer, wanted: Wanted): Promise<Ended> =>
  computer.signet(flagsOf(computer, wanted))

/** Adds it on a terminal, where a person agrees. */
async function add(computer: HeadlessComputer, wanted: Wanted): Promise<Ended> {
  const adding = computer.onTerminal(...flagsOf(computer, wanted))
  await adding.answer('Add the pool', 'y')
  const ended = await adding.ended
  return { ...ended, err: adding.pty.shown() }
}

const login = (computer: HeadlessComputer, pool: string) =>
  computer.signet(['login', '--pool', pool, '--username', 'bob', '--json'], { input: `${passwords.bob}\n` })

test.beforeEach(async ({ computer }) => {
  await computer.agent()
})

test('without a pool every verb says what to do first', async ({ computer }) => {
  for (const args of [['login'], ['token'], ['logout']]) {
    const { exit, err } = await computer.signet(args)
    expect([exit, err], args[0]).toEqual([4, expect.stringMatching(/signet (pools add|login)/)])
  }
})

test('a form that no pool has is refused by the name of its field', async ({ computer }) => {
  const wrong: readonly (readonly [Wanted, RegExp])[] = [
    [{ userPoolId: 'eu-west-1' }, /--user-pool-id is no user pool id/],
    [{ clientId: 'not a client' }, /--client-id is no app client id/],
    [{ endpoint: 'http://pool.example.com' }, /--endpoint is no address that Signet trusts/],
    [{ endpoint: 'ftp://127.0.0.1' }, /--endpoint is no address that Signet trusts/],
    [{ name: 'a'.repeat(61) }, /--name is longer than 60 characters/],
  ]
  for (const [wanted, sentence] of wrong) {
    const { exit, err } = await refusalOf(computer, wanted)
    expect([exit, err]).toEqual([2, expect.stringMatching(sentence)])
  }
  expect(computer.read('pools.json')).toBe('')
})

test('a pool that the endpoint does not know is not added, and nobody is asked about it', async ({
  computer,
}) => {
  for (const userPoolId of ['eu-central-1_Unknown00', computer.userPoolId.replace('eu-central', 'us-east')]) {
    const { exit, err } = await refusalOf(computer, { userPoolId })
    expect([exit, err]).toEqual([4, expect.stringContaining(`knows no pool ${userPoolId}`)])
  }
  expect(computer.read('pools.json')).toBe('')
})

test('a pool is added by a person alone, once, under a name of its own', async ({ computer }) => {
  const away = await refusalOf(computer, {})
  expect([away.exit, away.err]).toEqual([5, expect.stringContaining('Run the command in a terminal.')])
  expect(computer.read('pools.json')).toBe('')
  expect((await add(computer, {})).exit).toBe(0)
  const sameName = await refusalOf(computer, { name: 'work', clientId: 'another' })
  expect([sameName.exit, sameName.err]).toEqual([2, expect.stringMatching(/name: a pool called "work"/i)])
  const sameClient = await refusalOf(computer, { name: 'Other' })
  expect([sameClient.exit, sameClient.err]).toEqual([2, expect.stringMatching(/clientId: this client/)])
  await signInBob(computer)

  const removing = computer.onTerminal('pools', 'remove', 'Work')
  await removing.answer('Remove the pool Work', 'y')
  expect((await removing.ended).exit).toBe(0)
  expect((await computer.signet(['accounts', '--json'])).out).toBe('{"accounts":[]}\n')
  expect((await computer.signet(['pools', 'remove', 'Work'])).exit).toBe(2)
})

test('the pools of a file are added as a person agrees to each, and a second time there is nothing to do', async ({
  computer,
}) => {
  const { userPoolId, cognito } = computer
  const life = 2_592_000
  const pools = [
    {
      name: 'Work',
      userPoolId,
      clientId: publicClientId,
      endpoint: cognito.url,
      refreshTokenLifeSeconds: life,
    },
    { name: 'Refused', userPoolId, clientId: 'another', endpoint: cognito.url },
  ]
  computer.write('company.json', JSON.stringify({ signet: 1, pools }))
  const file = join(computer.home, 'company.json')
  const importing = computer.onTerminal('pools', 'import', file)
  await importing.answer('Add the pool Work', 'y')
  await importing.answer('Add the pool Refused', 'n')
  expect((await importing.ended).exit).toBe(5)
  await signInBob(computer)
  const { out } = await computer.signet(['accounts', '--json'])
  expect(JSON.parse(out)).toMatchObject({
    accounts: [{ poolName: 'Work', signedInUntil: expect.any(String) }],
  })

  computer.write('company.json', JSON.stringify({ signet: 1, pools: pools.slice(0, 1) }))
  const again = await computer.signet(['pools', 'import', file])
  expect([again.exit, again.err]).toEqual([0, expect.stringContaining('is there already, as Work')])
})

test('a pool out of reach can be added all the same, and says so', async ({ computer }) => {
  const { exit, err } = await add(computer, { endpoint: nobodyListens })
  expect(exit).toBe(0)
  expect(err).toContain('could not be asked whether it exists')
  const signIn = await login(computer, 'Work')
  expect([signIn.exit, signIn.err]).toEqual([7, expect.stringContaining('The pool cannot be reached.')])
})

test('a client id that turns out to be wrong is what the sign-in names, and no pool signs in to another', async ({
  computer,
}) => {
  computer.hasPools(
    { name: 'Good' },
    { name: 'Client', clientId: 'client9wrong000000000000' },
    { name: 'Pool', userPoolId: 'eu-central-1_Unknown00' },
    { name: 'Flow', method: 'USER_SRP_AUTH', endpoint: nobodyListens, clientId: 'other' },
  )
  await computer.restartAgent()
  const wrongClient = await login(computer, 'Client')
  expect(wrongClient.exit).toBe(4)
  expect(JSON.parse(wrongClient.err)).toMatchObject({ title: 'Cognito has no such pool or app client.' })
  const wrongPool = await login(computer, 'Pool')
  // Cognito goes by the client alone: SRP, which the pool's name is a part of, then fails as a wrong password does.
  expect(wrongPool.exit).toBe(4)
  const unknown = await login(computer, 'Nowhere')
  expect([unknown.exit, unknown.err]).toEqual([2, expect.stringContaining('Good, Client, Pool, Flow')])
  expect((await login(computer, 'Good')).exit).toBe(0)
})

test.describe('with two clients of one pool', () => {
  const otherClientId = 'client3other000000000000'
  test.use({ pool: { clients: [aClient(), aClient({ clientId: otherClientId })] } })

  test('two accounts of one name are told apart, and a name that fits both is refused with the choice', async ({
    computer,
  }) => {
    computer.hasPools({ name: 'One' }, { name: 'Two', clientId: otherClientId })
    await computer.restartAgent()
    expect((await login(computer, 'One')).exit).toBe(0)
    expect((await login(computer, 'Two')).exit).toBe(0)
    const { out } = await computer.signet(['accounts', '--json'])
    const { accounts } = JSON.parse(out) as { accounts: readonly { id: string; label: string }[] }
    expect(accounts).toMatchObject([
      { label: 'bob', poolName: 'One', default: true },
      { label: 'bob (2)', poolName: 'Two', default: false },
    ])
    const either = await computer.signet(['token', '--account', 'bob'])
    expect(either.exit).toBe(2)
    for (const { id } of accounts) expect(either.err).toContain(id)
    expect((await computer.signet(['accounts', 'default', 'bob (2)'])).exit).toBe(0)
    expect((await computer.signet(['accounts'])).out).toMatch(/\* +bob \(2\)/)
    expect((await computer.signet(['token', '--account', 'carol'])).exit).toBe(2)
    const byEnvironment = { SIGNET_ACCOUNT: accounts[0]?.id }
    expect((await computer.signet(['logout'], { env: byEnvironment })).exit).toBe(0)
    const after = await computer.signet(['accounts', '--json'])
    expect(JSON.parse(after.out)).toMatchObject({
      accounts: [{ status: 'signed-out' }, { status: 'signed-in' }],
    })
  })
})
