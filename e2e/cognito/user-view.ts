// A user as administrators see it.
import type { User } from './directory'

export interface AttributeView {
  readonly Name: string
  readonly Value: string
}

/** UserType; dates in seconds. */
export interface UserView {
  readonly Username: string
  readonly Attributes: readonly AttributeView[]
  readonly UserCreateDate: number
  readonly UserLastModifiedDate: number
  readonly Enabled: boolean
  readonly UserStatus: User['state']
}

export function userView(user: User): UserView {
  return {
    Username: user.username,
    Attributes: [['sub', user.sub] as const, ...user.attributes].map(([Name, Value]) => ({ Name, Value })),
    UserCreateDate: user.createdMs / 1000,
    UserLastModifiedDate: user.modifiedMs / 1000,
    Enabled: user.enabled,
    UserStatus: user.state,
  }
}
