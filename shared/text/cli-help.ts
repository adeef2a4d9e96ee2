// What `signet help` says. Loaded for help alone. A no-break space keeps a command on one line.

/** One line in the list of verbs, at most 56 characters, then what more `help VERB` tells. */
export interface VerbHelp {
  readonly summary: string
  /** What may follow the verb, form by form, where one line of operands and flags would not tell. */
  readonly forms?: readonly string[]
  readonly more?: readonly string[]
}

/** Of what only a person may do. */
const asksYou = 'Signet asks you for a yes first: in its window, or on your terminal.'
/** Of what Signet shows or does for a program that may have an access token. */
const asksOnce = 'A program that runs this for the first time needs your yes, as for an access token.'
/** Of the scripts for shells. */
const completes =
  'A package of Signet has it in its place already. Accounts and pools are asked of the host, where one runs; none is started.'
const deviceKey = "KEY is a device's key, the start of it, or its name, as `signet\u00A0devices` shows it."

export const verbHelp = {
  token: {
    summary: 'print a token, renewed if needed',
    more: [
      'The first time a program runs this, Signet asks you whether it may have the token. You choose how long your answer counts.',
      'Prints the token and nothing else: curl\u00A0-H\u00A0"$(signet\u00A0token\u00A0--header)"\u00A0https://…',
    ],
  },
  exec: {
    summary: 'run a command with tokens in its environment',
    more: [
      'Without --env: COGNITO_ACCESS_TOKEN=access. USE is access, id or aws; AWS=aws sets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and AWS_CREDENTIAL_EXPIRATION, and takes AWS_PROFILE away.',
      'Where one is refused, nothing starts. The command keeps what it started with.',
      "Exit: the command's own; 128 and the number of the signal that ended it; 127 not found, 126 cannot be run.",
    ],
  },
  'aws-credentials': {
    summary: 'print AWS credentials, as credential_process wants them',
    more: [
      'In ~/.aws/config: [profile work] and below it credential_process\u00A0= signet\u00A0aws-credentials\u00A0--account\u00A0me. The pool needs an identity pool.',
      'The first time a program runs this, Signet asks you whether it may have AWS credentials. A yes to a token is none to these.',
    ],
  },
  'serve-aws': {
    summary: 'serve AWS SDKs without a process for each request',
    more: [
      'Opens an endpoint on 127.0.0.1, prints what to put into the environment of your programs, and keeps it until Ctrl-C. They get new credentials whenever they need some.',
      'Signet asks you about the program that runs this, and nobody later: take its leave back and the endpoint gives nothing.',
    ],
  },
  login: {
    summary: "sign in, in Signet's window or on this terminal",
    more: [
      'Without flags: to the only pool there is; where there are several, your default account.',
      'From a pipe it reads one answer a line, in the order of the questions.',
      "Methods: srp proves your password without sending it, password sends it, choose lets you pick what the pool offers, custom and custom-srp answer the pool's own questions, browser opens the pool's sign-in pages.",
    ],
  },
  logout: {
    summary: 'sign out; this device stays remembered',
    more: [
      'For --everywhere and --forget-device, Signet asks you for a yes first: in its window, or on your terminal.',
    ],
  },
  accounts: {
    summary: 'list the accounts of this computer',
    more: ['A star marks the default account, which is meant where none is named.'],
  },
  'accounts default': {
    summary: 'choose the account that is meant where none is named',
    more: ['ACCOUNT is an id, a label or a username: see `signet\u00A0accounts`.'],
  },
  'accounts rename': {
    summary: 'call an account otherwise, on this computer alone',
    more: [
      'ACCOUNT is an id, a label or a username: see `signet\u00A0accounts`. Programs find the account by its new LABEL, its username or its id.',
      asksYou,
    ],
  },
  'accounts remove': {
    summary: 'remove an account from this computer',
    more: [
      'Signs it out, forgets this device at Cognito where it can be reached, and deletes what the keychain holds of it and what you allowed to programs. The user at Cognito stays.',
      asksYou,
    ],
  },
  account: {
    summary: 'show what the pool knows of you',
    more: ['That is: your details, second factors, ways to sign in, and devices.', asksOnce],
  },
  'account password': {
    summary: 'change your password',
    more: [
      'Asks for the old password, then twice for the new one; from a pipe it reads them one a line. You stay signed in.',
      'Signet asks you for a yes as well: in its window, or on your terminal.',
    ],
  },
  'account mfa': {
    summary: 'show or change your second factors',
    forms: ['[list]', 'add totp', 'on|off|prefer TYPE'],
    more: [
      'TYPE is totp (authenticator app), sms (text message) or email.',
      '"add totp" shows a key for your authenticator app and asks for its first code. "prefer" turns one on and has the pool ask for it before others.',
      'To add or change one, Signet asks you for a yes first: in its window, or on your terminal.',
    ],
  },
  devices: {
    summary: 'list your devices',
    more: ['A star marks this one. CODE tells whether a sign-in there needs a code.', asksOnce],
  },
  'devices list': { summary: 'list your devices, as `signet devices` does' },
  'devices rename': {
    summary: 'name a device, on this computer alone',
    more: [
      `${deviceKey} Without NAME the device gets back the name that Cognito knows.`,
      'Cognito learns nothing of the name. ' + asksOnce,
    ],
  },
  'devices remember': {
    summary: 'let a device sign in without a code',
    more: [deviceKey, asksYou],
  },
  'devices forget': {
    summary: 'sign a device out and forget it',
    forms: ['KEY', '--others'],
    more: [deviceKey, 'This device: `signet\u00A0logout\u00A0--forget-device`.', asksYou],
  },
  'pools add': {
    summary: 'add a user pool and its app client',
    more: ['Asks on the terminal for a name or id that is missing, and for a secret then.', asksYou],
  },
  'pools import': {
    summary: 'add the pools that a file describes',
    more: [
      'Reads amplify_outputs.json, amplifyconfiguration.json, aws-exports.js (never run), outputs of CDK and CloudFormation, and the form of docs/pool-setup.md. "-" is standard input.',
      'An https address needs the checksum that its owner gave you: without it, what was found is shown and nothing is added. A client secret is never taken from a file.',
      asksYou,
    ],
  },
  'pools list': { summary: 'list the pools' },
  'pools remove': {
    summary: 'remove a pool, and its accounts from this computer',
    more: ['NAME is the name of the pool: see `signet\u00A0pools\u00A0list`.', asksYou],
  },
  'apps list': {
    summary: 'list which programs may have which tokens',
    more: ['ANSWER is what you said, and for how long it counts.'],
  },
  'apps allow': {
    summary: 'let a program or a script have tokens before it asks',
    more: [
      'PATH is the file of the program or script. Without --for it is allowed for good; TIME is 30m, 8h, 7d.',
      asksYou,
    ],
  },
  'apps revoke': {
    summary: 'take back what a program was allowed or refused',
    more: ['ID is in the first column of `signet\u00A0apps\u00A0list`. Next time, Signet asks you again.'],
  },
  share: {
    summary: 'open a socket that gives one token, until a time',
    more: [
      'For a computer or a container that you forward the socket to: whoever reaches it gets this token of this account without asking you, and nothing else. It ends by itself, with --max uses, with a lock, and with Signet.',
      'Prints the path of the socket. TIME is 30m, 2h, 7d at most. ' + asksYou,
    ],
  },
  'share list': { summary: 'list the shares that are open' },
  'share end': {
    summary: 'end a share at once',
    more: ['ID is in the first column of `signet\u00A0share\u00A0list`.'],
  },
  audit: {
    summary: 'show who asked for what, and what was decided',
    more: [
      'TIME is 30m, 2h, 7d, 1w back from now, a date, or an RFC 3339 time. TEXT of --app is a part of a path.',
    ],
  },
  'audit verify': {
    summary: 'say whether the log is as it was written',
    more: ['Exit 1 where it is not. The keychain vouches for it, up to five minutes ago.'],
  },
  'git-credential': {
    summary: 'give git a token for hosts of yours',
    more: [
      'Git calls it where your git configuration names it: docs/git.md has the lines. A token is given for each HOST alone; of others, git asks its next helper.',
      'Git from 2.46 on sends a bearer token, an older one the token as the password of NAME. "store" keeps nothing, "erase" ends no sign-in.',
    ],
  },
  'kube-credentials': {
    summary: 'give kubectl a token for a cluster',
    more: [
      'kubectl calls it where a user of your kubeconfig names it: docs/kubernetes.md has the lines. The program that Signet asks you about is kubectl.',
      'Answers in client.authentication.k8s.io/v1 or v1beta1, as asked.',
    ],
  },
  events: {
    summary: 'tell as it happens what becomes of accounts and apps',
    more: [
      'A line for each new token, sign-in, sign-out, lock and answer to a program, until Ctrl-C; no token is in it.',
      'It starts nothing, and goes on with the next Signet where one makes room for another.',
    ],
  },
  lock: {
    summary: 'give nothing out until somebody unlocks',
    more: [
      'Forgets the tokens in memory, sign-ins under way, shares and what was allowed until locked. What was allowed for good stays.',
    ],
  },
  unlock: {
    summary: 'give tokens again',
    more: [
      asksYou,
      'Where the password of an account unlocks, you type it on your terminal, or in the window of the app; --account says whose.',
    ],
  },
  status: {
    summary: 'say whether Signet runs, and how it is',
    more: ['It starts nothing: exit 3 means that Signet does not run.'],
  },
  doctor: {
    summary: 'look for what is wrong, and say how to set it right',
    more: [
      'Looks at the socket, the host, the keychain, damaged files, accounts, programs, each pool and the way to it, and the clock. It starts nothing and changes nothing.',
      'Names no user and no secret: what it prints can go into a report as it is. Exit 1 where there is something to set right.',
    ],
  },
  agent: {
    summary: 'run Signet without a window, in the foreground',
    more: ['It asks on your terminal instead of in a window. Ctrl-C ends it.'],
  },
  'completion bash': {
    summary: 'print what makes bash complete signet at each Tab',
    more: ['In ~/.bashrc: eval\u00A0"$(signet\u00A0completion\u00A0bash)"', completes],
  },
  'completion zsh': {
    summary: 'print what makes zsh complete signet at each Tab',
    more: ['In ~/.zshrc, after compinit: eval\u00A0"$(signet\u00A0completion\u00A0zsh)"', completes],
  },
  'completion fish': {
    summary: 'print what makes fish complete signet at each Tab',
    more: ['In config.fish: signet\u00A0completion\u00A0fish\u00A0|\u00A0source', completes],
  },
  'completion words': {
    summary: 'say what may come next on a command line, for those scripts',
    more: ['The last word is the one that is not finished. A tab and what the word does may follow it.'],
  },
  reset: {
    summary: 'sign out, forget this device, delete all Signet keeps',
    more: ['Accounts, pools and answers to programs are gone then, in the keychain as well.', asksYou],
  },
  help: { summary: 'explain a verb' },
} as const satisfies Readonly<Record<string, VerbHelp>>

export type HelpName = keyof typeof verbHelp
