// Puts one challenge to a client: opens its session, counts it, sends its code.
import type { Attempt, CodeStep, OpenChallenge } from './challenge-sessions'
import type { User } from './directory'
import { masked } from './inbox'
import type { World } from './world'

/** A reply of InitiateAuth or RespondToAuthChallenge. */
export type AuthReply =
  | {
      readonly ChallengeName: string
      readonly ChallengeParameters: Readonly<Record<string, string>>
      readonly Session?: string
      /** Of SELECT_CHALLENGE. */
      readonly AvailableChallenges?: readonly string[]
    }
  | { readonly AuthenticationResult: object; readonly ChallengeParameters: Readonly<Record<string, string>> }
  /** The end of a managed login; the hosted UI makes a code of it. */
  | { readonly SignedInUser: User }

/** Opens a challenge session; the parameters are the challenge's own, plus USER_ID_FOR_SRP once the user is known. */
export function openChallenge(
  world: World,
  open: OpenChallenge,
  parameters: Readonly<Record<string, string>>,
): AuthReply & { readonly Session: string } {
  world.tally.challenge(open.challenge)
  const known = 'signIn' in open ? { USER_ID_FOR_SRP: open.signIn.user.username } : {}
  return {
    ChallengeName: open.challenge,
    ChallengeParameters: { ...known, ...parameters },
    Session: world.sessions.open(open, world.clock.wallMs()),
  }
}

// E-mail and SMS codes are longer where they stand alone (COGNITO.md §3.1).
const digitsOf = { 'first factor': 8, 'second factor': 6, 'e-mail set-up': 6 } as const

/** Sends a code and asks for it. Where nobody has the name the same is said and nothing is sent. */
export function askForCode(
  world: World,
  challenge: 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP',
  step: CodeStep,
): AuthReply {
  const { client, user } = 'signIn' in step ? step.signIn : step.attempt
  const medium = challenge === 'EMAIL_OTP' ? 'EMAIL' : 'SMS'
  const destination = step.step === 'e-mail set-up' ? step.email : addressOf(user, medium)
  const code = world.inbox.code(digitsOf[step.step])
  if (user !== undefined) {
    const { userPoolId } = client.pool
    const { username } = user
    world.inbox.send({ userPoolId, username, medium, destination, code, atMs: world.clock.wallMs() })
  }
  return openChallenge(
    world,
    { challenge, code, ...step },
    {
      USER_ID_FOR_SRP: 'signIn' in step ? step.signIn.user.username : canonicalName(step.attempt),
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: masked(medium, destination),
    },
  )
}

/** The user's real name; what was typed where there is none. */
export function canonicalName({ user, typed }: Attempt): string {
  return user?.username ?? typed
}

/** For a name that does not exist, one made up. */
function addressOf(user: User | undefined, medium: 'SMS' | 'EMAIL'): string {
  if (medium === 'SMS') return user?.attributes.get('phone_number') ?? '+15550100100'
  return user?.attributes.get('email') ?? 'user@example.com'
}
