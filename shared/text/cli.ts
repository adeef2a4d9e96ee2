// What the `signet` command says, but for its help. English, like every `detail` of the local API.

export const cli = {
  usage: 'That cannot be understood.',
  seeHelp: 'See `signet help`.',
  didYouMean: (word: string) => `Did you mean ${word}?`,
  unknownVerb: (word: string) => `There is no \`signet ${word}\`.`,
  incompleteVerb: (word: string, next: readonly string[]) =>
    `\`signet ${word}\` takes one of ${next.join(', ')}.`,

  signIn: {
    username: 'Username',
    password: (username: string, pool: string) => `Password of ${username} at ${pool}`,
    appCode: (digits: number) => `Code of your authenticator app (${digits} digits)`,
    smsCode: (destination: string) => `Code sent by text message to ${destination}`,
    emailCode: (destination: string) => `Code sent by e-mail to ${destination}`,
    unknownDestination: 'the address on file',
    passwordOf: (username: string) => `Password of ${username}`,
    chooseFactor: (names: readonly string[]) => `How do you want to sign in: ${names.join(', ')}`,
    browserOpened: (pool: string, url: string) =>
      `Sign in to ${pool} in the browser that was opened. If none shows, open this address:\n${url}\nWaiting for the browser; Ctrl-C abandons the sign-in.`,
    browserByHand: (pool: string, url: string) =>
      `Open this address in a browser to sign in to ${pool}:\n${url}\nWaiting for the browser; Ctrl-C abandons the sign-in.`,
    pasteAddress: 'Is the browser on another computer? Paste the address that it ended on',
    otherAddress: 'This is not the address that this sign-in ends on. Copy the whole of it.',
    providerGoesWithBrowser: '--provider goes with --method browser.',
    passkeysAreForBrowsers: 'Passkeys work in a browser alone; this pool offers nothing else here.',
    chooseMfa: (names: readonly string[]) => `Which second step: ${names.join(', ')}`,
    setUpMfa: (names: readonly string[]) => `The pool wants a second step. Set up: ${names.join(', ')}`,
    nothingToSetUp: 'The pool wants a second step that cannot be set up here. Ask your administrator.',
    setUpEmail: 'E-mail address for the codes',
    totpKey: (key: string) => `Add this key to your authenticator app: ${key}`,
    customAnswer: 'Your answer',
    oneOf: (names: readonly string[]) => `Answer one of ${names.join(', ')}.`,
    resetCode: (destination: string) => `Code for a new password, sent to ${destination}`,
    confirmCode: (destination: string) => `Code to confirm the account, sent to ${destination}`,
    signUpEmail: 'E-mail address (Enter: none)',
    sendReset: 'Send a code to set a new password? [Y/n]',
    sendConfirmation: 'Send a code to confirm the account? [Y/n]',
    oneOfForgotAndSignUp: '--forgot and --sign-up exclude each other.',
    helpGoesWithTerminal: 'The window has buttons for that: add --terminal.',
    resendHint: 'Enter alone sends another code.',
    newPassword: 'New password',
    newPasswordAgain: 'New password again',
    newPasswordsDiffer: 'The two passwords differ. Type them again.',
    mustChangePassword: 'The pool asks for a new password.',
    attribute: (name: string) => `${name} (the pool requires it)`,
    remember: (device: string) => `Remember this device as "${device}", and skip the code next time? [Y/n]`,
    yesOrNo: 'Answer y or n.',
    tryAgain: 'Try again? [Y/n]',
    tooManyAnswers: 'an answer is longer than any password or code',
    inputEnded: 'Standard input ended before every question was answered.',
    windowOpened: 'Sign in in the window of Signet.',
    signedIn: (username: string) => `Signed in as ${username}.`,
    devices: {
      remembered: 'This device is remembered: the next sign-in asks for no code.',
      confirmed: 'This device is known to the pool.',
      none: '',
    },
    choosePool: (names: readonly string[]) =>
      `There are several pools: choose one with --pool, ${names.join(' or ')}.`,
    noPool: 'There is no pool yet.',
    signUpNeedsPool: 'A new account has no name here yet: --sign-up goes with --pool.',
    usernameNeedsPool: '--username goes with --pool.',
    methodGoesWithTerminal: 'The window chooses the method itself: add --terminal.',
  },
  signOut: {
    done: (account: string) => `Signed out: ${account}.`,
    everyAccount: 'the default account',
  },
  pools: {
    added: (name: string) => `Added the pool ${name}. Sign in with \`signet login\`.`,
    unreachable: 'The pool could not be asked whether it exists; it is added all the same.',
    removed: (name: string) => `Removed the pool ${name}.`,
    empty: 'There is no pool yet. Add one with `signet pools add`.',
    ask: {
      name: 'Your name for the pool',
      'user-pool-id': 'User pool id',
      'client-id': 'App client id',
      clientSecret: 'App client secret (Enter: it has none)',
      clientSecretGiven: 'App client secret',
    },
    headings: ['NAME', 'USER POOL', 'CLIENT', 'SECRET', 'METHOD', 'SIGN-IN PAGES'],
    secret: { yes: 'yes', no: 'no' },
    missing: (flag: string) => `--${flag} is missing, and there is no terminal to ask on.`,
    loginDomainMissing: '--method browser needs --login-domain: the domain of the pool’s sign-in pages.',
    goesWithLoginDomain: (flag: string) => `--${flag} goes with --login-domain.`,
    secretMissing: 'Standard input holds no client secret.',
  },
  poolImport: {
    found: 'Found:',
    headings: ['NAME', 'USER POOL', 'CLIENT', 'SECRET', 'ENDPOINT'],
    secret: { yes: 'in the file, not taken', no: '' },
    known: (userPoolId: string, name: string) => `This client of ${userPoolId} is there already, as ${name}.`,
    secretLeft: (name: string, command: string) =>
      `Not added: ${name}. Its app client has a secret, and Signet takes none from a file. Give it by hand:\n  ${command}`,
    redirectsLeftOut: (uris: readonly string[]) =>
      `Left out, for a browser would not come back to this computer: ${uris.join(', ')}.`,
    unpinned: (sha256: string) =>
      `SHA-256: ${sha256}\nNothing was added. Compare the checksum with the one that the owner of the file gave you, then add --sha256 and the checksum to the command.`,
    otherChecksum: (sha256: string) =>
      `The checksum of the file is ${sha256}, not the one given. Nothing was added.`,
    noChecksum: '--sha256 takes 64 hexadecimal digits.',
    nameForOne: (count: number) => `--name goes with one pool, and the file describes ${count}.`,
    noAddress: 'That is no address.',
    onlyHttps: 'Only https addresses are fetched, and http ones of 127.0.0.1 and [::1].',
    noCredentials: 'The address holds a name or a password: everybody here can read a command line.',
    otherScheme: 'The address leads on to one of another scheme.',
    tooManyRedirects: 'The address leads on and on.',
    answered: (status: number) => `The server answered with status ${status}.`,
    late: 'The server took too long.',
    unreachable: 'The server was not reached, or broke off.',
    unreadable: (code: string) => `The file cannot be read (${code}).`,
  },
  accounts: {
    empty: 'There is no account yet. Sign in with `signet login`.',
    headings: ['', 'ACCOUNT', 'USERNAME', 'POOL', 'STATE', 'DEVICE'],
    default: (label: string) => `${label} is now the default account.`,
    states: { 'signed-in': 'signed in', 'signed-out': 'signed out', expired: 'expired' },
    since: (date: string) => `since ${date}`,
    until: (date: string) => `until ${date}`,
  },
  apps: {
    empty: 'No program was allowed or refused for longer than once.',
    headings: ['ID', 'PROGRAM', 'ACCOUNT', 'TOKEN', 'ANSWER', 'USES'],
    ends: { lock: 'until locked', always: 'always', never: 'never' },
    allowed: (path: string) => `Allowed ${path}.`,
    revoked: (id: string) => `Took back what ${id} was allowed.`,
  },
  status: {
    host: { desktop: 'the app', agent: 'the agent' },
    line: (host: string, version: string, pid: number) => `Signet ${version}: ${host} runs (process ${pid})`,
    locked: 'Locked: no token is given until you unlock it.',
    rows: {
      keychain: 'Keychain',
      socket: 'Socket',
      state: 'Files',
      pools: 'Pools',
      accounts: 'Accounts',
      setAside: 'Set aside, damaged',
    },
    keychain: {
      ready: 'ready',
      locked: 'locked',
      unavailable: 'unavailable',
      'session-only': 'none: sign-ins end with the agent',
    },
  },
  reset: {
    removed: 'Removed:',
    left: 'Could not be removed:',
    nothing: 'There was nothing to remove.',
  },
  agent: {
    notBuilt: (path: string) => `The agent is not where it should be: ${path}.`,
    notStarted: 'The agent could not be started.',
  },
} as const

