// The accounts of this computer, and their tokens.
import { RenameAccountRequest } from '../account-requests'
import { AwsCredentialsReply, AwsCredentialsRequest } from '../aws'
import {
  asksPerson,
  needsKeychain,
  needsSession,
  namesAccount,
  operation,
  raisesSignIn,
  whoAsks,
  writesRecords,
} from '../operation'
import {
  AccountsReply,
  CommonRequest,
  SignInReply,
  SignInRequest,
  SignOutReply,
  SignOutRequest,
  TokenReply,
  TokenRequest,
} from '../requests'

export const accountOperations = {
  accounts: operation('accounts', {
    summary: 'Lists the accounts of this computer.',
    body: CommonRequest,
    reply: AccountsReply,
    whileLocked: true,
  }),
  token: operation('token', {
    summary:
      'Gives a token of the account to a program that may have it, and asks the person where that is open.',
    body: TokenRequest,
    reply: TokenReply,
    problems: [...namesAccount, ...asksPerson, ...needsSession, ...raisesSignIn],
  }),
  awsCredentials: operation('awsCredentials', {
    summary: "Gives AWS credentials of the account's identity pool, as a token is given.",
    body: AwsCredentialsRequest,
    reply: AwsCredentialsReply,
    problems: [
      ...namesAccount,
      ...asksPerson,
      ...needsSession,
      ...raisesSignIn,
      'no_identity_pool',
      'refused',
    ],
  }),
  signIn: operation('signIn', {
    summary: "Raises the account's sign-in; with `wait` it answers at its end, else at once.",
    body: SignInRequest,
    reply: SignInReply,
    problems: [...namesAccount, ...whoAsks, ...needsSession, ...raisesSignIn, 'consent_required'],
  }),
  signOut: operation('signOut', {
    summary: 'Signs the account out here; to do it everywhere, or to forget this device, asks the person.',
    body: SignOutRequest,
    reply: SignOutReply,
    problems: [...namesAccount, ...asksPerson, ...needsKeychain, ...writesRecords],
  }),
  setDefaultAccount: operation('setDefaultAccount', {
    summary: 'Makes the account the one that `default` names.',
    body: CommonRequest,
    reply: AccountsReply,
    problems: [...namesAccount, ...whoAsks, ...writesRecords],
  }),
  renameAccount: operation('renameAccount', {
    summary: 'Gives the account another label; asks the person.',
    body: RenameAccountRequest,
    reply: AccountsReply,
    problems: [...namesAccount, ...asksPerson, ...writesRecords],
  }),
  removeAccount: operation('removeAccount', {
    summary: 'Signs the account out and forgets it with this device; asks the person.',
    body: CommonRequest,
    reply: SignOutReply,
    problems: [...namesAccount, ...asksPerson, ...needsKeychain, ...writesRecords],
  }),
} as const
