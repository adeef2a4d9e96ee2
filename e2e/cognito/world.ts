// Everything the operations work on: one per running server.
import { randomBytes } from 'node:crypto'
import { ChallengeSessions } from './challenge-sessions'
import type { MovableClock } from './embedded-cognito'
import { Directory } from './directory'
import { AuthorizationCodes } from './hosted-ui/authorization-codes'
import { Browsers } from './hosted-ui/browsers'
import type { Login, ProviderVisit } from './hosted-ui/logins'
import { Pending } from './hosted-ui/pending'
import { Identities } from './identity/identities'
import { Inbox } from './inbox'
import { LockOut } from './lock-out'
import type { PoolSpec } from './pool-file'
import { SecretBlocks } from './secret-blocks'
import { SentCodes } from './sent-codes'
import { SignUpSessions } from './sign-up-sessions'
import type { Mathematics } from './srp'
import { PasskeyChallenges } from './webauthn/passkey-challenges'
import { Tally } from './tally'
import { sharedSigningKey, Tokens } from './tokens'
import { UserQuotas } from './user-quotas'

export interface World {
  readonly clock: MovableClock
  readonly directory: Directory
  readonly sessions: ChallengeSessions
  readonly secretBlocks: SecretBlocks
  readonly lockOut: LockOut
  readonly tokens: Tokens
  readonly inbox: Inbox
  /** Codes of sign-up, forgotten passwords and attributes. */
  readonly codes: SentCodes
  readonly signUpSessions: SignUpSessions
  readonly quotas: UserQuotas
  /** State of the hosted UI. */
  readonly authorizationCodes: AuthorizationCodes
  readonly browsers: Browsers
  readonly logins: Pending<Login>
  readonly providerVisits: Pending<ProviderVisit>
  /** Of passkey ceremonies outside a sign-in by the API. */
  readonly passkeyChallenges: PasskeyChallenges
  readonly identities: Identities
  readonly tally: Tally
  readonly mathematics: { users: Mathematics; devices: Mathematics }
  /** Key of the made-up salts, so that an unknown name gets the same one each time. */
  readonly fakeSaltKey: Buffer
}

export async function createWorld(pools: readonly PoolSpec[], clock: MovableClock): Promise<World> {
  return {
    clock,
    directory: new Directory(pools, clock.wallMs()),
    sessions: new ChallengeSessions(),
    secretBlocks: new SecretBlocks(),
    lockOut: new LockOut(),
    tokens: new Tokens(await sharedSigningKey()),
    inbox: new Inbox(),
    codes: new SentCodes(),
    signUpSessions: new SignUpSessions(),
    quotas: new UserQuotas(),
    authorizationCodes: new AuthorizationCodes(),
    browsers: new Browsers(),
    logins: new Pending(),
    providerVisits: new Pending(),
    passkeyChallenges: new PasskeyChallenges(),
    identities: new Identities(),
    tally: new Tally(),
    mathematics: { users: 'right', devices: 'right' },
    fakeSaltKey: randomBytes(32),
  }
}
