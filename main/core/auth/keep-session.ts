// From tokens to a session that lasts: checked, the device confirmed, stored in the keychain, and only then handed over.
import { AppError, toAppError } from '../../../shared/errors'
import type { Pool } from '../../../shared/model/pool'
import { identityOf, type TokenIdentity } from '../cognito/claims'
import type { Cognito, NewDevice, TokenSet } from '../cognito/cognito'
import type { Clock, Log } from '../ports'
import type { StoredAccount } from '../records/accounts'
import type { GrantedSignIn, Sessions, SignInWay } from '../sessions/session-store'
import { deviceState } from '../sessions/account-states'
import type { AccountRecord, DeviceRecord, SessionRecord, Vault } from '../vault/account-record'
import { labelOf } from './account-label'
import { confirmDevice, type SrpPorts } from './device'
import type { Errands } from './errands'
import type { DeviceShelf } from './known-device'
import type { DeviceState } from './sign-in-state'
import { takeBack } from './take-back'
import {
  boundDevice,
  type DeviceFindings,
  knownDevice,
  supersededDevice,
  withFormerDevice,
} from './which-device'

export interface KeeperOptions extends SrpPorts {
  readonly clock: Clock
  readonly vault: Vault
  readonly sessions: Pick<Sessions, 'announce' | 'withdraw' | 'adopt'>
  readonly log: Log
  readonly errands: Errands
  readonly cognito: Cognito
  readonly shelf: DeviceShelf
  readonly pool: Pool
  readonly deviceName: string
  /** False: a device lives for this run of the host alone, and is never remembered. */
  readonly rememberDevices: boolean
}

export interface Arrival {
  readonly tokens: TokenSet
  readonly newDevice: NewDevice | undefined
  /** What the conversation made of the device; `withoutDevice` where there was none about it. */
  readonly exchange: DeviceFindings
  /** Undefined where nobody typed a name here: a browser has said who it is. */
  readonly typedName: string | undefined
  readonly way: SignInWay
  /** The account that this sign-in is for, where it was said beforehand. */
  readonly account: StoredAccount | undefined
}

/** A sign-in that lacks nothing but its place in the keychain. */
export interface Draft {
  readonly accountId: string
  readonly granted: GrantedSignIn
  readonly identity: TokenIdentity
  readonly tokens: TokenSet
  readonly session: SessionRecord
  readonly device: DeviceRecord | undefined
  /** The device that stood here before, where another was registered in its place. */
  readonly superseded: DeviceRecord | undefined
  /** An opt-in pool: the person is asked first. */
  readonly isForPersonToDecide: boolean
  /** The device that Cognito has been told of in this sign-in. */
  readonly newDeviceKey: string | undefined
}

