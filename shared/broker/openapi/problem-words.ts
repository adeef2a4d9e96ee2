// What each public code means, for the document; people read the title and the detail of the problem itself.
import type { ProblemCode } from '../problems'

/** One sentence each, without its full stop. */
export const problemMeanings: Readonly<Record<ProblemCode, string>> = {
  bad_request: 'a field is missing, unknown or has the wrong form; `detail` names it',
  too_large: 'the head, the body or the nesting of the request is past its limit',
  sign_in_required: 'no session, or the server ended it; `detail` says which',
  sign_in_refused: 'the server refused an answer of the sign-in',
  sign_in_in_progress: 'another sign-in of this account is under way',
  refused: 'the pool says no to what a signed-in person asks',
  wrong_code: 'the code does not fit; another may follow',
  consent_denied: 'the person said no',
  consent_required: 'a person is needed, and none could be asked; `detail` names what to do',
  consent_timeout: 'the person was asked and did not answer',
  denied_recently: 'this program was refused a moment ago',
  untrusted_caller: 'the kernel could not say who asks, or it is not for this program',
  account_not_found: 'no account fits, or there is none yet',
  not_found: 'nothing is there, or it takes other methods, which `Allow` names',
  unsupported_version: 'this host speaks other versions of the API; `GET /v1` lists them',
  too_slow: 'the request, or the sign-in, took too long',
  locked: 'Signet is locked',
  throttled: 'Cognito limits how often it may be asked',
  internal: 'a fault of Signet',
  server_error: 'a fault of Cognito, or an answer that makes no sense',
  offline: 'Cognito cannot be reached',
  busy: 'too much is open',
  cancelled: 'somebody called it off',
  keychain_unavailable: 'the keychain does not answer, or is not there',
  keychain_locked: 'the keychain is locked',
  keychain_refused: 'the keychain said no',
  storage_failed: 'a file of Signet cannot be read or written',
  not_running: 'no host could be reached; said by the client, never by a host',
}
