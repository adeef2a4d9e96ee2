import { expect, it } from 'vitest'
import { aClient, aPool, aUser } from './builders'
import { Directory } from './directory'
import { parsePools } from './pool-file'
import { SignUpSessions, signUpSession } from './sign-up-sessions'

const nowMs = Date.UTC(2026, 2, 7)

function aWorld() {
  const pool = aPool({ clients: [aClient()], users: [aUser('bob'), aUser('alice')] })
  const directory = new Directory(parsePools({ pools: [pool] }, 'test'), nowMs)
  const client = directory.client(aClient().clientId)
  const { user } = directory.named({ username: 'bob' })
  const other = directory.named({ username: 'alice' }).user
  let wallMs = nowMs
  const clock = { wallMs: () => wallMs, advance: (ms: number) => (wallMs += ms) }
  return { signUpSessions: new SignUpSessions(), clock, client, user, other }
}

it('a confirmed sign-up is a first factor once', () => {
  const world = aWorld()
  const { client, user } = world
  const session = world.signUpSessions.open({ client, user, stage: 'confirmed' }, nowMs)

  signUpSession(world, { session, client, user })

  expect(() => signUpSession(world, { session, client, user })).toThrow('session can only be used once.')
})

it('a sign-up that is not confirmed, or of another user, is none', () => {
  const world = aWorld()
  const { client, user, other } = world
  const signedUp = world.signUpSessions.open({ client, user, stage: 'signed-up' }, nowMs)
  const confirmed = world.signUpSessions.open({ client, user, stage: 'confirmed' }, nowMs)

  for (const signIn of [
    { session: signedUp, client, user },
    { session: confirmed, client, user: other },
  ]) {
    expect(() => signUpSession(world, signIn)).toThrow('Invalid session for the user.')
  }
})

it('a confirmed sign-up lives as long as a challenge session of its client', () => {
  const world = aWorld()
  const { client, user } = world
  const session = world.signUpSessions.open({ client, user, stage: 'confirmed' }, nowMs)
  world.clock.advance(180_000)

  expect(() => signUpSession(world, { session, client, user })).toThrow('session is expired.')
})
