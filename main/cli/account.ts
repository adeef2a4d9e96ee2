// `signet account`: what the pool knows of the signed-in person, and a new password.
import { AppError } from '../../shared/errors'
import type { AccountDetails, AttributeView } from '../../shared/model/account-details'
import { errorsEn } from '../../shared/text/errors.en'
import { cli } from '../../shared/text/cli'
import { mfaTable } from './account-mfa'
import { deviceTable } from './devices'
import { type Asking, askFilled, askTwice } from './ask-filled'
import { accountFlags, demandSignedIn, ownAccount } from './own-account'
import { table } from './table'
import { UsageError } from './usage-error'
import type { Verb } from './verb'

const words = cli.account

export const account: Verb = {
  name: 'account',
  operands: [],
  flags: accountFlags,
  async run(call) {
    const details = await ownAccount(call).details()
    for (const { part, code } of details.problems)
      call.say(words.problem(words.parts[part], errorsEn[code].title))
    call.result(details, sections(details).join('\n\n'))
    return 0
  },
}

export const accountPassword: Verb = {
  name: 'account password',
  operands: [],
  flags: accountFlags,
  async run(call) {
    // The host would refuse in any case: a password is a person's to change.
    if (call.args.has('no-interactive')) throw new AppError('person/needed', '')
    await demandSignedIn(call)
    const input = await call.world.openInput()
    let passwords: Passwords
    try {
      // Also under --json: whoever answers has to see what was wrong.
      passwords = await askPasswords({ input, say: (text) => call.world.err(`${text}\n`) })
    } finally {
      // Before the request: a person may be asked on this very terminal whether they agree.
      input.close()
    }
    const reply = await ownAccount(call).changePassword(passwords)
    call.say(words.passwordChanged)
    call.result(reply)
    return 0
  },
}

interface Passwords {
  readonly previousPassword: string
  readonly proposedPassword: string
}

/** @throws UsageError where two new ones differ and nobody is there to type them again. */
async function askPasswords(asking: Asking): Promise<Passwords> {
  const hidden = { secrecy: 'hidden', kind: 'password' } as const
  const previousPassword = await askFilled(asking, { label: words.oldPassword, ...hidden })
  const proposedPassword = await askTwice(asking)
  if (asking.input.isTerminal) return { previousPassword, proposedPassword }
  // A script says it twice as well: what it takes for the new password is not lost in a line too many.
  const again = await asking.input.ask(cli.signIn.newPasswordAgain, 'hidden')
  if (proposedPassword !== again) throw new UsageError(words.passwordsDiffer)
  return { previousPassword, proposedPassword }
}

function sections({ attributes, mfa, firstFactors, devices }: AccountDetails): readonly string[] {
  return [
    ...(attributes.length === 0 ? [] : [table(words.attributes, attributes.map(attributeRow))]),
    ...(mfa.methods.length === 0 ? [] : [mfaTable(mfa.methods)]),
    ...(firstFactors === undefined
      ? []
      : [
          table(
            words.firstFactors,
            firstFactors.map((factor) => [factor]),
          ),
        ]),
    ...(devices.length === 0 ? [] : [deviceTable(devices)]),
  ]
}

function attributeRow({ name, value, verified }: AttributeView): readonly string[] {
  return [name, value, verified === undefined ? '' : words.verified[verified ? 'yes' : 'no']]
}
