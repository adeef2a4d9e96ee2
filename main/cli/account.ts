// `signet account`: what the pool knows of the signed-in person, and a new password.
import type { AccountDetails, AttributeView } from '../../shared/model/account-details'
import { errorsEn } from '../../shared/text/errors.en'
import { cli } from '../../shared/text/cli'
import { mfaTable } from './account-mfa'
import { deviceTable } from './devices'
import { accountFlags, ownAccount } from './own-account'
import { table } from './table'
import { UsageError } from './usage-error'
import type { Verb } from './verb'
import type { Input } from './world'

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
    const input = await call.world.openInput()
    let passwords: Passwords
    try {
      passwords = await askPasswords(input)
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
async function askPasswords(input: Input): Promise<Passwords> {
  const previousPassword = await input.ask(words.oldPassword, 'hidden')
  for (let label: string = cli.signIn.newPassword; ; label = words.newPasswordOnceMore) {
    const proposedPassword = await input.ask(label, 'hidden')
    const again = await input.ask(cli.signIn.newPasswordAgain, 'hidden')
    if (proposedPassword !== '' && proposedPassword === again) return { previousPassword, proposedPassword }
    if (!input.isTerminal) throw new UsageError(words.passwordsDiffer)
  }
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
