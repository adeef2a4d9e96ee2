// Everything that Cognito says of the person, each part asked for by itself: one that fails hides none of the others.
import { type ErrorCode, toAppError } from '../../../shared/errors'
import type {
  AccountDetails,
  AccountPart,
  AttributeView,
  MfaMethodView,
} from '../../../shared/model/account-details'
import { type FirstFactor, firstFactors, mfaTypes } from '../../../shared/model/sign-in-methods'
import { harmless } from '../../../shared/text/harmless'
import type { OwnUser } from '../cognito/own-account'
import type { StoredAccount } from '../records/accounts'
import { accessTokenOf, type AccountDeps, asPerson } from './as-person'
import { type DeviceList, listedDevices } from './device-list'

/** @throws where there is no token to ask with, or none that Cognito takes: `session/*`, `network/*`, `keychain/*`. */
export async function accountDetails(deps: AccountDeps, account: StoredAccount): Promise<AccountDetails> {
  // Before the parts: a sign-in that is over is one problem and not four.
  await accessTokenOf(deps, account)
  const problems: { part: AccountPart; code: ErrorCode }[] = []
  const orProblem = <T>(parts: readonly AccountPart[], asked: Promise<T>): Promise<T | undefined> =>
    asked.catch((error: unknown) => {
      const { code } = toAppError(error)
      // It may turn out to be over at the first question only.
      if (code.startsWith('session/')) throw error
      problems.push(...parts.map((part) => ({ part, code })))
      return undefined
    })
  const [user, factors, devices] = await Promise.all([
    orProblem(['attributes', 'mfa'], ownUser(deps, account)),
    orProblem(['firstFactors'], ownFactors(deps, account)),
    orProblem(['devices'], listedDevices(deps, account)),
  ])
  if (devices?.isCut === true) problems.push({ part: 'devices', code: 'account/more-devices' })
  return { accountId: account.id, ...shown(user, factors, devices), problems }
}

function ownUser(deps: AccountDeps, account: StoredAccount): Promise<OwnUser> {
  return asPerson(deps, account, ({ cognito, accessToken }) => cognito.ownAccount.getUser({ accessToken }))
}

function ownFactors(deps: AccountDeps, account: StoredAccount): Promise<readonly string[]> {
  return asPerson(deps, account, ({ cognito, accessToken }) =>
    cognito.ownAccount.getUserAuthFactors({ accessToken }),
  )
}

function shown(
  user: OwnUser | undefined,
  factors: readonly string[] | undefined,
  list: DeviceList | undefined,
): Pick<AccountDetails, 'attributes' | 'mfa' | 'firstFactors' | 'devices'> {
  return {
    attributes: user === undefined ? [] : attributeViews(user),
    mfa: { methods: user === undefined ? [] : mfaMethods(user) },
    ...(factors === undefined ? {} : { firstFactors: knownFactors(factors) }),
    devices: [...(list?.devices ?? [])],
  }
}

/** One that we do not know cannot be named to anyone. */
function knownFactors(factors: readonly string[]): FirstFactor[] {
  return firstFactors.filter((factor) => factors.includes(factor))
}

function mfaMethods({ mfaTypes: on, preferredMfa }: OwnUser): MfaMethodView[] {
  return mfaTypes.map((type) => ({ type, isOn: on.includes(type), isPreferred: preferredMfa === type }))
}

/** Cognito's bound of a value. */
const valueLimit = 2048
const nameLimit = 60
/** What the pool or a provider writes, and no person (service model, "CreateUserPool"). */
const notTheirs: ReadonlySet<string> = new Set(['sub', 'identities'])
/** `email_verified` is a word about `email`, not a value of its own. */
const verifiable: ReadonlySet<string> = new Set(['email', 'phone_number'])

function attributeViews({ attributes }: OwnUser): AttributeView[] {
  const valueOf = new Map(attributes.map(({ name, value }) => [name, value]))
  const isWordOnAnother = (name: string) =>
    name.endsWith('_verified') && verifiable.has(name.slice(0, -'_verified'.length))
  return attributes
    .filter(({ name }) => !isWordOnAnother(name))
    .map(({ name, value }) => ({
      name: harmless(name, nameLimit),
      value: harmless(value, valueLimit),
      ...(verifiable.has(name) ? { verified: valueOf.get(`${name}_verified`) === 'true' } : {}),
      isReadOnly:
        notTheirs.has(name) ||
        name.startsWith('cognito:') ||
        name.length > nameLimit ||
        value.length > valueLimit,
    }))
}
