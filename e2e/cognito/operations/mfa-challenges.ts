// Answers to the challenges of the second factor, and to every code that was sent (COGNITO.md §4).
import type { SignIn } from '../challenge-sessions'
import { knownDevice } from '../devices'
import { CognitoError, invalidParameter } from '../errors'
import { adopt, mfaTypes, type MfaType } from '../mfa'
import { askForCode, type AuthReply } from '../open-challenge'
import { codeMismatch } from '../sent-codes'
import { activeMethods, deviceOrTokens, finish, mfaChallenge, refuseByState } from '../sign-in-steps'
import type { World } from '../world'
import { openSession, type Answer } from './answer'

export async function softwareToken(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'SOFTWARE_TOKEN_MFA')
  const code = answer.responses.required('SOFTWARE_TOKEN_MFA_CODE')
  const { authenticator } = open.signIn.user.mfa
  if (!/^\d{6}$/.test(code) || authenticator === undefined) {
    throw invalidParameter(
      "1 validation error detected: Value at 'userCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9]+",
    )
  }
  const verdict = authenticator.steps.check(authenticator.secret, code, world.clock.wallMs())
  if (verdict === 'used') {
    throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.')
  }
  if (verdict === 'wrong') throw new CognitoError('CodeMismatchException', 'Invalid code received for user')
  world.sessions.spend(session)
  return finish(world, open.signIn)
}

/** A code that was sent. A wrong one leaves the session, in every step that sends codes. */
export async function sentCode(
  world: World,
  answer: Answer,
  challenge: 'SMS_MFA' | 'EMAIL_OTP' | 'SMS_OTP',
): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, challenge)
  const code = answer.responses.required(`${challenge}_CODE`)
  const signIn = open.step === 'first factor' ? firstFactorSignIn(answer) : open.signIn
  if (code !== open.code || signIn === undefined) throw codeMismatch()
  world.sessions.spend(session)
  if (open.step === 'first factor') {
    refuseByState(signIn.user)
    const deviceKey = answer.responses.optional('DEVICE_KEY') ?? open.attempt.deviceKey
    return deviceOrTokens(world, { ...signIn, device: knownDevice(signIn.user, deviceKey) })
  }
  if (open.step === 'e-mail set-up') {
    signIn.user.attributes.set('email', open.email).set('email_verified', 'true')
    adopt(signIn.user.mfa, 'EMAIL_OTP')
  }
  return finish(world, signIn)
}

/** Undefined for a name that does not exist: no code is ever right for it. */
function firstFactorSignIn({ client, user }: Answer): SignIn | undefined {
  return user === undefined ? undefined : { client, user, device: undefined }
}

/** SELECT_MFA_TYPE. The session stays good after a type that there is not. */
export function selectMfaType(world: World, answer: Answer): AuthReply {
  const { session, open } = openSession(world, answer, 'SELECT_MFA_TYPE')
  const type = answer.responses.required('ANSWER')
  if (!isMfaType(type) || !activeMethods(open.signIn).includes(type)) {
    throw invalidParameter(`Invalid ANSWER: ${type} is not among MFAS_CAN_CHOOSE.`)
  }
  world.sessions.spend(session)
  return mfaChallenge(world, open.signIn, type)
}

/** MFA_SETUP: after VerifySoftwareToken with its session, or with the address that shall get the codes. */
export async function mfaSetup(world: World, answer: Answer): Promise<AuthReply> {
  const { session, open } = openSession(world, answer, 'MFA_SETUP')
  const { signIn } = open
  const email = answer.responses.optional('EMAIL')
  if (open.tokenVerified) {
    world.sessions.spend(session)
    adopt(signIn.user.mfa, 'SOFTWARE_TOKEN_MFA')
    return finish(world, signIn)
  }
  if (email === undefined) throw invalidParameter('User has not verified software token mfa')
  if (!signIn.client.pool.spec.mfaTypes.includes('EMAIL_OTP')) {
    throw new CognitoError('MFAMethodNotFoundException', 'Email MFA has not been enabled by the userPool.')
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalidParameter('Invalid email address format.')
  world.sessions.spend(session)
  return askForCode(world, 'EMAIL_OTP', { step: 'e-mail set-up', signIn, email })
}

function isMfaType(name: string): name is MfaType {
  return mfaTypes.some((type) => type === name)
}
