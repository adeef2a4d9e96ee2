// The part of the local API that is about one signed-in account. Apart from client.ts: a token needs none of it.
import type {
  AccountDetails,
  DeviceView,
  ForgottenDevices,
  MfaWish,
  TotpSetUp,
} from '../../shared/model/account-details'
import type { CommonOptions, SignetClient } from './client'
import type { SendOptions } from './connection'
import { shaped } from './shaped'

interface Done {
  readonly status: 'done'
}

interface ChangedDevice extends Done {
  /** What the device is called; absent where the program may not see the devices, and from an earlier host. */
  readonly name?: string
}

/** A person's answer, a keychain's own prompt, and a list of devices that Cognito gives page by page. */
const timeoutMs = 300_000

/** The requests about one account of the host. */
export class OwnAccountClient {
  readonly #client: SignetClient
  readonly #path: string
  readonly #common: CommonOptions

  /** @param about.account id, label, username or `default`; the rest rides in every request. */
  constructor(client: SignetClient, about: CommonOptions & { readonly account: string }) {
    const { account, ...common } = about
    this.#client = client
    this.#path = `/v1/accounts/${encodeURIComponent(account)}`
    this.#common = common
  }

  async details(): Promise<AccountDetails> {
    return shaped<AccountDetails>(await this.#ask('GET', '/details'), {
      attributes: 'array',
      mfa: 'object',
      devices: 'array',
      problems: 'array',
    })
  }

  async devices(): Promise<{ readonly devices: readonly DeviceView[] }> {
    return shaped<{ devices: DeviceView[] }>(await this.#ask('GET', '/devices'), { devices: 'array' })
  }

  changePassword(passwords: {
    readonly previousPassword: string
    readonly proposedPassword: string
  }): Promise<Done> {
    return this.#done('POST', '/password', passwords)
  }

  setMfa(method: MfaWish): Promise<Done> {
    return this.#done('POST', '/mfa', method)
  }

  async setUpTotp(): Promise<TotpSetUp> {
    return shaped<TotpSetUp>(await this.#ask('POST', '/mfa/totp'), { secret: 'string', uri: 'string' })
  }

  confirmTotp(code: string): Promise<Done> {
    return this.#done('POST', '/mfa/totp/confirm', { code })
  }

  /** @param device its key, a beginning of that, or its name. */
  changeDevice(
    device: string,
    change: { readonly name: string } | { readonly remembered: boolean },
  ): Promise<ChangedDevice> {
    return this.#done('PATCH', `/devices/${encodeURIComponent(device)}`, change)
  }

  forgetDevice(device: string): Promise<ChangedDevice> {
    return this.#done('DELETE', `/devices/${encodeURIComponent(device)}`)
  }

  async forgetOtherDevices(): Promise<ForgottenDevices> {
    const reply = await this.#ask('POST', '/devices/forget-others')
    return shaped<ForgottenDevices>(reply, { warnings: 'array' })
  }

  async #done(method: SendOptions['method'], path: string, body: object = {}): Promise<Done> {
    return shaped<Done>(await this.#ask(method, path, body), { status: 'string' })
  }

  #ask(method: SendOptions['method'], path: string, body: object = {}): Promise<unknown> {
    return this.#client.request({
      method,
      path: `${this.#path}${path}`,
      timeoutMs,
      body: { ...this.#common, ...body },
    })
  }
}
