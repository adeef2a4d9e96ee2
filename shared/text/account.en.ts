// The words of an account's own page in English.
import type { ErrorCode } from '../errors'

/** What an error means to somebody who is signed in: the words of errors.en.ts speak of signing in. */
export type OwnErrorTexts = Readonly<Partial<Record<ErrorCode, { title: string; advice: string }>>>

export const accountEn = {
  open: 'Details',
  openFor: (account: string) => `Details of ${account}`,
  back: 'All accounts',
  loading: 'Asking the pool about your account…',
  loaded: 'Your account is shown.',
  signedOut: 'You are not signed in to this account.',
  signedOutAdvice: 'Sign in to see and change what the pool knows of you.',
  scope: {
    noBrowser:
      'It stays good for its tokens. Sign in again without the browser: such a sign-in may always ask.',
    again:
      'It stays good for its tokens. A new sign-in asks for the scope that it lacks, aws.cognito.signin.user.admin: sign in again. If this comes back, the pool leaves the scope out; ask an administrator.',
    addAgain:
      'It stays good for its tokens. A new one would be the same: Signet does not ask the sign-in page of this pool for the scope aws.cognito.signin.user.admin. Ask an administrator to allow the scope in the app client. Then remove the pool, add it again with that scope (`signet pools add --scopes`), and sign in again.',
  },
  save: 'Save',
  code: 'Code',
  codeSent: (destination: string) => `A code was sent to ${destination}.`,
  codeSentUnknown: 'A code was sent to you.',

  about: {
    title: 'About you',
    notSet: 'Not set',
    verified: 'Verified',
    notVerified: 'Not verified',
    change: 'Change',
    changeNamed: (attribute: string) => `Change: ${attribute}`,
    add: 'Add',
    addNamed: (attribute: string) => `Add: ${attribute}`,
    verify: 'Verify',
    verifyNamed: (attribute: string) => `Verify: ${attribute}`,
    newValue: (attribute: string) => `New value: ${attribute}`,
    contactHint: 'The pool may send a code there to make sure that it is yours.',
    changed: (attribute: string) => `Saved: ${attribute}.`,
    changedByCode: (destination: string) =>
      `A code was sent to ${destination}. Type it to verify the new value.`,
    nowVerified: (attribute: string) => `Verified: ${attribute}.`,
    names: {
      sub: 'Your id in the pool',
      identities: 'Linked sign-ins',
      name: 'Full name',
      given_name: 'First name',
      family_name: 'Last name',
      middle_name: 'Middle name',
      nickname: 'Nickname',
      preferred_username: 'Preferred username',
      email: 'E-mail address',
      phone_number: 'Phone number',
      address: 'Address',
      birthdate: 'Date of birth',
      gender: 'Gender',
      locale: 'Language',
      zoneinfo: 'Time zone',
      picture: 'Picture',
      profile: 'Profile page',
      website: 'Website',
      updated_at: 'Last changed',
    } as Readonly<Record<string, string>>,
  },

  password: {
    title: 'Password',
    has: 'You can sign in with a password.',
    hasNone: 'You have no password yet. You can set one.',
    change: 'Change password',
    set: 'Set a password',
    old: 'Current password',
    done: 'Your password was changed.',
    doneFirst: 'Your password was set.',
    stays:
      'With a new one you stay signed in here, and sign-ins elsewhere do not end either: sign out everywhere for that.',
  },

  mfa: {
    title: 'Second factors',
    lead: 'What the pool asks for after your first step, on a device that it does not remember.',
    on: 'On',
    off: 'Off',
    preferred: 'Asked first',
    hints: {
      SOFTWARE_TOKEN_MFA: 'An app on your phone shows a new code every 30 seconds.',
      SMS_MFA: 'A code comes to your phone number.',
      EMAIL_OTP: 'A code comes to your e-mail address.',
    },
    needs: {
      SMS_MFA: 'Needs a verified phone number first.',
      EMAIL_OTP: 'Needs a verified e-mail address first.',
    },
    goTo: {
      SMS_MFA: 'Go to the phone number',
      EMAIL_OTP: 'Go to the e-mail address',
    },
    setUp: 'Set up an app',
    setUpAnother: 'Set up another app',
    turnOn: 'Turn on',
    turnOnNamed: (method: string) => `Turn on: ${method}`,
    turnOff: 'Turn off',
    turnOffNamed: (method: string) => `Turn off: ${method}`,
    prefer: 'Ask for it first',
    preferNamed: (method: string) => `Ask for it first: ${method}`,
    unprefer: 'Do not ask for it first',
    unpreferNamed: (method: string) => `Do not ask for it first: ${method}`,
    turnedOn: (method: string) => `Turned on: ${method}.`,
    turnedOff: (method: string) => `Turned off: ${method}.`,
    nowPreferred: (method: string) => `From now on asked for first: ${method}.`,
    notPreferred: (method: string) => `No longer asked for first: ${method}.`,
    lastTitle: 'Turn off your last second factor?',
    lastBody: 'From then on your first step alone lets anybody in who knows it.',
    setUpLead: 'Scan the picture with the app, then type the code that it shows.',
    replaces: 'The app that you use now stops working for this account as soon as the new one is confirmed.',
    appName: 'Name of the app or phone',
    appNameHint: 'Such as Pixel 8. Shown when a code is asked for.',
    added: 'Your authenticator app is set up, and the pool asks for its codes.',
  },

  ways: {
    title: 'Ways to sign in',
    none: 'The pool names none.',
    unknown: 'This pool does not say which ways you have.',
    passkeys: 'Passkeys are added and removed in the browser, on the sign-in page of your organisation.',
    last: (method: string) => `The last time you signed in here: ${method}.`,
  },

  devices: {
    title: 'Devices',
    lead: 'The devices that the pool keeps for you. A remembered one needs no code to sign in.',
    empty: 'The pool keeps no device of yours.',
    thisDevice: 'This device',
    remembered: 'Remembered',
    notRemembered: 'Not remembered',
    lastUsed: (when: string) => `Last used ${when}`,
    since: (when: string) => `known since ${when}`,
    address: (address: string) => `last address ${address}`,
    rename: 'Rename',
    renameNamed: (device: string) => `Rename ${device}`,
    name: 'Name',
    nameHint:
      'The name stays on this computer: the pool keeps its own. Leave it empty to go back to that one.',
    renamed: (device: string) => `Renamed to ${device}.`,
    nameBack: 'The pool’s own name is shown again.',
    remember: 'Remember',
    rememberNamed: (device: string) => `Remember ${device}`,
    doNotRemember: 'Do not remember',
    doNotRememberNamed: (device: string) => `Do not remember ${device}`,
    nowRemembered: (device: string) => `Remembered: ${device}. It needs no code from now on.`,
    nowNotRemembered: (device: string) => `No longer remembered: ${device}. It must give a code again.`,
    forget: 'Forget',
    forgetNamed: (device: string) => `Forget ${device}`,
    forgetTitle: (device: string) => `Forget ${device}?`,
    forgetBody: 'The sign-in on it ends, and the next one there asks for a code again.',
    forgotten: (device: string) => `Forgotten: ${device}.`,
    alreadyGone: (device: string) => `Forgotten before, perhaps elsewhere: ${device}.`,
    forgetOthers: 'Forget all other devices',
    forgetOthersTitle: (count: number) =>
      count === 1 ? 'Forget the other device?' : `Forget the other ${String(count)} devices?`,
    forgetOthersBody:
      'The sign-ins on them end, and the next one on each asks for a code again. This device stays as it is.',
    othersForgotten: (count: number) =>
      count === 1 ? 'One device was forgotten.' : `${String(count)} devices were forgotten.`,
    notAll: 'Not every device was forgotten.',
    showAll: (count: number) => `Show all ${String(count)} devices`,
  },

  signOut: {
    title: 'Sign out',
    limits:
      'Signing out here ends the sign-in that Signet holds. Signing out everywhere ends every sign-in of this account.',
    cannotUndo:
      'Neither takes back tokens that programs already have: a service that checks only their signature accepts them until they expire.',
  },

  errors: {
    'auth/wrong-password': {
      title: 'This is not your current password.',
      advice: 'You are still signed in, and your password is unchanged. Type both again.',
    },
    'auth/new-password-refused': {
      title: 'The pool did not accept the new password.',
      advice: 'Your password is unchanged. Choose a longer one, or one that you have not used before.',
    },
    'auth/password-not-encodable': {
      title: 'The password holds a character that cannot be sent.',
      advice: 'Your password is unchanged. Type the new one by hand instead of pasting it.',
    },
    'auth/attempts-exceeded': {
      title: 'Too many attempts.',
      advice: 'You are still signed in, and nothing was changed. Wait a while, then try again.',
    },
    'auth/code-mismatch': {
      title: 'The code is wrong.',
      advice: 'You are still signed in. Type the code that is shown or was sent to you most recently.',
    },
    'auth/code-expired': {
      title: 'The code has expired.',
      advice: 'You are still signed in. Have another code sent, and type that one.',
    },
    'auth/code-already-used': {
      title: 'This code has been used already.',
      advice: 'You are still signed in. Wait for the next code, and type that one.',
    },
    'auth/code-not-delivered': {
      title: 'The pool could not send the code.',
      advice: 'You are still signed in. Check the address, or ask an administrator.',
    },
    'auth/name-taken': {
      title: 'Somebody in this pool has this name or address already.',
      advice: 'You are still signed in, and the old value stands. Choose another one.',
    },
  } as OwnErrorTexts,
}
