// Points @aws-amplify/auth at a server. Its state is global to the module: one user at a time.
import { cognitoUserPoolsTokenProvider } from '@aws-amplify/auth/cognito'
import { Amplify } from 'aws-amplify'
import { publicClientId, userPoolId } from './builders'

/** A client with a memory of its own, that knows nobody. */
export function configureAmplify(userPoolEndpoint: string): void {
  const items = new Map<string, string>()
  Amplify.configure({
    Auth: { Cognito: { userPoolId, userPoolClientId: publicClientId, userPoolEndpoint } },
  })
  cognitoUserPoolsTokenProvider.setKeyValueStorage({
    setItem: (key, value) => Promise.resolve(void items.set(key, value)),
    getItem: (key) => Promise.resolve(items.get(key) ?? null),
    removeItem: (key) => Promise.resolve(void items.delete(key)),
    clear: () => {
      items.clear()
      return Promise.resolve()
    },
  })
}
