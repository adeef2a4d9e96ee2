// What `signet accounts rename` and `signet accounts remove` say.

export const cliAccounts = {
  renamed: (before: string, label: string) => `${before} is called ${label} from now on.`,
  removed: (account: string) => `Removed ${account}. Nothing of it is left on this computer.`,
} as const
