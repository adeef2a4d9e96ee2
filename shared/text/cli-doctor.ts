// What `signet doctor` finds and how it is set right. No name of a user, no value of a setting: it is made to be pasted.

export const cliDoctor = {
  marks: { fine: 'ok', note: '--', fault: '!!' },
  fix: (fix: string) => `Fix: ${fix}`,
  verdict: {
    fine: 'Nothing to set right.',
    faults: (count: number) => (count === 1 ? '1 thing to set right.' : `${count} things to set right.`),
  },
  node: {
    fine: (version: string) => `Node ${version} runs this command.`,
    old: (version: string) => `Node ${version} runs this command; Signet needs 20.19 or later.`,
    fix: 'install a later Node, such as the long-term one of nodejs.org.',
  },
  socket: {
    fine: (path: string) => `The socket is yours alone: ${path}.`,
    none: (path: string) => `There is no socket yet: ${path}.`,
    fix: 'remove what lies there, or set SIGNET_SOCKET to a path in a folder of your own; then start Signet again.',
  },
  host: {
    fine: (host: string, version: string) => `${host} runs, version ${version}.`,
    kinds: { desktop: 'The app', agent: 'The agent' },
    notRunning: 'Signet does not run. Most verbs start it by themselves.',
    startFix: 'open the app, or run `signet agent`; what follows can then be looked at as well.',
    otherVersion: (host: string, ours: string) => `The host has version ${host}, this command ${ours}.`,
    versionFix:
      'end Signet and start it again; where that does not help, one of both is another installation.',
    locked: 'Signet is locked: it gives nothing out.',
    lockedFix: 'run `signet unlock`.',
  },
  keychain: {
    ready: (backend: string) => `The keychain is ready: ${backend}.`,
    sessionOnly: 'Signet runs without a keychain: sign-ins end with it.',
    locked: (backend: string) => `The keychain is locked: ${backend}.`,
    lockedFix: 'unlock it, for example by signing in to your desktop; docs/headless.md tells of servers.',
    unavailable: (backend: string) => `The keychain cannot be used: ${backend}.`,
    unavailableFix:
      'install and start a Secret Service (docs/headless.md), or run `signet agent --session-only`.',
  },
  files: {
    fine: 'No damaged file was set aside.',
    setAside: (name: string) => `A damaged file was set aside: ${name}.`,
    fix: (folder: string) =>
      `what it held is gone from Signet: add it again, then remove the file from ${folder}.`,
  },
  pools: {
    none: 'There is no pool yet.',
    addFix: 'run `signet pools add` or `signet pools import`.',
    reached: (name: string) => `The pool ${name} answers.`,
    unknown: (name: string) => `Cognito knows no pool of the id of ${name}.`,
    unknownFix: 'compare the id with the one that your administrator gave you; add the pool again.',
    odd: (name: string, status: number) =>
      `The pool ${name} was not reached: something answered with status ${status}.`,
    failed: (name: string, why: string) => `The pool ${name} was not reached. ${why}`,
    failedFix: 'check the network, and the proxy and certificates of docs/network.md.',
  },
  clock: {
    fine: 'The clock of this computer is right.',
    off: (minutes: number) =>
      minutes > 0
        ? `The clock of this computer is ${minutes} minutes fast.`
        : `The clock of this computer is ${-minutes} minutes slow.`,
    fix: 'set it, or let the system set it from the network (timedatectl set-ntp true).',
  },
  network: {
    direct: 'No proxy: Cognito is asked directly.',
    proxy: (shown: string) => `Proxy: ${shown}.`,
    hostDiffers: (shown: string) => `The host goes another way than this command: ${shown}.`,
    hostFix: 'start the host from an environment that has the same proxy variables.',
    hostDirect: 'directly',
    authorities: (variables: readonly string[]) =>
      `Certificates are also believed by ${variables.join(', ')}.`,
    settingFix: 'correct the variable, or unset it.',
  },
  accounts: {
    fine: (count: number) =>
      count === 1 ? 'The account is signed in.' : `All ${count} accounts are signed in.`,
    none: 'Nobody has signed in yet.',
    noneFix: 'run `signet login`.',
    expired: (id: string) => `The sign-in of the account ${id} has ended.`,
    expiredFix: (id: string) => `run \`signet login --account ${id}\`.`,
  },
  apps: {
    fine: 'Every program with a standing answer is still there.',
    gone: (path: string) => `A program with a standing answer is not there any more: ${path}.`,
    fix: (id: string) => `run \`signet apps revoke ${id}\`.`,
  },
  start: {
    desktop: 'Signet starts with your desktop.',
    turnedOff: 'The autostart entry of Signet starts nothing: it is turned off, or its program is gone.',
    otherEntry: 'The autostart entry signet.desktop was not written by Signet.',
    service: 'The agent is a service of yours (signet-agent.service).',
    byHand: 'Signet starts when a program asks for it, or by hand.',
    noDisplay: 'There is no display here: Signet asks on your terminal.',
  },
} as const
