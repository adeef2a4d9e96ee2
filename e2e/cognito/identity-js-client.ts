// amazon-cognito-identity-js, pointed at a server.
// Its makers call it deprecated in favour of Amplify, which judges too; it stays for its other SRP code.
/* eslint-disable @typescript-eslint/no-deprecated */
import { CognitoUser, CognitoUserPool } from 'amazon-cognito-identity-js'
import { publicClientId, userPoolId } from './builders'

/** A client with a memory of its own, as a program that stays open has. */
export function identityJsClient(endpoint: string, username: string): CognitoUser {
  const items = new Map<string, string>()
  const Storage = {
    setItem: (key: string, value: string) => void items.set(key, value),
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  }
  const Pool = new CognitoUserPool({ UserPoolId: userPoolId, ClientId: publicClientId, endpoint, Storage })
  return new CognitoUser({ Username: username, Pool, Storage })
}
