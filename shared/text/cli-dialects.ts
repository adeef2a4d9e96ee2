// What `signet kube-credentials` and `signet git-credential` say. English, like all of the command.

export const cliKube = {
  notCalled:
    'KUBERNETES_EXEC_INFO is not set: kubectl sets it where a user of the kubeconfig names this command (docs/kubernetes.md).',
  notJson: 'KUBERNETES_EXEC_INFO holds no ExecCredential: it is kubectl that sets it, and nobody else need.',
  version: (known: readonly string[]) =>
    `The kubeconfig asks for another version of ExecCredential: write apiVersion: ${known.join(' or ')} (docs/kubernetes.md).`,
} as const

export const cliGit = {
  hostMissing:
    '--host is missing: name the host that may have the token, as in --host git.example.com (docs/git.md).',
  hostForm:
    '--host is git.example.com or git.example.com:8443; xn--… for a name in other letters; http://127.0.0.1:3000 on this computer alone.',
  userForm: '--git-user is a name of printable characters, without spaces and colons.',
  notGit: 'Standard input holds no request of git:',
  faults: {
    byte: 'a line holds a carriage return or a NUL',
    long: 'a line is longer than 65535 bytes',
    large: 'it is longer than 1 MiB',
    unended: 'its last line has no end',
    form: 'a line has no = after a name',
    twice: 'a name is given twice',
    encoding: 'a value is no UTF-8',
    missing: 'protocol or host is missing',
  },
  erased: (host: string, use: string) =>
    `signet: ${host} refused the ${use} token. You are still signed in: if it happens again, see whether the server takes ${use} tokens of this pool and account (--use, --account).`,
} as const

export type GitFault = keyof typeof cliGit.faults