/** What is wrong with a field of a pool: the messages of shared/model/pool.ts. */
export const poolFaults = {
  'pool.nameEmpty': 'is empty',
  'pool.nameTooLong': 'is longer than 60 characters',
  'pool.nameForm': 'holds a character that cannot be shown',
  'pool.userPoolIdForm':
    'is no user pool id: a region, an underscore, letters and digits, as in eu-west-1_Ab12Cd34E',
  'pool.userPoolIdTooLong': 'is longer than 55 characters',
  'pool.clientIdForm': 'is no app client id: letters, digits, + and _ alone',
  'pool.clientIdTooLong': 'is longer than 128 characters',
  'pool.clientSecretForm': 'is no client secret: 24 to 64 letters, digits, +, - and _',
  'pool.endpointForm':
    'is no address that Signet trusts: https://host, or http on this computer, without a path',
  'pool.loginDomainForm':
    'is no domain of sign-in pages: a host such as auth.example.com, or http on this computer, without a path',
  'pool.redirectUriForm':
    'is no address to come back to: http://127.0.0.1:PORT/PATH, as registered with the app client',
  'pool.redirectUrisTooMany': 'is given more than 10 times',
  'pool.scopesForm': 'is no scope, or openid is missing',
  'pool.identityProviderForm': 'is no name of an identity provider: at most 32 characters, no spaces',
  'pool.identityPoolIdForm':
    'is no identity pool id: a region, a colon and a UUID, as in eu-west-1:0f3a1c52-5a2b-4c1d-9e8f-7a6b5c4d3e2f',
} as const

export type PoolFault = keyof typeof poolFaults
