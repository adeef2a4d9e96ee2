// Each way a sign-in can fail: its exit code, its sentence, and nothing kept of it.
import { expect } from '@playwright/test'
import { passwords } from '../cognito/builders'
import type { Fault } from '../cognito/embedded-cognito'
import { signInBob } from '../fixtures/agent-person'
import { test } from '../fixtures/agent-test'

interface Refusal {
  readonly name: string
  readonly username: string
  readonly answers: readonly string[]
  readonly fault?: Fault
  readonly exit: number
  readonly code: string
  readonly sentence: string
}

const bob = { username: 'bob', answers: [passwords.bob] } as const

const refusals: readonly Refusal[] = [
  {
    name: 'a wrong password',
    username: 'bob',
    answers: ['not-the-password'],
    exit: 4,
    code: 'sign_in_refused',
    sentence: 'The username or password is wrong.',
  },
  {
    name: 'a name that nobody has, told no differently',
    username: 'nobody',
    answers: ['some-password'],
    exit: 4,
    code: 'sign_in_refused',
    sentence: 'The username or password is wrong.',
  },
  {
    name: 'a wrong code',
    username: 'alice',
    answers: [passwords.alice, '000000'],
    exit: 4,
    code: 'sign_in_refused',
    sentence: 'The code is wrong.',
  },
  {
    name: 'a code that is no code',
    username: 'alice',
    answers: [passwords.alice, 'twelve'],
    exit: 4,
    code: 'sign_in_refused',
    sentence: 'The code is wrong.',
  },
  {
    name: 'a password that an administrator has reset',
    username: 'fay',
    answers: [passwords.fay],
    exit: 4,
    code: 'sign_in_refused',
    sentence: 'An administrator asks you to reset your password.',
  },
  {
    name: 'an account that was never confirmed',
    username: 'gus',
    answers: [passwords.gus],
    exit: 4,
    code: 'sign_in_refused',
    sentence: 'This account has not been confirmed.',
  },
  {
    name: 'too few answers',
    username: 'alice',
    answers: [passwords.alice],
    exit: 9,
    code: 'cancelled',
    sentence: 'Standard input ended before every question was answered.',
  },
  {
    name: 'throttling',
    ...bob,
    fault: { operation: '*', kind: 'throttle', times: 20 },
    exit: 7,
    code: 'throttled',
    sentence: 'The pool has too much to do just now.',
  },
  {
    name: 'the page of a firewall',
    ...bob,
    fault: { operation: '*', kind: 'waf', times: 20 },
    exit: 1,
    code: 'server_error',
    sentence: 'A firewall in front of the pool turned Signet away.',
  },
  {
    name: "Cognito's own failure",
    ...bob,
    fault: { operation: '*', kind: 'internal', times: 20 },
    exit: 1,
    code: 'server_error',
    sentence: 'Cognito failed at its own end.',
  },
  {
    name: 'a server that drops every connection',
    ...bob,
    fault: { operation: '*', kind: 'drop-before', times: 20 },
    exit: 7,
    code: 'offline',
    sentence: 'The pool cannot be reached.',
  },
  {
    name: 'an answer that is no answer of Cognito',
    ...bob,
    fault: {
      operation: '*',
      kind: 'status',
      status: 200,
      body: '<html>Log in to the café</html>',
      contentType: 'text/html',
      times: 20,
    },
    exit: 1,
    code: 'server_error',
    sentence: 'Something other than Cognito answered.',
  },
]

test('each refusal has its exit code and its sentence, keeps nothing, and the next sign-in works', async ({
  computer,
}) => {
  const { cognito } = computer
  computer.hasPools()
  await computer.agent()
  for (const { name, username, answers, fault, exit, code, sentence } of refusals) {
    await test.step(name, async () => {
      if (fault !== undefined) cognito.faults.add(fault)
      const ended = await computer.signet(['login', '--username', username, '--json'], {
        input: `${answers.join('\n')}\n`,
      })
      cognito.faults.clear()
      expect({ ...ended, err: '' }, ended.err).toEqual({ exit, out: '', err: '' })
      expect(JSON.parse(ended.err)).toMatchObject({ code, title: sentence })
      for (const answer of answers) expect(ended.err).not.toContain(answer)
      expect(computer.read('accounts.json')).toBe('')
    })
  }
  expect(cognito.counters().signIns).toBe(0)
  await signInBob(computer)
})

test('a step that took too long is over, and says that nothing is lost', async ({ computer }) => {
  const { cognito } = computer
  computer.hasPools()
  await computer.agent()
  const login = computer.startSignet('login', '--username', 'alice')
  login.write(`${passwords.alice}\n`)
  await expect.poll(() => cognito.counters().challenges['SOFTWARE_TOKEN_MFA']).toBe(1)
  cognito.clock.advance(4 * 60_000)
  login.write(`${cognito.totp('alice')}\n`)
  const { exit, err } = await login.ended
  expect(exit).toBe(4)
  expect(err).toContain('This step took too long, and the pool has closed it.')
})

test('a pool that is out of reach leaves an earlier sign-in as it was', async ({ computer }) => {
  computer.hasPools()
  await computer.agent()
  await signInBob(computer)
  await computer.allow()
  const before = await computer.scripted(['token'])
  await computer.cognito.close()
  // What is cached is served until it ends.
  expect(await computer.scripted(['token'])).toEqual(before)
  await computer.restartAgent()
  const offline = await computer.scripted(['token'])
  expect(offline).toMatchObject({ exit: 7, out: '' })
  expect(offline.err).toContain('What you had before is still good.')
  const login = await computer.signet(['login', '--username', 'bob'], { input: `${passwords.bob}\n` })
  expect([login.exit, login.err]).toEqual([7, expect.stringContaining('The pool cannot be reached.')])
  const { out } = await computer.signet(['accounts', '--json'])
  expect(JSON.parse(out)).toMatchObject({ accounts: [{ status: 'signed-in' }] })
})

test('a second sign-in to one account, from another program, is turned away until the first has ended', async ({
  computer,
}) => {
  computer.hasPools()
  await computer.agent()
  const account = await signInBob(computer)
  const first = await computer.api({ path: '/v1/sign-ins', body: { account } })
  expect(first).toMatchObject({ status: 200, body: { step: { kind: 'credentials', username: 'bob' } } })
  const second = await computer.scripted(['login', '--account', 'bob', '--json'])
  expect([second.exit, JSON.parse(second.err)]).toMatchObject([4, { code: 'sign_in_in_progress' }])
  const id = String(first.body['id'])
  expect(await computer.api({ method: 'DELETE', path: `/v1/sign-ins/${id}` })).toMatchObject({ status: 200 })
  expect((await computer.scripted(['login', '--account', 'bob'])).exit).toBe(9)
})
