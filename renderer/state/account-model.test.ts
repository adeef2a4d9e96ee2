import { beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '../../shared/errors'
import type { AccountDetails } from '../../shared/model/account-details'
import { accountParts } from '../../shared/model/account-details'
import { createApi } from '../api'
import { anAccount, FakeBridge, someDetails } from '../fake-bridge'
import { settled } from '../open-window'
import { AccountModel } from './account-model.svelte'
import { Action } from './action.svelte'

const { id: accountId } = anAccount()
let waiting: ((details: AccountDetails) => void)[]
let bridge: FakeBridge
let model: AccountModel

const answer = async (details: Partial<AccountDetails> = {}) => {
  waiting.shift()?.(someDetails(details))
  await settled()
}

beforeEach(() => {
  waiting = []
  bridge = new FakeBridge({
    'account.details': () => new Promise<AccountDetails>((resolve) => waiting.push(resolve)),
  })
  model = new AccountModel(createApi(bridge), accountId)
})

describe('the details of an account', () => {
  it('are asked for once more where something changed while an answer was awaited', async () => {
    void model.load()
    await settled()
    void model.load()
    void model.load()
    await answer({ devices: [] })
    expect(bridge.inputs('account.details')).toHaveLength(2)
    await answer()
    expect(bridge.inputs('account.details')).toHaveLength(2)
    expect(model.details?.devices).toHaveLength(2)
  })

  it('stay as they were while a pointer is down', async () => {
    const stop = model.start()
    await settled()
    window.dispatchEvent(new Event('pointerdown'))
    await answer()
    expect(model.details).toBeUndefined()
    window.dispatchEvent(new Event('pointerup'))
    await new Promise<void>((resolve) => setTimeout(resolve))
    expect(model.details).toBeDefined()
    stop()
  })

  it('are fetched after a change, which is under way until they are there', async () => {
    const action = new Action()
    void model.change(action, () => Promise.resolve())
    await settled()
    expect(action.busy).toBe(true)
    await answer()
    expect(action.busy).toBe(false)
    expect(bridge.inputs('account.details')).toHaveLength(1)
  })

  it.each([
    ['account/device-unknown', 1],
    ['network/unreachable', 0],
  ] as const)('are after %s fetched %i times', async (code, times) => {
    const action = new Action()
    void model.change(action, () => Promise.reject(new AppError(code, 'refused')))
    await settled()
    expect(action.failure?.code).toBe(code)
    expect(bridge.inputs('account.details')).toHaveLength(times)
  })

  it('have one problem where every part has the same', async () => {
    const problems = (parts: readonly (typeof accountParts)[number][]) =>
      parts.map((part) => ({ part, code: 'account/scope-missing' as const }))
    void model.load()
    await answer({ problems: problems(['devices']) })
    expect(model.problemOfAll).toBeUndefined()
    expect(model.problemOf('devices')).toBe('account/scope-missing')
    void model.load()
    await answer({ problems: problems(accountParts) })
    expect(model.problemOfAll).toBe('account/scope-missing')
  })
})