/** Prepares, decides, stores: the three steps after tokens have come. Holds no state of its own. */
export class Keeper {
  readonly #options: KeeperOptions

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /**
   * Notes the sign-in, confirms the device.
   * @throws `session/token-rejected`, `auth/device-not-confirmed`, `keychain/*`, `storage/*`; the stored session is then still there.
   */
  async prepare(arrival: Arrival): Promise<Draft> {
    const { shelf, pool, clock, sessions } = this.#options
    const { tokens, typedName, way, account } = arrival
    const { userPoolId, clientId } = pool
    // Whoever knows the password may be a user made anew under the old name: another `sub` is no fault here.
    const identity = identityOf(tokens, { userPoolId, clientId, sub: undefined })
    if (account !== undefined && account.username !== identity.username) throw otherUser(typedName)
    const { refreshToken } = tokens
    if (refreshToken === undefined) throw rejected('refresh token')
    const { username, sub } = identity
    const accountId = shelf.accountIdOf(username)
    const names = typedName === undefined ? { label: labelOf(identity) } : { typedName }
    const granted = { userPoolId, clientId, username, sub, ...names, way, signedInAtMs: clock.wallMs() }
    await sessions.announce(granted)
    return this.#orWithdraw(accountId, () =>
      this.#draft({ accountId, granted, identity, refreshToken }, arrival),
    )
  }

  async #draft(
    known: Pick<Draft, 'accountId' | 'granted' | 'identity'> & { readonly refreshToken: string },
    arrival: Arrival,
  ): Promise<Draft> {
    const { shelf, rememberDevices } = this.#options
    const { refreshToken, ...owner } = known
    const { accountId, identity } = owner
    const { tokens, newDevice, exchange } = arrival
    const found = await shelf.read(accountId)
    const previous = found?.sub === identity.sub ? found : undefined
    const { device, isForPersonToDecide } =
      newDevice === undefined
        ? knownDevice(exchange, identity, previous)
        : await this.#confirm({ ...owner, previous, tokens }, newDevice)
    const deviceKey = boundDevice(arrival, identity)
    const session: SessionRecord = {
      refreshToken,
      ...(deviceKey === undefined ? {} : { deviceKey }),
      signedInAtMs: owner.granted.signedInAtMs,
    }
    const isAsked = isForPersonToDecide && rememberDevices
    const superseded = newDevice === undefined ? undefined : supersededDevice(exchange, previous, newDevice)
    const newDeviceKey = newDevice?.deviceKey
    return { ...owner, tokens, session, device, superseded, isForPersonToDecide: isAsked, newDeviceKey }
  }

  /** The person's word on an opt-in pool. A server that does not take it leaves a device that is confirmed alone. */
  async decide(draft: Draft, isToBeRemembered: boolean): Promise<Draft> {
    const { device, tokens } = draft
    if (device === undefined || !isToBeRemembered) return draft
    const isDone = await this.#setRemembered(tokens, device, true)
    return isDone ? { ...draft, device: { ...device, status: 'remembered' } } : draft
  }

  /**
   * Keychain first, then memory and accounts.json.
   * @throws `keychain/*`, `storage/*`; what was there before is then still there.
   */
  async store(draft: Draft): Promise<{
    readonly accountId: string
    readonly username: string
    readonly device: DeviceState
  }> {
    const { accountId, granted, device } = draft
    const former = await this.#orWithdraw(accountId, () => this.#adopt(draft))
    this.#replaced(draft, former)
    const username = granted.typedName ?? granted.label ?? granted.username
    return { accountId, username, device: deviceState(device) }
  }

  /** @returns what stood there before. */
  async #adopt({
    accountId,
    granted,
    identity,
    tokens,
    session,
    device,
  }: Draft): Promise<AccountRecord | undefined> {
    const { vault, sessions, log } = this.#options
    const record: AccountRecord = { ...recordOf(identity, device), session }
    let former: AccountRecord | undefined
    await vault.update(accountId, (now) => {
      former = now
      return record
    })
    try {
      await sessions.adopt({ ...granted, record, tokens })
    } catch (error) {
      await this.#putBack(accountId, (now) =>
        now?.session?.refreshToken === session.refreshToken ? former : now,
      )
      log.write('error', 'auth', `a finished sign-in could not be adopted: ${toAppError(error).code}`)
      throw error
    }
    return former
  }

  /** What was noted and came to nothing is noted no longer. */
  async #orWithdraw<Result>(accountId: string, action: () => Promise<Result>): Promise<Result> {
    try {
      return await action()
    } catch (error) {
      await this.#options.sessions.withdraw(accountId)
      throw error
    }
  }

  /**
   * One computer, one device: a name that Cognito learned late must not leave a second one in the person's list. And one
   * session: that of before, which until now has served whoever asked, is ended at Cognito too.
   */
  #replaced({ superseded, session, tokens }: Draft, former: AccountRecord | undefined): void {
    const { cognito, errands } = this.#options
    if (superseded !== undefined)
      errands.run('a device in place of another stays', () =>
        cognito.forgetDevice({ accessToken: tokens.accessToken, deviceKey: superseded.deviceKey }),
      )
    const refreshToken = former?.session?.refreshToken
    if (refreshToken !== undefined && refreshToken !== session.refreshToken)
      errands.run('the session before was not revoked', () => cognito.revokeToken({ refreshToken }))
  }

  /** What was prepared is not stored: its tokens are taken back, and what was noted is noted no longer. */
  giveUp({ accountId, tokens, newDeviceKey }: Draft): Promise<void> {
    this.discard(tokens, newDeviceKey)
    return this.#options.sessions.withdraw(accountId)
  }

  /**
   * Tokens that nobody will use are taken back, as far as the server can be reached. So is a device that was made known
   * with them where nothing outlives this host: its secret is gone with it, and Cognito would list it for ever.
   */
  discard(tokens: TokenSet, newDeviceKey?: string): void {
    const deviceKey = this.#options.rememberDevices ? undefined : newDeviceKey
    takeBack(tokens, { ...this.#options, deviceKey })
  }

  async #confirm(
    owner: {
      readonly accountId: string
      readonly identity: TokenIdentity
      readonly previous: AccountRecord | undefined
      readonly tokens: TokenSet
    },
    newDevice: NewDevice,
  ): Promise<{ readonly device: DeviceRecord; readonly isForPersonToDecide: boolean }> {
    const { cognito, random, modPow, rememberDevices } = this.#options
    const { accountId, previous, tokens } = owner
    const store = (device: DeviceRecord) => this.#storeDevice(owner, device)
    const { accessToken } = tokens
    const deviceName = this.#nameOfDevice()
    let confirmed: Awaited<ReturnType<typeof confirmDevice>>
    try {
      confirmed = await confirmDevice(
        { cognito, accessToken, newDevice, deviceName, store },
        { random, modPow },
      )
    } catch (error) {
      // A lost answer may have been a yes: the pending device then stays and is tried next time.
      if (!mayHaveReachedCognito(error))
        await this.#putBack(accountId, (now) => withFormerDevice(now, newDevice.deviceKey, previous))
      throw error
    }
    const { device, isForPersonToDecide } = confirmed
    // Whoever dies at the question is asked again the next time.
    if (isForPersonToDecide && rememberDevices) await store({ ...device, status: 'undecided' })
    if (isForPersonToDecide) return confirmed
    if (rememberDevices) return { device: { ...device, status: 'remembered' }, isForPersonToDecide }
    // The pool remembers by itself; this device must not be.
    await this.#setRemembered(tokens, device, false)
    return { device, isForPersonToDecide }
  }

  /** Puts a device into the record beside the session that is there now. */
  async #storeDevice(
    { accountId, identity }: { readonly accountId: string; readonly identity: TokenIdentity },
    device: DeviceRecord,
  ): Promise<void> {
    await this.#options.vault.update(accountId, (now) => {
      const session = now?.sub === identity.sub ? now.session : undefined
      return { ...recordOf(identity, device), ...(session === undefined ? {} : { session }) }
    })
  }

  /** Never empty and never long: Cognito has refused names of more than 150 characters. */
  #nameOfDevice(): string {
    const name = this.#options.deviceName.trim().slice(0, 100) || 'Signet'
    return this.#options.rememberDevices ? name : `${name} (this session only)`
  }

  async #setRemembered(tokens: TokenSet, device: DeviceRecord, isRemembered: boolean): Promise<boolean> {
    const { cognito, log } = this.#options
    const { deviceKey } = device
    try {
      const { accessToken } = tokens
      await cognito.updateDeviceStatus({ accessToken, deviceKey, remembered: isRemembered })
      return true
    } catch (error) {
      log.write('warn', 'auth', `UpdateDeviceStatus failed: ${toAppError(error).code}`)
      return false
    }
  }

  /** Undoes what this sign-in wrote; a keychain that refuses now is logged, the first fault is thrown. */
  async #putBack(accountId: string, change: Parameters<Vault['update']>[1]): Promise<void> {
    const { vault, log } = this.#options
    try {
      await vault.update(accountId, change)
    } catch (error) {
      log.write('error', 'auth', `the former record could not be put back: ${toAppError(error).code}`)
    }
  }
}

function recordOf(identity: TokenIdentity, device: DeviceRecord | undefined): AccountRecord {
  const { username, sub } = identity
  return { v: 1, username, sub, ...(device === undefined ? {} : { device }) }
}

function mayHaveReachedCognito(error: unknown): boolean {
  const { cause } = toAppError(error)
  return cause instanceof AppError && cause.code.startsWith('network/')
}

/** A name that was typed here cannot lead to another user; in a browser somebody else may be signed in. */
function otherUser(typedName: string | undefined): AppError {
  if (typedName !== undefined) return rejected('username')
  return new AppError('auth/other-account', 'The browser signed in another user than this account is of.')
}

function rejected(what: string): AppError {
  return new AppError('session/token-rejected', `Cognito sent tokens whose ${what} is not the expected one.`)
}
