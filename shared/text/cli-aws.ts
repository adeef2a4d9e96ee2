// What `signet aws-credentials` and `signet serve-aws` say. English, like all of the command.

export const cliAws = {
  export: (name: string, value: string) => `export ${name}=${value}`,
  serves: 'Paste these lines into the shell of the program that needs AWS. Ctrl-C ends the endpoint.',
  tokenSeen:
    'Children of that shell, and whoever may look into them, can see the token in their environment.',
  ended:
    'The endpoint has ended and gives nothing any more: Signet was locked, ended or went to another host, or the account was signed out. Run `signet serve-aws` again.',
} as const
