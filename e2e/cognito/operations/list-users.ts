// ListUsers: pages, filters and chosen attributes.
import { invalidParameter } from '../errors'
import { userView, type UserView } from '../user-view'
import type { World } from '../world'
import { ListUsersInput } from './admin-input'
import { parseInput } from './input'

/** The attributes that Cognito can search. */
const searchable = new Set([
  'username',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'cognito:user_status',
  'status',
  'sub',
])

const filterForm = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/

/** PaginationToken is the number of users already listed. */
export function listUsers(world: World, body: unknown): object {
  const input = parseInput(ListUsersInput, body)
  const { users } = world.directory.pool(input.UserPoolId)
  const fits = filterOf(input.Filter)
  const found = [...users.values()].map((user) => userView(user)).filter((view) => fits(view))
  const start = Number(input.PaginationToken ?? '0')
  const end = start + (input.Limit || 60)
  const wanted = input.AttributesToGet
  const page = found.slice(start, end).map((view) => ({
    ...view,
    Attributes: view.Attributes.filter(({ Name }) => wanted?.includes(Name) ?? true),
  }))
  return { Users: page, ...(end < found.length ? { PaginationToken: String(end) } : {}) }
}

/** `name = "value"` or `name ^= "beginning"`. @throws InvalidParameterException. */
function filterOf(filter: string | undefined): (view: UserView) => boolean {
  if (filter === undefined || filter === '') return () => true
  const [, name = '', operator, quoted = ''] = filterForm.exec(filter) ?? []
  if (operator === undefined || !searchable.has(name)) {
    throw invalidParameter('Invalid search filter.')
  }
  const value = quoted.replaceAll(/\\(.)/g, '$1')
  return (view) => {
    const held = valueOf(view, name)
    return operator === '=' ? held === value : held.startsWith(value)
  }
}

function valueOf(view: UserView, name: string): string {
  if (name === 'username') return view.Username
  if (name === 'cognito:user_status') return view.UserStatus
  if (name === 'status') return view.Enabled ? 'Enabled' : 'Disabled'
  return view.Attributes.find(({ Name }) => Name === name)?.Value ?? ''
}
