import { describe, expect, it } from 'vitest'
import type { SignInView } from '../../shared/model/sign-in'
import { createApi } from '../api'
import { FakeBridge, type Replies } from '../fake-bridge'
import { settled } from '../open-window'
import { SignInModel } from './sign-in-model.svelte'

const credentials: SignInView = { kind: 'credentials', poolName: 'Work', method: 'USER_SRP_AUTH' }
const busy: SignInView = { kind: 'authenticating', username: 'mary' }
const done: SignInView = { kind: 'failed', code: 'auth/cancelled' }

function started(replies: Replies = {}) {
  const bridge = new FakeBridge(replies)
  const model = new SignInModel(createApi(bridge))
  return { bridge, model, stop: model.start() }
}

describe('the sign-in on the screen', () => {
  it('is the one that main raised', () => {
    const { bridge, model } = started()
    bridge.push('signIn.changed', { id: 'a', view: credentials })
    expect(model.step).toEqual({ id: 'a', view: credentials })
    expect(model.from).toBeUndefined()
  })

  it('keeps its place when main raises another, which comes afterwards', () => {
    const { bridge, model } = started()
    bridge.push('signIn.changed', { id: 'a', view: credentials })
    bridge.push('signIn.changed', { id: 'b', view: credentials })
    expect(model.step?.id).toBe('a')
    model.leave()
    expect(model.step?.id).toBe('b')
  })

  it('is not followed by one that has ended meanwhile', () => {
    const { bridge, model } = started()
    bridge.push('signIn.changed', { id: 'a', view: credentials })
    bridge.push('signIn.changed', { id: 'b', view: credentials })
    bridge.push('signIn.changed', { id: 'b', view: done })
    model.leave()
    expect(model.step).toBeUndefined()
  })

  it('shows the youngest view when a push overtakes the answer of the start', async () => {
    let answer: (step: { id: string; view: SignInView }) => void = () => undefined
    const { bridge, model } = started({ 'signIn.start': () => new Promise((resolve) => (answer = resolve)) })
    const opened = model.open({ poolName: 'Work' })
    bridge.push('signIn.changed', { id: 'a', view: busy })
    answer({ id: 'a', view: credentials })
    await opened
    expect(model.step).toEqual({ id: 'a', view: busy })
    expect(model.from).toEqual({ poolName: 'Work' })
  })

  it('is not one that ended elsewhere', () => {
    const { bridge, model } = started()
    bridge.push('signIn.changed', { id: 'a', view: done })
    expect(model.step).toBeUndefined()
  })

  it('never holds the password', async () => {
    const { bridge, model } = started()
    bridge.push('signIn.changed', { id: 'a', view: credentials })
    await model.answer({ kind: 'credentials', username: 'mary', password: 'hunter2' })
    await settled()
    expect(JSON.stringify([model.step, model.typed, model.from])).not.toContain('hunter2')
    expect(model.typed).toEqual({ username: 'mary', method: undefined })
  })

  it('stops listening when it is told to', () => {
    const { bridge, stop } = started()
    stop()
    expect(bridge.listenerCount()).toBe(0)
  })
})
