// What `signet exec` says. English, like all of the command.

export const cliExec = {
  form: 'Write the command after --, as in `signet exec -- COMMAND …`.',
  envForm:
    '--env is NAME=access, NAME=id or NAME=aws: NAME has letters, digits and _, and begins with no digit.',
  twice: (name: string) => `--env gives ${name} twice.`,
  reserved: (name: string) => `${name} changes how programs run: choose another name for the token.`,
  notFound: (command: string) => `The command ${command} was not found.`,
  notRunnable: (command: string, code: string) => `The command ${command} cannot be run (${code}).`,
} as const
