// `signet doctor`: what stands between a person and a token, each with its fix. It starts nothing and changes nothing, and
// its output is made to be pasted: no token, no name of a user, the home folder as ~.
import { cliDoctor as words } from '../../shared/text/cli-doctor'
import { neutral } from '../../shared/text/neutral'
import { hereFindings } from './doctor-here'
import { hostFindings } from './doctor-host'
import type { Verb } from './verb'

/** `fine`: as it should be; `note`: worth knowing; `fault`: to be set right, by `fix`. */
export interface Finding {
  readonly check:
    | 'node'
    | 'socket'
    | 'host'
    | 'keychain'
    | 'files'
    | 'network'
    | 'pool'
    | 'clock'
    | 'account'
    | 'app'
    | 'start'
  readonly state: 'fine' | 'note' | 'fault'
  readonly found: string
  readonly fix?: string
}

export const doctor: Verb = {
  name: 'doctor',
  operands: [],
  flags: {},
  async run(call) {
    const { home } = call.world.facts
    const findings = [...hereFindings(call.world), ...(await hostFindings(call))].map((finding) =>
      pasteable(finding, home),
    )
    const faults = findings.filter(({ state }) => state === 'fault').length
    const verdict = faults === 0 ? words.verdict.fine : words.verdict.faults(faults)
    call.result({ fine: faults === 0, findings }, [...findings.flatMap(linesOf), verdict].join('\n'))
    return faults === 0 ? 0 : 1
  },
}

function linesOf({ state, found, fix }: Finding): readonly string[] {
  const mark = words.marks[state]
  return [`${mark}  ${found}`, ...(fix === undefined ? [] : [`    ${words.fix(fix)}`])]
}

function pasteable({ check, state, found, fix }: Finding, home: string): Finding {
  const plain = (text: string) => neutral(home.length > 1 ? text.replaceAll(home, '~') : text, 500)
  return { check, state, found: plain(found), ...(fix === undefined ? {} : { fix: plain(fix) }) }
}
