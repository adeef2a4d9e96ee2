// The words of the state machine: what a sign-in is in, what can happen to it, what is then to be done.
import type { ErrorCode } from '../../../shared/errors'
import type { SignInMethod } from '../../../shared/model/pool'
import type { NewDevice, TokenSet } from '../cognito/cognito'
import type { AppChallenge, Challenge, ChallengeAnswer, PersonChallenge } from './challenge'

/** What went wrong, with the server's own words where they help. */
export interface Problem {
  readonly code: ErrorCode
  readonly detail?: string
}

/** How the device stands after a sign-in. */
export type DeviceState = 'remembered' | 'confirmed' | 'none'

/** `username` is what the person typed. */
export type SignIn =
  | { readonly kind: 'idle' }
  | { readonly kind: 'credentials'; readonly problem?: Problem }
  | { readonly kind: 'authenticating'; readonly username: string }
  | {
      readonly kind: 'challenged'
      readonly username: string
      readonly challenge: PersonChallenge
      readonly problem?: Problem
    }
  | { readonly kind: 'answering'; readonly username: string; readonly challenge: PersonChallenge }
  | { readonly kind: 'rememberDevice'; readonly username: string; readonly deviceName: string }
  | ({ readonly kind: 'openingBrowser' } & Somebody)
  | ({ readonly kind: 'browser'; readonly url: string; readonly opened: boolean } & Somebody & {
        readonly problem?: Problem
      })
  /** The browser came back: its code is being exchanged, and the session stored. */
  | ({ readonly kind: 'redeeming' } & Somebody)
  | {
      readonly kind: 'signedIn'
      readonly username: string
      readonly accountId: string
      readonly device: DeviceState
    }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Who wants to sign in, as far as it is known: a browser may be left to say it. */
interface Somebody {
  readonly username: string | undefined
}

/** A sign-in at the pool's own pages. */
export interface BrowserWish extends Somebody {
  readonly identityProvider: string | undefined
}

export interface Credentials {
  readonly username: string
  /** Undefined where the method does not begin with one. */
  readonly password: string | undefined
  readonly method: SignInMethod
}

/** What a person can ask for in place of signing in. */
export type Help = { readonly username: string; readonly method: SignInMethod } & (
  | { readonly what: 'forgotPassword' | 'confirmAccount' }
  | {
      readonly what: 'signUp'
      readonly password: string
      readonly attributes: Readonly<Record<string, string>>
    }
)

export type SignInEvent =
  | { readonly kind: 'started' }
  | ({ readonly kind: 'submitted' } & Credentials)
  | { readonly kind: 'answered'; readonly answer: ChallengeAnswer }
  | { readonly kind: 'resendAsked' }
  | ({ readonly kind: 'helpAsked' } & Help)
  /** Nothing stands in the way of signing in any more; the code is spent. */
  | { readonly kind: 'helped'; readonly hasPassword: boolean }
  | { readonly kind: 'rememberAnswered'; readonly remember: boolean }
  | ({ readonly kind: 'browserAsked' } & BrowserWish)
  | {
      readonly kind: 'browserOpened'
      readonly url: string
      readonly opened: boolean
      readonly problem?: Problem
    }
  /** The browser came back; the query holds the code. */
  | { readonly kind: 'redirected'; readonly query: string }
  | { readonly kind: 'challengeCame'; readonly challenge: Challenge }
  | { readonly kind: 'tokensCame'; readonly tokens: TokenSet; readonly newDevice: NewDevice | undefined }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** The server does not take this device's secret any more; the password is not in question. */
  | { readonly kind: 'deviceRefused' }
  | { readonly kind: 'rememberAsked'; readonly deviceName: string }
  | {
      readonly kind: 'kept'
      /** What to call who has signed in. */
      readonly username: string
      readonly accountId: string
      readonly device: DeviceState
    }
  | { readonly kind: 'cancelled'; readonly code: ErrorCode }
  | { readonly kind: 'timedOut' }

export type Effect =
  | ({ readonly kind: 'initiate' } & Credentials)
  | { readonly kind: 'answerByApp'; readonly challenge: AppChallenge }
  | { readonly kind: 'answerByPerson'; readonly challenge: PersonChallenge; readonly answer: ChallengeAnswer }
  /** Has the code of this challenge sent once more. */
  | { readonly kind: 'resend'; readonly challenge: PersonChallenge }
  /** What comes before a sign-in can be tried again. */
  | ({ readonly kind: 'help' } & Help)
  /** Signs in with the password that the help was about. */
  | { readonly kind: 'beginAfterHelp' }
  /** Forgets the device and begins anew with the same password: the one repetition there is. */
  | { readonly kind: 'restartWithoutDevice' }
  /** Confirms a new device, stores the session and hands it over. */
  | { readonly kind: 'keep'; readonly tokens: TokenSet; readonly newDevice: NewDevice | undefined }
  | { readonly kind: 'decideDevice'; readonly remember: boolean }
  /** Waits for the browser's return, and opens it at the pool's pages. */
  | ({ readonly kind: 'openBrowser' } & BrowserWish)
  | { readonly kind: 'reopenBrowser' }
  /** Exchanges the code of a browser's return for tokens. */
  | { readonly kind: 'redeem'; readonly query: string }

export interface Step {
  readonly state: SignIn
  readonly effect?: Effect
}
