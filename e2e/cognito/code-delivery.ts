// Sends the codes of sign-up, forgotten passwords and attributes, or pretends to (COGNITO.md §9, §11.1).
import { createHmac } from 'node:crypto'
import type { RunningPool, User } from './directory'
import { masked } from './inbox'
import type { CodePurpose, Contact } from './sent-codes'
import type { World } from './world'

export interface CodeDeliveryDetails {
  readonly AttributeName: Contact
  readonly DeliveryMedium: 'SMS' | 'EMAIL'
  readonly Destination: string
}

const hourMs = 3_600_000
const lifeMs = { 'forgot-password': hourMs, other: 24 * hourMs } as const

/** Sends a code to the user's `attribute`, or to its new `value`. @returns where it went, masked. */
export function sendCode(
  world: World,
  to: {
    readonly pool: RunningPool
    readonly user: User
    readonly attribute: Contact
    readonly value?: string
  },
  purpose: CodePurpose,
): CodeDeliveryDetails {
  const { user, attribute } = to
  const value = to.value ?? user.attributes.get(attribute) ?? ''
  const medium = mediumOf(attribute)
  const nowMs = world.clock.wallMs()
  const { userPoolId } = to.pool
  const code = world.inbox.code(6)
  world.inbox.send({ userPoolId, username: user.username, medium, destination: value, code, atMs: nowMs })
  world.codes.put(user, purpose, { code, expiresAtMs: nowMs + lifeOf(purpose), attribute, value })
  return { AttributeName: attribute, DeliveryMedium: medium, Destination: masked(medium, value) }
}

/** The answer for a name that does not exist: the same each time, and a code that never fits. */
export function pretendToSendCode(world: World, name: string, purpose: CodePurpose): CodeDeliveryDetails {
  const expiresAtMs = world.clock.wallMs() + lifeOf(purpose)
  world.codes.put(name, purpose, { code: undefined, expiresAtMs, attribute: 'email', value: '' })
  const [first = 0, second = 0] = createHmac('sha256', world.fakeSaltKey).update(name).digest()
  const letter = (byte: number) => String.fromCodePoint(0x61 + (byte % 26))
  const destination = masked('EMAIL', `${letter(first)}@${letter(second)}`)
  return { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: destination }
}

function mediumOf(attribute: Contact): 'SMS' | 'EMAIL' {
  return attribute === 'email' ? 'EMAIL' : 'SMS'
}

function lifeOf(purpose: CodePurpose): number {
  return purpose === 'forgot-password' ? lifeMs[purpose] : lifeMs.other
}
