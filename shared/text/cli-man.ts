// What the manual page says beside the verbs and their flags, which it takes from the help.

export const manWords = {
  name: 'tokens of Amazon Cognito user pools for programs of yours',
  description: [
    'Signet signs you in to Amazon Cognito user pools once per device, keeps the sign-in in the keychain of the system, and gives tokens to the programs that you allow. This command is its terminal: it speaks to the Signet that runs, the app or the agent, and starts one where none does.',
    'The result goes to standard output, and nothing else; words for a person go to standard error. With --json the result is one JSON object, and so is an error. A secret is never given in an argument: Signet asks, or reads standard input.',
  ],
  exits: [
    ['0', 'done'],
    ['1', 'unexpected'],
    ['2', 'usage: the command line, or a field of the request'],
    ['3', 'Signet does not run and could not be started, or its socket is not trusted'],
    ['4', 'sign-in required'],
    ['5', 'refused by a person, or a person would be needed'],
    ['6', 'locked'],
    ['7', 'offline, throttled or busy'],
    ['8', 'the keychain'],
    ['9', 'timed out or cancelled'],
    ['130', 'Ctrl-C'],
  ],
  environment: [
    ['SIGNET_ACCOUNT', 'the account that is meant where --account is not given'],
    ['SIGNET_SOCKET', 'absolute path of the socket'],
    ['SIGNET_HOME', 'absolute path of one folder for everything that Signet keeps'],
    ['SIGNET_AUTOSTART', '0: never start a host'],
    ['HTTPS_PROXY, NO_PROXY', 'the way to Cognito, for a host that is started'],
    ['NODE_EXTRA_CA_CERTS', 'a file of certificates that are believed as well'],
    ['NO_COLOR', 'any value: no colours'],
  ],
  files: [
    ['$XDG_RUNTIME_DIR/signet/signet.sock', 'the socket of the local API'],
    ['~/.config/signet', 'pools and settings'],
    ['~/.local/state/signet', 'accounts, answers to programs, audit log, signet.log'],
  ],
  examples: [
    ['signet pools import amplify_outputs.json', 'Adds the pool that an Amplify project uses.'],
    ['signet login', 'Signs in.'],
    ['curl -H "$(signet token --header)" https://api.example.com/', 'Calls an API with a token.'],
    ['signet exec -- ./deploy.sh', 'Runs a script that finds its token in COGNITO_ACCESS_TOKEN.'],
    ['signet doctor', 'Looks for what is wrong.'],
  ],
  seeAlso: 'systemctl(1), curl(1)',
} as const
