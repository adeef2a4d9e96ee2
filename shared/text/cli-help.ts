// What `signet help` says. Loaded for help alone.

/** One line in the list of verbs, at most 56 characters, then what more `help VERB` tells. */
export interface VerbHelp {
  readonly summary: string
  readonly more?: readonly string[]
}

export const verbHelp = {
  token: {
    summary: 'print a token, renewed if needed',
    more: [
      'The first use by a program asks you; your answer is kept as you choose.',
      'Standard output is the token and one line end: curl -H "$(signet token --header)" …',
    ],
  },
  login: {
    summary: 'sign in, in the window or on this terminal',
    more: [
      'Without flags: the one pool there is, or the default account where there are several pools.',
      'Where standard input is no terminal it takes one answer a line, in the order asked.',
      '--forgot sets a password by a code, --sign-up makes an account; both then sign in.',
    ],
  },
  logout: { summary: 'sign out; what this device remembers stays unless you say' },
  accounts: { summary: 'list the accounts and their state' },
  'accounts default': { summary: 'choose the account used where none is named' },
  account: {
    summary: 'show what the pool knows of you',
    more: ['The first use by a program asks you, as for an access token.'],
  },
  'account password': {
    summary: 'change your password',
    more: [
      'Asks for the old password and twice for the new one; without a terminal, one a line. You stay signed in.',
    ],
  },
  'account mfa': {
    summary: 'show and change your second factors',
    more: [
      'ACTION is list, add, on, off or prefer; TYPE is totp, sms or email. "add totp" shows a key for an authenticator app and asks for its first code.',
    ],
  },
  devices: {
    summary: 'list your devices, this one with a star',
    more: ['The first use by a program asks you, as for an access token.'],
  },
  'devices list': { summary: 'list your devices, this one with a star' },
  'devices rename': {
    summary: 'name a device, on this computer alone',
    more: [
      'KEY is the key of a device, a beginning of it, or its name. Without NAME the name of the pool is back.',
    ],
  },
  'devices remember': {
    summary: 'let a device do without a code',
    more: ['KEY is the key of a device, a beginning of it, or its name.'],
  },
  'devices forget': {
    summary: 'sign a device out and forget it',
    more: [
      'KEY is the key of a device, a beginning of it, or its name. For this one: signet logout --forget-device.',
    ],
  },
  'pools add': {
    summary: 'add a user pool and its app client',
    more: ['What is not given is asked on the terminal. Lists have commas.'],
  },
  'pools import': {
    summary: 'add the pools that a file describes',
    more: [
      'Reads amplify_outputs.json, amplifyconfiguration.json, aws-exports.js (never run), outputs of CDK and CloudFormation, and the form of docs/pool-setup.md. "-" is standard input.',
      'An https address needs the checksum that its owner gave you: without it, what was found is shown and nothing is added. A client secret is never taken from a file.',
    ],
  },
  'pools list': { summary: 'list the pools' },
  'pools remove': { summary: 'remove a pool; its accounts go with it' },
  'apps list': { summary: 'list which programs may have which tokens' },
  'apps allow': { summary: 'allow a program or a script before it asks' },
  'apps revoke': { summary: 'take back what a program was allowed' },
  lock: {
    summary: 'give nothing out until somebody unlocks',
    more: [
      'Forgets the tokens in memory, sign-ins under way and what was allowed until locked. What was allowed for good stays.',
    ],
  },
  unlock: {
    summary: 'give tokens again; a person is asked',
    more: ['You are asked in the window, or on this terminal where Signet runs without one.'],
  },
  status: { summary: 'say whether Signet runs, and how it is' },
  agent: {
    summary: 'run Signet without a window, in the foreground',
    more: ['It asks on your terminal instead of in a window. Ctrl-C ends it.'],
  },
  reset: { summary: 'sign out, forget this device, delete what Signet keeps' },
  help: { summary: 'explain a verb' },
} as const satisfies Readonly<Record<string, VerbHelp>>

/** In the list of verbs, a line for those that begin with one word: what they are about. */
export const groupHelp: Readonly<Record<string, string>> = {
  accounts: 'the accounts of this computer',
  account: 'your account at the pool',
  devices: 'your devices',
  pools: 'the user pools',
  apps: 'which programs may have which tokens',
}

export type HelpName = keyof typeof verbHelp

/** Each flag means the same with every verb. */
export const flagHelp: Readonly<Record<string, string>> = {
  account: 'id, label or username (default: SIGNET_ACCOUNT, or the default one)',
  'client-id': 'id of the app client',
  'client-secret-stdin': "read the app client's secret from standard input",
  endpoint: 'another address of Cognito than AWS has',
  everywhere: 'end the session on every device of yours',
  'forget-device': 'forget this device: the next sign-in asks for a code again',
  header: 'print it as "Authorization: Bearer …"',
  help: 'show this',
  json: "print the local API's object; problems as JSON on standard error",
  method: 'srp, password, choose, custom, custom-srp, browser',
  provider: 'identity provider that the browser goes straight to',
  'login-domain': 'domain of the sign-in pages',
  'redirect-uri': 'where a browser comes back to',
  scopes: 'what is asked for in a browser',
  'identity-provider': 'where a browser goes at once',
  'identity-pool': 'region:uuid, for AWS credentials',
  forgot: 'set a new password by a code, then sign in',
  'sign-up': 'make an account, then sign in',
  'minimum-ttl': 'how long the token must still live (default 60)',
  name: 'your own name for the pool',
  'no-interactive': 'fail at once where a person would be asked',
  'no-remember': 'let it do without a code no longer',
  others: 'every device but this one',
  pool: 'name of the pool',
  reason: 'shown to the person who is asked, as your words',
  'session-only': 'no keychain: sign-ins end with the agent, the device is not remembered',
  sha256: 'checksum that the file must have, in hexadecimal digits',
  terminal: 'ask on this terminal, also where a window could open',
  use: 'access or id (default: access)',
  'user-pool-id': 'id of the user pool, such as eu-west-1_Ab12Cd34E',
  username: 'who signs in',
  wait: 'how long to wait for a person',
}

export const helpWords = {
  usage: 'Usage:',
  intro: 'One sign-in per device; every program asks Signet for its tokens.',
  more: [
    '`signet help VERB` tells more. Every verb takes --json. `signet --version`',
    'Exit: 0 done, 1 unexpected, 2 usage, 3 not running, 4 sign-in required,',
    '      5 refused, 6 locked, 7 offline or busy, 8 keychain, 9 timed out, cancelled',
  ],
} as const
