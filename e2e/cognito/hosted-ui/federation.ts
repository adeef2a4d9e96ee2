// Users of other providers: the way to a simulated one, its page, and the way back (COGNITO.md §12).
import { randomBytes, randomUUID } from 'node:crypto'
import { addUser, findUser, type RunningPool, type User } from '../directory'
import type { Reply } from '../http-reply'
import { holderOfAlias } from '../user-attributes'
import { finishLogin } from './finish-login'
import type { AuthorizeRequest } from './authorize-request'
import type { IdentityProviderSpec } from './hosted-spec'
import { html } from './html'
import type { ProviderVisit } from './logins'
import { PageError, RedirectedError } from './oauth-errors'
import { pageReply, redirect } from './page'
import { checkForm, field, formTokenField, type Visit } from './visit'

const providerPath = '/simulated-provider'

/** Sends the browser to the provider, with a state that only this browser can bring back. */
export function goToProvider(visit: Visit, request: AuthorizeRequest, provider: string): Reply {
  const { world, browser } = visit
  const state = world.providerVisits.add(
    { browser, request, provider, answer: undefined },
    world.clock.wallMs(),
  )
  return redirect(`${providerPath}?state=${state}`)
}

/** The provider's own page: who signs in, or nobody. */
export function showProvider(visit: Visit): Reply {
  const pending = visitOf(visit)
  const { name, providerName, users } = providerOf(pending)
  return pageReply({
    title: `${providerName ?? name}: choose an account`,
    content: html`
      <p class="soft">A simulated provider: it asks for no password.</p>
      <form method="post" action="${visit.url.pathname + visit.url.search}">
        ${formTokenField(visit)}
        ${users.map(
          ({ subject, attributes }) =>
            html`<button class="second" name="subject" value="${subject}">
              ${attributes['name'] ?? subject}
            </button>`,
        )}
        <button class="second" name="refuse" value="true">Do not sign in</button>
      </form>
    `,
    formTargets: [pending.request.redirectUri],
  })
}

export function postProvider(visit: Visit): Reply {
  checkForm(visit)
  const pending = visitOf(visit)
  const state = visit.url.searchParams.get('state') ?? ''
  const subject = field(visit, 'subject')
  const parameters = new URLSearchParams({ state })
  if (providerOf(pending).users.some((user) => user.subject === subject)) {
    pending.answer = { code: randomUUID(), subject }
    parameters.set('code', pending.answer.code)
  } else {
    parameters.set('error', 'access_denied')
  }
  return redirect(`/oauth2/idpresponse?${parameters.toString()}`, 303)
}

/** GET /oauth2/idpresponse: the provider's answer, once. */
export function providerResponse(visit: Visit): Reply {
  const { world, browser, url } = visit
  const pending = world.providerVisits.take(url.searchParams.get('state'), browser)
  if (pending === undefined) throw new PageError('This sign-in is over. Go back to the app and start again.')
  const { answer, request, provider } = pending
  if (answer === undefined || url.searchParams.get('code') !== answer.code) {
    throw new RedirectedError(request, 'access_denied', 'the provider did not sign the user in')
  }
  const user = federatedUser(
    request.client.pool,
    { provider: providerOf(pending), subject: answer.subject },
    world.clock.wallMs(),
  )
  if (!user.enabled) throw new RedirectedError(request, 'invalid_request', 'User is not enabled')
  return finishLogin(visit, request, { user, provider })
}

function visitOf({ world, url, browser }: Visit): ProviderVisit {
  const pending = world.providerVisits.find(url.searchParams.get('state'), browser)
  if (pending === undefined) throw new PageError('This sign-in is over. Go back to the app and start again.')
  return pending
}

function providerOf({ request, provider }: ProviderVisit): IdentityProviderSpec {
  const spec = request.client.pool.spec.identityProviders.find(({ name }) => name === provider)
  if (spec === undefined) throw new Error(`the request was checked to have a provider, and not ${provider}`)
  return spec
}

/** The user of the pool that stands for a user of the provider: made at the first sign-in, brought up to date at each. */
function federatedUser(
  pool: RunningPool,
  from: { readonly provider: IdentityProviderSpec; readonly subject: string },
  nowMs: number,
): User {
  const { provider, subject } = from
  const username = `${provider.name}_${subject}`
  const user = findUser(pool, username) ?? newFederatedUser(pool, from, nowMs)
  const given = provider.users.find((candidate) => candidate.subject === subject)?.attributes ?? {}
  for (const [name, value] of Object.entries(given)) user.attributes.set(name, value)
  // An address by which another user signs in stays the other's.
  for (const attribute of ['email', 'phone_number'] as const) {
    const value = user.attributes.get(attribute) ?? ''
    if (value !== '' && holderOfAlias(pool, { attribute, value }, user) !== undefined) {
      user.attributes.set(`${attribute}_verified`, 'false')
    }
  }
  user.modifiedMs = nowMs
  return user
}

function newFederatedUser(
  pool: RunningPool,
  { provider, subject }: { readonly provider: IdentityProviderSpec; readonly subject: string },
  nowMs: number,
): User {
  const identity = {
    userId: subject,
    providerName: provider.name,
    providerType: provider.providerType,
    issuer: null,
    primary: 'true',
    dateCreated: String(nowMs),
  }
  const user = addUser(
    pool,
    {
      username: `${provider.name}_${subject}`,
      // Nobody ever knows this one.
      password: randomBytes(32).toString('hex'),
      attributes: { identities: JSON.stringify([identity]) },
    },
    nowMs,
  )
  user.hasPassword = false
  user.state = 'EXTERNAL_PROVIDER'
  return user
}
