// For tests: a window on a fake bridge, gone again after each test.
import { cleanup, render } from '@testing-library/svelte'
import { afterEach } from 'vitest'
import type { AppState } from '../shared/ipc/contract'
import type { ConsentView } from '../shared/model/consent'
import type { SignInView } from '../shared/model/sign-in'
import { createApi } from './api'
import ConsentWindow from './ConsentWindow.svelte'
import { anAppState, FakeBridge, type Replies } from './fake-bridge'
import MainWindow from './MainWindow.svelte'

afterEach(cleanup)

interface MainOptions {
  readonly state?: Partial<AppState>
  readonly replies?: Replies
}

/** Opens the main window in a state. */
export function openMain({ state = {}, replies = {} }: MainOptions = {}): FakeBridge {
  const bridge = new FakeBridge({ 'app.state': () => anAppState(state), ...replies })
  render(MainWindow, { api: createApi(bridge) })
  return bridge
}

/** Opens the main window with a sign-in that main has raised, at one step. */
export async function openSignIn(view: SignInView, options: MainOptions = {}): Promise<FakeBridge> {
  const bridge = openMain(options)
  await settled()
  bridge.push('signIn.changed', { id: 'sign-in-1', view })
  await settled()
  return bridge
}

/** Opens the consent window with a question. */
export function openConsent(consent: ConsentView, replies: Replies = {}): FakeBridge {
  const bridge = new FakeBridge({ 'consent.current': () => ({ consent }), ...replies })
  render(ConsentWindow, { api: createApi(bridge) })
  return bridge
}

/** Every answer that was under way has come, and the page has followed. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
