// Refusals by Cognito's own names and texts (COGNITO.md §10). Text without a source there is the shortest true sentence.

/** A refusal as it goes over the wire. */
export class CognitoError extends Error {
  readonly exception: string
  readonly status: number

  constructor(exception: string, message: string, status = 400) {
    super(message)
    this.exception = exception
    this.status = status
  }
}

export function notAuthorized(message: string): CognitoError {
  return new CognitoError('NotAuthorizedException', message)
}

/** One text for a wrong password, an unknown user and a wrong device secret: Cognito does not tell them apart. */
export function incorrectPassword(): CognitoError {
  return notAuthorized('Incorrect username or password.')
}

export function invalidParameter(message: string): CognitoError {
  return new CognitoError('InvalidParameterException', message)
}

export function missingParameter(name: string): CognitoError {
  return invalidParameter(`Missing required parameter ${name}`)
}

export function unknownDevice(): CognitoError {
  return new CognitoError('ResourceNotFoundException', 'Device does not exist.')
}

export function unknownClient(clientId: string): CognitoError {
  return new CognitoError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`)
}

export function unknownUser(): CognitoError {
  return new CognitoError('UserNotFoundException', 'User does not exist.')
}
