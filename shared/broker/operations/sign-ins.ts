// Sign-ins that a terminal conducts. Each belongs to the process that began it.
import { asksCognito, namesAccount, needsKeychain, operation, whoAsks, writesRecords } from '../operation'
import { CommonRequest, NewSignIn, SignInStepReply, SignInStepRequest } from '../requests'

export const signInOperations = {
  startSignIn: operation('startSignIn', {
    summary: 'Begins a sign-in whose steps the caller shows and answers.',
    body: NewSignIn,
    reply: SignInStepReply,
    problems: [...namesAccount, ...whoAsks, 'sign_in_in_progress'],
  }),
  answerSignIn: operation('answerSignIn', {
    summary: 'Answers the step that stands, and gives the next one.',
    body: SignInStepRequest,
    reply: SignInStepReply,
    problems: [
      ...whoAsks,
      ...needsKeychain,
      ...asksCognito,
      ...writesRecords,
      'sign_in_refused',
      'cancelled',
    ],
  }),
  waitForSignIn: operation('waitForSignIn', {
    summary: 'Waits while a browser has the word, and gives the step that there is then.',
    body: CommonRequest,
    reply: SignInStepReply,
    whileLocked: true,
    problems: whoAsks,
  }),
  cancelSignIn: operation('cancelSignIn', {
    summary: 'Abandons the sign-in.',
    body: CommonRequest,
    reply: SignInStepReply,
    whileLocked: true,
    problems: whoAsks,
  }),
} as const
