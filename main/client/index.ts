// The entry of the client library, `@signet/client`: what other people's programs may import.
export { connect, Signet } from './signet'
export { SignetError } from './signet-error'
export type { SignetErrorCode } from './signet-error-code'
export type {
  Account,
  AwsCredentials,
  AwsOptions,
  Grant,
  RequestOptions,
  SignetEvent,
  SignetOptions,
  Status,
  Token,
  TokenOptions,
} from './public-types'
