// One RespondToAuthChallenge as its responder gets it, and the session it answers.
import type { ChallengeName, OpenChallenge } from '../challenge-sessions'
import type { RunningClient, User } from '../directory'
import { missingParameter, notAuthorized } from '../errors'
import type { AuthReply } from '../open-challenge'
import type { World } from '../world'
import type { Parameters } from './input'

export interface Answer {
  readonly client: RunningClient
  readonly session: string | undefined
  readonly responses: Parameters
  /** The user that USERNAME names, by whatever alias. */
  readonly user: User | undefined
  readonly clientMetadata: Readonly<Record<string, string>> | undefined
}

export type Responder = (world: World, answer: Answer) => AuthReply | Promise<AuthReply>

/** The session of this answer, unspent. @throws when it is missing, not of these challenges or user, used or expired. */
export function openSession<C extends ChallengeName>(
  world: World,
  answer: Answer,
  ...challenges: readonly C[]
): { readonly session: string; readonly open: Extract<OpenChallenge, { challenge: C }> } {
  const { session, client, user } = answer
  if (session === undefined) throw missingParameter('Session')
  const open = world.sessions.find(
    session,
    { challenges, clientId: client.spec.clientId },
    world.clock.wallMs(),
  )
  if (holderOf(open).user !== user) throw notAuthorized('Invalid session for the user.')
  return { session, open }
}

function holderOf(open: OpenChallenge): { readonly user: User | undefined } {
  return 'signIn' in open ? open.signIn : open.attempt
}
