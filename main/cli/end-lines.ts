// What a person should know of sign-ins that end soon or have ended, with the command that mends it.
import type { AccountView } from '../../shared/model/account'
import { cli } from '../../shared/text/cli'
import { errorsEn } from '../../shared/text/errors.en'
import { neutral } from '../../shared/text/neutral'

const words = cli.accounts
const minuteMs = 60_000

/** A line for each account of which there is something to say. */
export function endLines(accounts: readonly AccountView[], nowMs: number): readonly string[] {
  return accounts.flatMap((account) => lineOf(account, nowMs) ?? [])
}

function lineOf(account: AccountView, nowMs: number): string | undefined {
  const { status, endedBy, endNotice, signedInUntil, label } = account
  const name = neutral(label, 60)
  const command = `signet login --account ${argumentFor(account)}`
  if (status === 'expired' && endedBy !== undefined)
    return words.ended(name, neutral(errorsEn[endedBy].title), command)
  if (endNotice === undefined || signedInUntil === undefined) return undefined
  const leftMs = Date.parse(signedInUntil) - nowMs
  return leftMs > 0 ? words.endsIn(name, lengthOf(leftMs), command) : undefined
}

/** A label that a shell would take apart is not one to copy; an id always is. */
function argumentFor({ label, id }: AccountView): string {
  return /^[\w@.+-]{1,60}$/.test(label) && !label.startsWith('-') ? label : id
}

function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / minuteMs))
  if (minutes < 90) return words.minutes(minutes)
  const hours = Math.round(minutes / 60)
  return hours < 36 ? words.hours(hours) : words.days(Math.round(hours / 24))
}
