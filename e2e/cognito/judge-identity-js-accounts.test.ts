// amazon-cognito-identity-js, AWS's own client, judges the account operations: it knows nothing of Signet.
/* eslint-disable @typescript-eslint/no-deprecated */
import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
  type ISignUpResult,
} from 'amazon-cognito-identity-js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aPool, passwords, publicClientId, userPoolId } from './builders'
import type { EmbeddedCognito } from './embedded-cognito'
import { startCognito } from './server'

let server: EmbeddedCognito
let pool: CognitoUserPool

const noraPassword = 'Nora-Password-1!'
const newPassword = 'Another-Password-1!'

beforeEach(async () => {
  server = await startCognito({ pools: [aPool()] })
  pool = new CognitoUserPool({
    UserPoolId: userPoolId,
    ClientId: publicClientId,
    endpoint: server.url,
    Storage: memory(),
  })
})
afterEach(() => server.close())

function memory() {
  const items = new Map<string, string>()
  return {
    setItem: (key: string, value: string) => void items.set(key, value),
    getItem: (key: string) => items.get(key) ?? null,
    removeItem: (key: string) => void items.delete(key),
    clear: () => items.clear(),
  }
}

const userNamed = (Username: string) => new CognitoUser({ Username, Pool: pool, Storage: memory() })
const lastCode = (username: string) => server.inbox(username).at(-1)?.code ?? ''

/** One call in the style of Node callbacks. */
function called<T>(begin: (done: (error: unknown, result?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    begin((error, result) => {
      if (error instanceof Error) reject(error)
      else resolve(result as T)
    })
  })
}

function signUp(attributes: Record<string, string>): Promise<ISignUpResult> {
  const list = Object.entries(attributes).map(([Name, Value]) => new CognitoUserAttribute({ Name, Value }))
  return called((done) => pool.signUp('nora', noraPassword, list, [], done))
}

function signIn(user: CognitoUser, Password: string): Promise<CognitoUser> {
  return new Promise((resolve, reject) => {
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), {
      onSuccess: () => resolve(user),
      onFailure: reject,
    })
  })
}

function forgotPassword(user: CognitoUser): Promise<unknown> {
  return new Promise((resolve, reject) => {
    user.forgotPassword({ onSuccess: resolve, onFailure: reject, inputVerificationCode: resolve })
  })
}

function confirmPassword(user: CognitoUser, code: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    user.confirmPassword(code, newPassword, { onSuccess: resolve, onFailure: reject })
  })
}

describe('amazon-cognito-identity-js', () => {
  it('signs up, asks for the code again, confirms and signs in', async () => {
    const signedUp = await signUp({ name: 'Nora', email: 'nora@example.com' })
    expect(signedUp).toMatchObject({
      userConfirmed: false,
      codeDeliveryDetails: { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'n***@e***' },
    })
    await expect(signIn(userNamed('nora'), noraPassword)).rejects.toMatchObject({
      code: 'UserNotConfirmedException',
    })
    await called((done) => userNamed('nora').resendConfirmationCode(done))
    await called((done) => userNamed('nora').confirmRegistration(lastCode('nora'), false, done))

    await expect(signIn(userNamed('nora@example.com'), noraPassword)).resolves.toBeDefined()
  })

  it('is told by name why a sign-up or a confirmation is refused', async () => {
    await expect(signUp({ email: 'nora@example.com' })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    })
    await signUp({ name: 'Nora', email: 'nora@example.com' })
    await expect(signUp({ name: 'Nora', email: 'nora@example.com' })).rejects.toMatchObject({
      code: 'UsernameExistsException',
    })
    const wrong = lastCode('nora') === '000000' ? '111111' : '000000'
    const confirm = (code: string) =>
      called((done) => userNamed('nora').confirmRegistration(code, false, done))

    await expect(confirm(wrong)).rejects.toMatchObject({ code: 'CodeMismatchException' })
    await confirm(lastCode('nora'))
    await expect(confirm(lastCode('nora'))).rejects.toMatchObject({ code: 'NotAuthorizedException' })
  })

  it('forgets a password and signs in with the one set by the code', async () => {
    expect(await forgotPassword(userNamed('bob'))).toMatchObject({
      CodeDeliveryDetails: { Destination: 'b***@e***' },
    })
    await confirmPassword(userNamed('bob'), lastCode('bob'))

    await expect(signIn(userNamed('bob'), passwords.bob)).rejects.toMatchObject({
      code: 'NotAuthorizedException',
    })
    await expect(signIn(userNamed('bob'), newPassword)).resolves.toBeDefined()
  })

  it('changes the password', async () => {
    const bob = await signIn(userNamed('bob'), passwords.bob)
    await expect(called((done) => bob.changePassword('wrong', newPassword, done))).rejects.toMatchObject({
      code: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    await called((done) => bob.changePassword(passwords.bob, newPassword, done))

    await expect(signIn(userNamed('bob'), newPassword)).resolves.toBeDefined()
  })

  it('changes an address, verifies it and deletes the user', async () => {
    const bob = await signIn(userNamed('bob'), passwords.bob)
    const email = { Name: 'email', Value: 'bobby@example.org' }
    await called((done) => bob.updateAttributes([email], done))
    await new Promise<unknown>((resolve, reject) => {
      bob.verifyAttribute('email', lastCode('bob'), { onSuccess: resolve, onFailure: reject })
    })
    await expect(signIn(userNamed('bobby@example.org'), passwords.bob)).resolves.toBeDefined()

    await called((done) => bob.deleteUser(done))

    await expect(signIn(userNamed('bob'), passwords.bob)).rejects.toMatchObject({
      code: 'NotAuthorizedException',
    })
  })
})
