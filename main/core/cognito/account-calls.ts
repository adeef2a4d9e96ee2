// Sign-up and forgotten passwords (COGNITO.md §9): unsigned, with SecretHash over exactly the name of the request (§6).
import type { Caller } from './caller'
import type { Cognito } from './cognito'
import type { Asked } from './exceptions'
import { CodeDeliveryAnswer, EmptyAnswer, SignUpAnswer } from './reply-schemas'

export type AccountCalls = Pick<
  Cognito,
  'forgotPassword' | 'confirmForgotPassword' | 'signUp' | 'confirmSignUp' | 'resendConfirmationCode'
>

/** The operations of one app client. */
export function accountCalls(
  caller: Caller,
  {
    clientId,
    secretHash,
  }: { readonly clientId: string; readonly secretHash: (username: string) => string | undefined },
): AccountCalls {
  const who = (username: string) => ({
    ClientId: clientId,
    Username: username,
    SecretHash: secretHash(username),
  })
  return {
    forgotPassword: ({ username }) =>
      caller.call(recovery, CodeDeliveryAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ForgotPasswordCommand(who(username)), { abortSignal }),
      ),
    confirmForgotPassword: ({ username, code, newPassword }) =>
      caller.call(recovery, EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(
          new sdk.ConfirmForgotPasswordCommand({
            ...who(username),
            ConfirmationCode: code,
            Password: newPassword,
          }),
          { abortSignal },
        ),
      ),
    signUp: ({ username, password, attributes }) =>
      caller.call(signingUp, SignUpAnswer, (sdk, client, abortSignal) =>
        client.send(
          new sdk.SignUpCommand({
            ...who(username),
            Password: password,
            UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
          }),
          { abortSignal },
        ),
      ),
    confirmSignUp: ({ username, code }) =>
      caller.call(signingUp, EmptyAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ConfirmSignUpCommand({ ...who(username), ConfirmationCode: code }), {
          abortSignal,
        }),
      ),
    resendConfirmationCode: ({ username }) =>
      caller.call(signingUp, CodeDeliveryAnswer, (sdk, client, abortSignal) =>
        client.send(new sdk.ResendConfirmationCodeCommand(who(username)), { abortSignal }),
      ),
  }
}

const recovery: Asked = { kind: 'recovery' }
const signingUp: Asked = { kind: 'sign-up' }
