// Sign-up and forgotten passwords (COGNITO.md §9): unsigned, with SecretHash over exactly the name of the request (§6).
import type { Caller } from './caller'
import type { Cognito } from './cognito'
import type { Asked } from './exceptions'
import { CodeDeliveryAnswer, EmptyAnswer, SignUpAnswer } from './reply-schemas'

export type AccountCalls = Pick<
  Cognito,
  'forgotPassword' | 'confirmForgotPassword' | 'signUp' | 'confirmSignUp' | 'resendConfirmationCode'
>

interface AppClient {
  readonly clientId: string
  readonly secretHash: (username: string) => string | undefined
}

/** The operations of one app client. */
export function accountCalls(caller: Caller, appClient: AppClient): AccountCalls {
  const who = whoOf(appClient)
  return { ...recoveryCalls(caller, who), ...signUpCalls(caller, who) }
}

type Who = ReturnType<typeof whoOf>

const whoOf =
  ({ clientId, secretHash }: AppClient) =>
  (username: string) => ({ ClientId: clientId, Username: username, SecretHash: secretHash(username) })

function recoveryCalls(
  caller: Caller,
  who: Who,
): Pick<AccountCalls, 'forgotPassword' | 'confirmForgotPassword'> {
  return {
    forgotPassword: ({ username }) =>
      caller.call(recovery, CodeDeliveryAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ForgotPasswordCommand(who(username)), { abortSignal }),
      ),
    confirmForgotPassword: ({ username, code, newPassword }) => {
      const input = { ...who(username), ConfirmationCode: code, Password: newPassword }
      return caller.call(recovery, EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ConfirmForgotPasswordCommand(input), { abortSignal }),
      )
    },
  }
}

function signUpCalls(
  caller: Caller,
  who: Who,
): Pick<AccountCalls, 'signUp' | 'confirmSignUp' | 'resendConfirmationCode'> {
  return {
    signUp: ({ username, password, attributes }) => {
      const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
      const input = { ...who(username), Password: password, UserAttributes }
      return caller.call(signingUp, SignUpAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.SignUpCommand(input), { abortSignal }),
      )
    },
    confirmSignUp: ({ username, code }) => {
      const input = { ...who(username), ConfirmationCode: code }
      return caller.call(signingUp, EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ConfirmSignUpCommand(input), { abortSignal }),
      )
    },
    resendConfirmationCode: ({ username }) =>
      caller.call(signingUp, CodeDeliveryAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ResendConfirmationCodeCommand(who(username)), { abortSignal }),
      ),
  }
}

const recovery: Asked = { kind: 'recovery' }
const signingUp: Asked = { kind: 'sign-up' }
