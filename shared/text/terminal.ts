// What the headless agent says when it asks on a terminal. English, like the command.
import type { AppView, CredentialUse } from '../model/consent'
import type { AllowQuestion, ShareQuestion } from './desktop-programs'
import { durationWords } from './duration'
import type { MfaChange, MfaType } from '../model/sign-in-methods'

export const terminal = {
  title: '── Signet ──',
  question: (use: CredentialUse, account: string) => `A program asks for ${uses[use]} of ${account}.`,
  endpointQuestion: (account: string) =>
    `A program asks for an endpoint that gives ${uses.aws} of ${account}, as often as it is asked.`,
  rows: {
    program: 'Program',
    script: 'Says it runs',
    parents: 'Started by',
    role: 'Role',
    reason: 'It says',
    warning: 'Warning',
  },
  process: (executable: string, pid: number) => `${executable} (process ${pid})`,
  noParents: 'nothing that is still there',
  warnings: {
    'changed-since-approved': 'It changed since you approved it.',
    unverifiable: 'It cannot be verified: its file was deleted, or is out of sight.',
    'preload-environment': 'Other code was loaded into it by its environment (LD_PRELOAD).',
  } satisfies Record<AppView['warnings'][number], string>,
  answers: {
    deny: '[d]eny',
    once: '[o]nce',
    lock: 'until Signet [l]ocks or ends',
    '8h': 'for [8] hours',
    always: '[a]lways',
    never: '[n]ever ask, always deny',
  },
  endpointOnce: '[o]nly until this endpoint ends or Signet locks',
  everyRole: (role: string) => `${role} (an answer for longer is for every role)`,
  prompt: 'Letter, then Enter (Enter alone denies): ',
  again: (letters: readonly string[]) => `Not an answer. One of ${letters.join(', ')}.`,
  outcomes: {
    deny: 'Denied.',
    once: 'Allowed once.',
    lock: 'Allowed until Signet locks or ends.',
    '8h': 'Allowed for 8 hours. `signet apps revoke` takes it back.',
    always: 'Allowed from now on. `signet apps revoke` takes it back.',
    never: 'Denied from now on. `signet apps revoke` takes it back.',
  },
  endpointOnceOutcome: 'Allowed until this endpoint ends or Signet locks.',
  confirm: {
    'add-pool': (name: string, userPoolId: string, endpoint: string | undefined) =>
      endpoint === undefined
        ? `Add the pool ${name} (${userPoolId})?`
        : `Add the pool ${name} (${userPoolId}), whose passwords go to ${endpoint} in place of AWS?`,
    'remove-pool': (name: string) => `Remove the pool ${name} and sign out of its accounts?`,
    'allow-app': ({ path, accountLabel, use, forSeconds }: AllowQuestion) => {
      const time = forSeconds === undefined ? '' : `, for ${durationWords('en', forSeconds)}`
      return `Let ${path} have ${uses[use]} of ${accountLabel} without asking${time}?`
    },
    share: (question: ShareQuestion) => shareWords(question),
    'sign-out-everywhere': (account: string) => `Sign ${account} out on every device?`,
    'forget-device': (account: string) =>
      `Forget this device of ${account}? The next sign-in asks for a code.`,
    'change-password': (account: string) => `Change the password of ${account}?`,
    'change-mfa': (account: string, method: MfaType, change: MfaChange) =>
      mfaChanges[change](mfaNames[method], account),
    'remember-device': (account: string, device: string, remembered: 'yes' | 'no') =>
      remembered === 'yes'
        ? `Remember the device ${device} of ${account}? It will be asked for no code.`
        : `Remember the device ${device} of ${account} no longer? It will be asked for a code.`,
    'forget-one-device': (account: string, device: string) =>
      `Forget the device ${device} of ${account}? It is signed out.`,
    'forget-other-devices': (account: string) =>
      `Forget every device of ${account} but this one? They are signed out.`,
    'rename-account': (account: string, label: string) => `Call the account ${account} ${label} from now on?`,
    'remove-account': (account: string) =>
      `Remove ${account} from this computer? It is signed out, and this device is forgotten.`,
    unlock: () => 'Unlock Signet? Programs that you have allowed can then have tokens again.',
    reset: () => 'Sign out, forget this device and delete everything Signet keeps?',
  },
  askedBy: (app: string) => `Asked by ${app}.`,
  confirmPrompt: 'y, then Enter, to agree (Enter alone refuses): ',
  confirmOutcomes: { yes: 'Agreed.', no: 'Refused.' },
  password: {
    question: (account: string, pool: string) =>
      `Unlock Signet? Programs that you have allowed can then have tokens again.\nThe pool ${pool} checks the password of ${account}; it is kept nowhere.`,
    line: 'Password, unseen, then Enter (Enter alone refuses): ',
    checking: 'Asking the pool…',
  },
  withdrawn: {
    timedOut: 'Nobody answered in time: refused.',
    gone: 'The question is withdrawn: nobody answered in time, or the program that asked is gone.',
  },
  noSurface: {
    consent: (command: string) =>
      `Signet runs without a window and has no terminal to ask on. Run the program in a terminal, or allow it first: \`${command}\`.`,
    consentOfProcess:
      'Signet runs without a window and has no terminal to ask on. Run the program in a terminal: one that cannot be told from others is asked about each time.',
    confirm: 'Signet runs without a window and has no terminal to ask on. Run the command in a terminal.',
    signIn: (account: string) =>
      `Signet runs without a window. Sign in with \`signet login --account ${account}\`.`,
    hungUp: 'The terminal closed before anybody answered.',
  },
} as const

const mfaNames: Readonly<Record<MfaType, string>> = {
  SOFTWARE_TOKEN_MFA: 'codes of an authenticator app',
  SMS_MFA: 'codes by text message',
  EMAIL_OTP: 'codes by e-mail',
}
const mfaChanges: Readonly<Record<MfaChange, (method: string, account: string) => string>> = {
  add: (_method, account) => `Add an authenticator app to ${account}? The one before it is replaced.`,
  on: (method, account) => `Turn ${method} on for ${account}?`,
  off: (method, account) => `Turn ${method} off for ${account}? Sign-ins may then need no code.`,
  prefer: (method, account) => `Prefer ${method} for ${account}?`,
}
const uses: Readonly<Record<CredentialUse, string>> = {
  access: 'your access token',
  id: 'your id token',
  aws: 'temporary AWS credentials',
}

function shareWords({ accountLabel, use, forSeconds, maxUses, reason, socket }: ShareQuestion): string {
  const place = socket === undefined ? 'the socket that Signet opens for it' : `the socket ${socket}`
  const often = maxUses === undefined ? '' : maxUses === 1 ? ', once' : `, ${maxUses} times at most`
  return [
    `Share ${uses[use]} of ${accountLabel} for ${durationWords('en', forSeconds)}${often}?`,
    `Whoever reaches ${place}, on another computer too, gets it without asking you.`,
    ...(reason === undefined ? [] : [`In the words of who asks: “${reason}”`]),
  ].join('\n')
}
