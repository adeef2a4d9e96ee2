// Replies to what an access token authorises. Lists are as long as Cognito's own bounds make them; the texts in them
// are the server's, of any length, and are cut where they are shown.
import { z } from 'zod'
import type { CodeDelivery } from './code-delivery'
import type { ListedDevice, OwnUser } from './own-account'
import { deviceKey, opaque } from './reply-schemas'

const Attribute = z.object({ Name: z.string(), Value: z.string().optional() })
/** 20 standard ones, 50 custom ones, and what a trigger or a provider maps (DevGuide "Quotas"). */
const mostAttributes = 200

/** GetUser. */
export const GetUserAnswer: z.ZodType<OwnUser> = z
  .object({
    UserAttributes: z.array(Attribute).max(mostAttributes),
    UserMFASettingList: z.array(z.string().max(100)).max(50).optional(),
    PreferredMfaSetting: z.string().max(100).optional(),
  })
  .transform((reply) => ({
    attributes: reply.UserAttributes.map(({ Name, Value = '' }) => ({ name: Name, value: Value })),
    mfaTypes: reply.UserMFASettingList ?? [],
    preferredMfa: reply.PreferredMfaSetting,
  }))

/** GetUserAuthFactors. */
export const GetUserAuthFactorsAnswer: z.ZodType<readonly string[]> = z
  .object({ ConfiguredUserAuthFactors: z.array(z.string().max(100)).max(50).optional() })
  .transform((reply) => reply.ConfiguredUserAuthFactors ?? [])

/** AssociateSoftwareToken with an access token: base32, at least 80 bits. */
export const OwnSoftwareTokenAnswer = z
  .object({ SecretCode: z.string().regex(/^[A-Z2-7]{16,256}$/) })
  .transform((reply) => ({ secret: reply.SecretCode }))

/** VerifySoftwareToken with an access token. */
export const OwnVerifiedTokenAnswer = z.object({ Status: z.literal('SUCCESS') }).transform(() => undefined)

/** UpdateUserAttributes: of one attribute, so that at most one code was sent. */
export const UpdateUserAttributesAnswer: z.ZodType<CodeDelivery> = z
  .object({
    CodeDeliveryDetailsList: z
      .array(z.object({ Destination: z.string().max(2048).optional() }))
      .max(mostAttributes)
      .optional(),
  })
  .transform((reply) => ({ destination: reply.CodeDeliveryDetailsList?.[0]?.Destination }))

const Device = z
  .object({
    DeviceKey: deviceKey,
    DeviceAttributes: z.array(Attribute).max(mostAttributes).optional(),
    DeviceCreateDate: z.date().optional(),
    DeviceLastAuthenticatedDate: z.date().optional(),
  })
  .transform((reply): ListedDevice => ({
    deviceKey: reply.DeviceKey,
    attributes: Object.fromEntries(
      (reply.DeviceAttributes ?? []).map(({ Name, Value = '' }) => [Name, Value]),
    ),
    createdAtMs: reply.DeviceCreateDate?.getTime(),
    lastAuthenticatedAtMs: reply.DeviceLastAuthenticatedDate?.getTime(),
  }))

/** ListDevices: the page of 60 that was asked for. */
export const devicesPerPage = 60
export const ListDevicesAnswer = z
  .object({
    Devices: z.array(Device).max(devicesPerPage).optional(),
    PaginationToken: opaque.optional(),
  })
  .transform((reply) => ({ devices: reply.Devices ?? [], paginationToken: reply.PaginationToken }))

/** GetDevice. */
export const GetDeviceAnswer = z.object({ Device }).transform((reply) => reply.Device)
