// For tests: the main window with an account's own page open.
import { fireEvent, screen } from '@testing-library/svelte'
import type { WindowAccountView } from '../shared/model/account'
import type { AccountDetails } from '../shared/model/account-details'
import type { Pool } from '../shared/model/pool'
import { texts } from '../shared/text/text'
import { anAccount, aPool, type FakeBridge, type Replies, someDetails } from './fake-bridge'
import { openMain, settled } from './open-window'

interface Options {
  readonly account?: Partial<WindowAccountView>
  readonly pool?: Partial<Pool>
  /** What main says; a function for what changes. */
  readonly details?: Partial<AccountDetails> | (() => Partial<AccountDetails>)
  readonly replies?: Replies
}

/** Opens the page from the account's card. */
export async function openAccount({
  account = {},
  pool = {},
  details = {},
  replies = {},
}: Options = {}): Promise<FakeBridge> {
  const now = typeof details === 'function' ? details : () => details
  const bridge = openMain({
    state: { accounts: [anAccount(account)], pools: [aPool(pool)] },
    replies: { 'account.details': () => someDetails(now()), ...replies },
  })
  await settled()
  await press(texts.en.account.openFor(quoted(anAccount(account).label)))
  return bridge
}

/** Presses a button by its name, and waits for what comes of it. */
export async function press(name: string): Promise<void> {
  const button = screen.getByRole('button', { name })
  button.focus()
  await fireEvent.click(button)
  await settled()
}

/** Types into a field, by its label. */
export async function type(label: string, value: string): Promise<void> {
  await fireEvent.input(screen.getByLabelText(label), { target: { value } })
}

/** A name as it stands inside a sentence: with its own direction. */
export function quoted(name: string): string {
  return `\u2068${name}\u2069`
}
