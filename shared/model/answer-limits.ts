// How long what a person types may be, in characters: without a schema library, for the command asks again by these.

export const answerLimits = {
  /** The service model's UsernameType. */
  username: 128,
  /** DevGuide "Quotas". */
  password: 256,
  /** The service model's ConfirmationCodeType; what answers a pool's own question, and an attribute, have the same. */
  code: 2048,
} as const
