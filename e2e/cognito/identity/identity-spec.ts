// What a pool file says of groups and of the identity pool that trusts the user pool.
import { z } from 'zod'

const RoleArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'arn:aws:iam::123456789012:role/name')

export const GroupSpec = z.strictObject({
  groupName: z
    .string()
    .regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u, '1 to 128 characters without white space'),
  roleArn: RoleArn.optional(),
  /** The lowest one's role is the preferred one. */
  precedence: z.int().min(0).optional(),
})
export type GroupSpec = z.output<typeof GroupSpec>

export const IdentityPoolSpec = z.strictObject({
  identityPoolId: z
    .string()
    .regex(/^[a-z]{2,4}-[a-z-]{2,24}-\d{1,2}:[0-9a-f-]{36}$/, 'a region, a colon and a UUID'),
  /** The app clients whose tokens it takes; all of the pool when absent. */
  clientIds: z.array(z.string()).min(1).optional(),
  /** The default role of signed-in users; absent: the identity pool is not set up. */
  authenticatedRoleArn: RoleArn.optional(),
  /** `Token`: the role comes from the token's claims; absent: it is always the default one. */
  roleMapping: z
    .strictObject({
      type: z.literal('Token').default('Token'),
      ambiguousRoleResolution: z.enum(['AuthenticatedRole', 'Deny']).default('AuthenticatedRole'),
    })
    .optional(),
  // AWS gives an hour, always: a test wants credentials of a minute.
  credentialSeconds: z.int().min(1).max(43_200).default(3600),
})
export type IdentityPoolSpec = z.output<typeof IdentityPoolSpec>

interface Declared {
  readonly groups: readonly GroupSpec[]
  readonly users: readonly { readonly groups: readonly string[] }[]
}

/** Groups that users are in and that are not there, or are there twice. */
export function groupMistakes({
  groups,
  users,
}: Declared): readonly { path: (string | number)[]; message: string }[] {
  const names = groups.map(({ groupName }) => groupName)
  const twice = names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: ['groups', index, 'groupName'], message: 'is there twice' }],
  )
  const unknown = users.flatMap((user, userIndex) =>
    user.groups.flatMap((name, index) =>
      names.includes(name)
        ? []
        : [{ path: ['users', userIndex, 'groups', index], message: 'is no group of the pool' }],
    ),
  )
  return [...twice, ...unknown]
}

/** What a token says of its user's groups; nothing where there are none. */
export function groupClaims(groups: readonly GroupSpec[], memberOf: readonly string[]) {
  const own = groups
    .filter(({ groupName }) => memberOf.includes(groupName))
    .sort((one, other) => (one.precedence ?? Infinity) - (other.precedence ?? Infinity))
  const roles = [...new Set(own.flatMap(({ roleArn }) => roleArn ?? []))]
  const preferred = preferredRole(own)
  return {
    access: own.length === 0 ? {} : { 'cognito:groups': own.map(({ groupName }) => groupName) },
    id: {
      ...(own.length === 0 ? {} : { 'cognito:groups': own.map(({ groupName }) => groupName) }),
      ...(roles.length === 0 ? {} : { 'cognito:roles': roles }),
      ...(preferred === undefined ? {} : { 'cognito:preferred_role': preferred }),
    },
  }
}

/** The role of the group with the lowest precedence; none where two such groups have different roles. */
function preferredRole(own: readonly GroupSpec[]): string | undefined {
  const withRole = own.filter(({ roleArn, precedence }) => roleArn !== undefined && precedence !== undefined)
  const [first] = withRole
  const same = withRole.filter(({ precedence }) => precedence === first?.precedence)
  return same.every(({ roleArn }) => roleArn === first?.roleArn) ? first?.roleArn : undefined
}
