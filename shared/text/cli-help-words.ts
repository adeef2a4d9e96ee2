// What `signet help` says beside the verbs themselves.

/** What verbs that begin with one word are about, where that word alone is none. */
export const groupHelp: Readonly<Record<string, string>> = {
  pools: 'the user pools',
  completion: 'what makes a shell complete signet at each Tab',
  apps: 'which programs may have which tokens',
}

/** The verbs that have a line of their own in `signet help`: a screen has room for so many. The others are named there. */
export const everyDay: ReadonlySet<string> = new Set([
  'token',
  'exec',
  'login',
  'logout',
  'accounts',
  'account',
  'devices',
  'pools',
  'apps',
  'audit',
  'lock',
  'unlock',
  'status',
  'doctor',
])

export const helpWords = {
  usage: 'Usage:',
  intro: 'One sign-in per device; every program asks Signet for its tokens.',
  seeAlso: 'See also:',
  also: 'also',
  others: 'Others:',
  commandFollows: 'the command follows',
  more: [
    'To begin: `signet pools add`, then `signet login`, then `signet token`.',
    '`signet help VERB` tells more. Every verb takes --json. `signet --version`',
    'Exit: 0 done, 1 unexpected, 2 usage, 3 not running, 4 sign-in required,',
    '      5 refused, 6 locked, 7 offline or busy, 8 keychain, 9 timed out, cancelled',
  ],
} as const
