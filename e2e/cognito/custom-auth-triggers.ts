// The three triggers of CUSTOM_AUTH in Cognito's own event shapes (DevGuide "Custom authentication challenge Lambda
// triggers"), as functions of a pool object or made from rounds that a pool file declares.
import { z } from 'zod'

/** One challenge that was answered, as `request.session` lists it. */
export interface ChallengeResult {
  readonly challengeName: string
  readonly challengeResult: boolean
  readonly challengeMetadata?: string
}

interface TriggerEvent<Source extends string, Request, Response> {
  readonly version: string
  readonly triggerSource: Source
  readonly region: string
  readonly userPoolId: string
  readonly userName: string
  readonly callerContext: { readonly clientId: string; readonly awsSdkVersion: string }
  readonly request: Request & {
    readonly userAttributes: Readonly<Record<string, string>>
    /** The name belongs to nobody and the client hides that. */
    readonly userNotFound: boolean
    /** Only of RespondToAuthChallenge: InitiateAuth's does not reach these triggers. */
    readonly clientMetadata?: Readonly<Record<string, string>>
  }
  response: Response
}

export type DefineAuthChallengeEvent = TriggerEvent<
  'DefineAuthChallenge_Authentication',
  { readonly session: readonly ChallengeResult[] },
  { challengeName?: string; issueTokens: boolean; failAuthentication: boolean }
>
export type CreateAuthChallengeEvent = TriggerEvent<
  'CreateAuthChallenge_Authentication',
  { readonly challengeName: string; readonly session: readonly ChallengeResult[] },
  {
    publicChallengeParameters: Record<string, string>
    privateChallengeParameters: Record<string, string>
    challengeMetadata?: string
  }
>
export type VerifyAuthChallengeEvent = TriggerEvent<
  'VerifyAuthChallengeResponse_Authentication',
  { readonly privateChallengeParameters: Readonly<Record<string, string>>; readonly challengeAnswer: string },
  { answerCorrect: boolean }
>

/** Gets an event and gives it back with its response filled in. */
type Trigger<Event> = (event: Event) => Event | Promise<Event>

export interface CustomAuthTriggers {
  readonly defineAuthChallenge: Trigger<DefineAuthChallengeEvent>
  readonly createAuthChallenge: Trigger<CreateAuthChallengeEvent>
  readonly verifyAuthChallenge: Trigger<VerifyAuthChallengeEvent>
}

/** What an open CUSTOM_CHALLENGE remembers. */
export interface CustomRound {
  /** The challenges answered before it. */
  readonly answered: readonly ChallengeResult[]
  readonly privateChallengeParameters: Readonly<Record<string, string>>
  readonly challengeMetadata: string | undefined
}

const trigger = <Event>() =>
  z.custom<Trigger<Event>>((value) => typeof value === 'function', 'has to be a function')

const Declared = z.strictObject({
  rounds: z
    .array(
      z.strictObject({
        /** What the client gets as ChallengeParameters. */
        publicParameters: z.record(z.string(), z.string()).default({}),
        answer: z.string().min(1),
      }),
    )
    .min(1),
  /** How many answers one round takes before the sign-in fails. */
  attempts: z.int().min(1).max(10).default(3),
})

const Functions = z.strictObject({
  defineAuthChallenge: trigger<DefineAuthChallengeEvent>(),
  createAuthChallenge: trigger<CreateAuthChallengeEvent>(),
  verifyAuthChallenge: trigger<VerifyAuthChallengeEvent>(),
})

export const CustomAuthSpec = z.union(
  [Declared, Functions],
  'either rounds, each with an answer, and attempts, or the three triggers as functions',
)
export type CustomAuthSpec = z.output<typeof CustomAuthSpec>

export function triggersOf(spec: CustomAuthSpec): CustomAuthTriggers {
  return 'rounds' in spec ? declaredTriggers(spec) : spec
}

function declaredTriggers({ rounds, attempts }: z.output<typeof Declared>): CustomAuthTriggers {
  return {
    defineAuthChallenge(event) {
      const custom = customResults(event.request.session)
      const passed = roundsPassed(custom)
      const failures = custom.length - custom.findLastIndex(({ challengeResult }) => challengeResult) - 1
      event.response = {
        issueTokens: passed === rounds.length,
        failAuthentication: failures >= attempts,
        challengeName: isAtSrp(event.request.session) ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE',
      }
      return event
    },
    createAuthChallenge(event) {
      const round = rounds[roundsPassed(customResults(event.request.session))]
      event.response = {
        publicChallengeParameters: { ...round?.publicParameters },
        privateChallengeParameters: round === undefined ? {} : { answer: round.answer },
      }
      return event
    },
    verifyAuthChallenge(event) {
      const { challengeAnswer, privateChallengeParameters, userNotFound } = event.request
      const answerCorrect = !userNotFound && challengeAnswer === privateChallengeParameters['answer']
      event.response = { answerCorrect }
      return event
    },
  }
}

function customResults(session: readonly ChallengeResult[]): readonly ChallengeResult[] {
  return session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE')
}

function roundsPassed(custom: readonly ChallengeResult[]): number {
  return custom.filter(({ challengeResult }) => challengeResult).length
}

/** The client began with SRP_A and its password is not proved yet. */
function isAtSrp(session: readonly ChallengeResult[]): boolean {
  return session.length === 1 && session[0]?.challengeName === 'SRP_A'
}
