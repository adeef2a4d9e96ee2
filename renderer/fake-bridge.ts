// The other side of the bridge, for tests: replies as told, remembers what was asked, pushes on command.
import type { ErrorCode } from '../shared/errors'
import type { Bridge, CallName, CallReply, EventName } from '../shared/ipc/channels'
import type { AppState, Input, Output, Pushed, Settings } from '../shared/ipc/contract'
import type { WindowAccountView } from '../shared/model/account'
import type { AccountDetails, DeviceView } from '../shared/model/account-details'
import type { AppView, ConsentView, GrantView } from '../shared/model/consent'
import type { ShareView } from '../shared/model/share'
import type { Pool } from '../shared/model/pool'

type Reply<C extends CallName> = (input: Input<C>) => Output<C> | Promise<Output<C>>
export type Replies = { [C in CallName]?: Reply<C> }

/** What a call that has no reply of its own answers. */
const quiet = undefined

/** State: what was asked so far, and who listens. */
export class FakeBridge implements Bridge {
  readonly asked: { readonly name: CallName; readonly input: unknown }[] = []
  readonly #replies: Replies
  readonly #listeners = new Map<EventName, Set<(view: unknown) => void>>()

  constructor(replies: Replies = {}) {
    this.#replies = {
      'app.state': () => anAppState(),
      'consent.current': () => ({}),
      'autostart.view': () => ({ state: 'off' }),
      ...replies,
    }
  }

  readonly call = async (name: CallName, input: unknown): Promise<CallReply> => {
    this.asked.push({ name, input })
    // The name picks reply and input together; TypeScript cannot follow the index.
    const reply = this.#replies[name] as ((input: unknown) => unknown) | undefined
    try {
      return { ok: true, value: reply === undefined ? quiet : await reply(input) }
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, code: error.code, detail: error.message }
      throw error
    }
  }

  readonly on = (name: EventName, listener: (view: unknown) => void): (() => void) => {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener))
    return () => listeners.delete(listener)
  }

  push<E extends EventName>(name: E, view: Pushed<E>): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(view)
  }

  /** The inputs of every call of one name, in order. */
  inputs(name: CallName): readonly unknown[] {
    return this.asked.filter((call) => call.name === name).map(({ input }) => input)
  }

  listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0)
  }
}

/** Thrown by a reply: the call fails with this code. */
export class Refusal extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, detail: string) {
    super(detail)
    this.code = code
  }
}

export function aPool(pool: Partial<Pool> = {}): Pool {
  return {
    name: 'Work',
    userPoolId: 'eu-west-1_AbCd12345',
    clientId: '1h57kf5cpq17m0eml12EXAMPLE',
    hasClientSecret: false,
    method: 'USER_SRP_AUTH',
    ...pool,
  }
}

export function anAccount(account: Partial<WindowAccountView> = {}): WindowAccountView {
  return {
    id: '0123456789abcdef',
    label: 'mary.jackson@example.com',
    username: 'mary',
    poolName: 'Work',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_AbCd12345',
    clientId: '1h57kf5cpq17m0eml12EXAMPLE',
    status: 'signed-in',
    default: true,
    signedInSince: '2026-11-02T08:30:00Z',
    device: 'remembered',
    ...account,
  }
}

export function aDevice(device: Partial<DeviceView> = {}): DeviceView {
  return {
    deviceKey: 'eu-west-1_11111111-2222-3333-4444-555555555555',
    name: 'Signet on mary-laptop',
    isThisDevice: true,
    remembered: true,
    createdAt: '2026-11-02T08:30:00Z',
    lastUsedAt: '2026-11-20T16:05:00Z',
    lastIpAddress: '203.0.113.7',
    ...device,
  }
}

/** What Cognito says of somebody with an authenticator app and two devices. */
export function someDetails(details: Partial<AccountDetails> = {}): AccountDetails {
  return {
    accountId: anAccount().id,
    attributes: [
      { name: 'sub', value: 'b3f1c7de-0000-4000-8000-0123456789ab', isReadOnly: true },
      { name: 'email', value: 'mary.jackson@example.com', verified: true, isReadOnly: false },
      { name: 'phone_number', value: '+442079460123', verified: false, isReadOnly: false },
      { name: 'custom:team', value: 'Wind tunnel', isReadOnly: false },
      { name: 'name', value: 'Mary Jackson', isReadOnly: false },
    ],
    mfa: {
      methods: [
        { type: 'SOFTWARE_TOKEN_MFA', isOn: true, isPreferred: true },
        { type: 'SMS_MFA', isOn: false, isPreferred: false },
        { type: 'EMAIL_OTP', isOn: false, isPreferred: false },
      ],
    },
    firstFactors: ['PASSWORD', 'EMAIL_OTP'],
    devices: [
      aDevice(),
      aDevice({
        deviceKey: 'eu-west-1_66666666-2222-3333-4444-555555555555',
        name: 'Pixel 8',
        isThisDevice: false,
        remembered: false,
        lastUsedAt: '2026-11-12T07:15:00Z',
      }),
    ],
    problems: [],
    ...details,
  }
}

export function anApp(app: Partial<AppView> = {}): AppView {
  return {
    id: 'app-1',
    kind: 'executable',
    executable: '/usr/bin/kubectl',
    parents: ['/usr/bin/bash', '/usr/bin/gnome-terminal-server'],
    verifiable: true,
    warnings: [],
    ...app,
  }
}

export function aGrant(grant: Partial<GrantView> = {}): GrantView {
  return {
    app: anApp(),
    accountId: '0123456789abcdef',
    accountLabel: 'mary.jackson@example.com',
    use: 'access',
    end: 'always',
    grantedAt: '2026-11-02T08:31:00Z',
    lastUsedAt: '2026-11-20T16:05:00Z',
    useCount: 42,
    ...grant,
  }
}

export function aShare(share: Partial<ShareView> = {}): ShareView {
  return {
    id: '0123456789abcdef',
    socket: '/run/user/1000/signet/share-0123456789abcdef.sock',
    accountId: '0123456789abcdef',
    accountLabel: 'mary.jackson@example.com',
    use: 'access',
    openedAt: new Date().toISOString(),
    until: new Date(Date.now() + 7_200_000).toISOString(),
    useCount: 0,
    openedBy: '/usr/bin/bash',
    ...share,
  }
}

export function aConsent(consent: Partial<ConsentView> = {}): ConsentView {
  return {
    id: 'question-1',
    app: anApp({ pid: 4711 }),
    accountLabel: 'mary.jackson@example.com',
    accountId: '0123456789abcdef',
    use: 'access',
    lastingOffered: true,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    ...consent,
  }
}

export function aSettings(settings: Partial<Settings> = {}): Settings {
  return {
    locale: 'system',
    theme: 'system',
    lockAtScreenLock: false,
    lockAtSleep: false,
    lockAfterIdleMinutes: 'never',
    unlockWith: 'presence',
    ...settings,
  }
}

export function anAppState(state: Partial<AppState> = {}): AppState {
  return {
    version: '0.1.0',
    locale: 'en',
    settings: aSettings(),
    pools: [aPool()],
    accounts: [anAccount()],
    apps: [aGrant()],
    shares: [],
    keychain: { state: 'ready', backend: 'Secret Service' },
    locked: false,
    unlock: { way: 'press', presence: 'press', accounts: [] },
    localApi: { serving: true, address: '/run/user/1000/signet/signet.sock' },
    setAside: [],
    ...state,
  }
}
