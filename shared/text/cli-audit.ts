/** What `signet audit` says. */
export const auditWords = {
  empty: 'Nothing in the audit log fits.',
  headings: ['TIME', 'WHAT', 'DECISION', 'PROGRAM', 'ACCOUNT', 'ABOUT', 'TIMES'],
  /** No program asked: a person did it in the window, or Signet by itself. */
  ownAct: '(Signet)',
  more: (count: number) => `There are more: these are the newest ${count}. --limit shows up to 1000.`,
  since: '--since takes 30m, 2h, 7d or 1w back from now, a date such as 2026-11-27, or an RFC 3339 time.',
  intact: (anchor: number, later: number) =>
    `Intact to anchor ${anchor}; ${later} later ${later === 1 ? 'line' : 'lines'} not anchored.`,
  intactAlone: (lines: number) =>
    `Intact in itself: ${lines} ${lines === 1 ? 'line' : 'lines'}; the keychain vouches for none.`,
  broken: {
    'no-line': (line: number, file: string) => `Broken: line ${line} of ${file} is no line of the log.`,
    'out-of-chain': (line: number, file: string) =>
      `Broken: line ${line} of ${file} does not follow the one before it.`,
    'not-the-anchored': (line: number, file: string) =>
      `Broken: line ${line} of ${file} is not the one that the keychain vouches for.`,
    'end-missing': (line: number) => `Broken: lines are missing after line ${line}, the last that there is.`,
  },
  keychain: (code: string) => `The keychain could not be asked (${code}).`,
  cutOff: (count: number) =>
    `${count} half ${count === 1 ? 'line' : 'lines'}, left by an end in the middle of a write: no fault.`,
} as const
