// Reads a request: schemas of inputs, and the messages of what does not fit.
import { z } from 'zod'
import { invalidParameter, missingParameter } from '../errors'

/** AuthParameters and ChallengeResponses. A null member counts as absent: amazon-cognito-identity-js sends some. */
const stringMap = z.record(z.string(), z.string().nullish()).default({})

export const InitiateAuthInput = z.object({
  AuthFlow: z.string(),
  ClientId: z.string(),
  AuthParameters: stringMap,
  /** Of ConfirmSignUp. */
  Session: z.string().min(20).max(2048).nullish(),
})

export const RespondInput = z.object({
  ClientId: z.string(),
  ChallengeName: z.string(),
  Session: z.string().min(20).max(2048).nullish(),
  ChallengeResponses: stringMap,
  ClientMetadata: z.record(z.string(), z.string()).nullish(),
})

export const AccessTokenInput = z.object({ AccessToken: z.string() })

const tokenOrSession = { AccessToken: z.string().nullish(), Session: z.string().min(20).max(2048).nullish() }

export const AssociateSoftwareTokenInput = z.object(tokenOrSession)

export const VerifySoftwareTokenInput = z.object({
  ...tokenOrSession,
  UserCode: z.string().regex(/^[0-9]{6}$/, 'Member must satisfy regular expression pattern: [0-9]+'),
  FriendlyDeviceName: z.string().max(131).nullish(),
})

const MfaSettingsInput = z
  .object({ Enabled: z.boolean().nullish(), PreferredMfa: z.boolean().nullish() })
  .nullish()

export const SetUserMfaPreferenceInput = AccessTokenInput.extend({
  SMSMfaSettings: MfaSettingsInput,
  SoftwareTokenMfaSettings: MfaSettingsInput,
  EmailMfaSettings: MfaSettingsInput,
})

export const DeviceInput = AccessTokenInput.extend({ DeviceKey: z.string().min(1).max(55) })

export const ConfirmDeviceInput = DeviceInput.extend({
  DeviceName: z.string().min(1).max(1024).nullish(),
  DeviceSecretVerifierConfig: z
    .object({ Salt: z.string().nullish(), PasswordVerifier: z.string().nullish() })
    .nullish(),
})

export const UpdateDeviceStatusInput = DeviceInput.extend({
  DeviceRememberedStatus: z.enum(['remembered', 'not_remembered']),
})

export const ListDevicesInput = AccessTokenInput.extend({
  Limit: z.int().min(0).max(60).nullish(),
  PaginationToken: z.string().nullish(),
})

export const RefreshInput = z.object({
  RefreshToken: z.string(),
  ClientId: z.string(),
  ClientSecret: z.string().nullish(),
  DeviceKey: z.string().nullish(),
})

export const RevokeTokenInput = z.object({
  Token: z.string(),
  ClientId: z.string(),
  ClientSecret: z.string().nullish(),
})

/** @throws InvalidParameterException naming the first member that does not fit. */
export function parseInput<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const member = issue?.path.map(String).join('.') ?? ''
  throw invalidParameter(
    `1 validation error detected: Value at '${member}' failed to satisfy constraint: ${issue?.message ?? 'not valid'}`,
  )
}

/** The named strings of a request's map. */
export class Parameters {
  readonly #map: Readonly<Record<string, string | null | undefined>>

  constructor(map: Readonly<Record<string, string | null | undefined>>) {
    this.#map = map
  }

  optional(name: string): string | undefined {
    return this.#map[name] ?? undefined
  }

  /** @throws InvalidParameterException "Missing required parameter …". */
  required(name: string): string {
    const value = this.optional(name)
    if (value === undefined || value === '') throw missingParameter(name)
    return value
  }

  /** Members whose names begin with `prefix`, without it. */
  startingWith(prefix: string): readonly (readonly [string, string])[] {
    return Object.entries(this.#map).flatMap(([name, value]) =>
      name.startsWith(prefix) && typeof value === 'string'
        ? [[name.slice(prefix.length), value] as const]
        : [],
    )
  }
}
