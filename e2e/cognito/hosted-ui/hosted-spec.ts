// What a pool file says of the hosted UI: callback URLs, scopes, identity providers. Part of the schema in pool-file.ts.
import { z } from 'zod'

const standardScopes = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'] as const

/** Cognito's rules of CreateUserPoolClient: absolute, no fragment, and plain HTTP to this computer alone. */
function callbackMistake(text: string): string | undefined {
  if (text.includes('#')) return 'may not have a fragment'
  if (!URL.canParse(text)) return 'has to be an absolute URL'
  const url = new URL(text)
  if (['javascript:', 'data:', 'vbscript:', 'file:', 'about:', 'blob:'].includes(url.protocol)) {
    return `may not have the scheme ${url.protocol}`
  }
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return url.protocol === 'http:' && !isLocal
    ? 'has to be https, or http to localhost, 127.0.0.1 or [::1]'
    : undefined
}

const CallbackUrl = z
  .string()
  .max(1024)
  .superRefine((text, context) => {
    const message = callbackMistake(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/** Members of an app client. */
export const hostedClientFields = {
  /** Matched exactly. None: the hosted UI is off for this client. */
  callbackUrls: z.array(CallbackUrl).max(100).default([]),
  logoutUrls: z.array(CallbackUrl).max(100).default([]),
  allowedScopes: z
    .array(z.union([z.enum(standardScopes), z.string().regex(/^[!-[\]-~]{1,256}\/[!-[\]-~]{1,256}$/)]))
    .min(1)
    .default([...standardScopes]),
  allowedFlows: z.array(z.enum(['code'])).default(['code']),
  identityProviders: z.array(z.string().min(1)).min(1).default(['COGNITO']),
}

export const IdentityProviderSpec = z.strictObject({
  /** `identity_provider` of the authorize endpoint, and the first part of its users' names. */
  name: z
    .string()
    .regex(/^[^\s_][^\s_]{1,30}[^\s_]$/u, '3 to 32 characters without white space and _')
    .refine((name) => name !== 'COGNITO', 'COGNITO is the pool itself'),
  /** What people read; the name when absent. */
  providerName: z.string().min(1).max(64).optional(),
  providerType: z
    .enum(['OIDC', 'SAML', 'Google', 'Facebook', 'LoginWithAmazon', 'SignInWithApple'])
    .default('OIDC'),
  /** `idp_identifier` of the authorize endpoint: often e-mail domains. */
  idpIdentifiers: z.array(z.string().min(1).max(40)).default([]),
  users: z
    .array(
      z.strictObject({
        subject: z.string().regex(/^\S{1,96}$/u, '1 to 96 characters without white space'),
        attributes: z.record(z.string(), z.string().max(2048)).default({}),
      }),
    )
    .default([]),
})
export type IdentityProviderSpec = z.output<typeof IdentityProviderSpec>

interface HostedPool {
  readonly identityProviders: readonly IdentityProviderSpec[]
  readonly clients: readonly { readonly identityProviders: readonly string[] }[]
}

/** Providers that are there twice, and clients that name one that is not there. */
export function hostedMistakes(
  pool: HostedPool,
): readonly { readonly path: (string | number)[]; readonly message: string }[] {
  const names = pool.identityProviders.map(({ name }) => name)
  const identifiers = pool.identityProviders.flatMap(({ idpIdentifiers }) => idpIdentifiers)
  return [
    ...names.flatMap((name, index) =>
      names.indexOf(name) === index
        ? []
        : [{ path: ['identityProviders', index, 'name'], message: 'is there twice' }],
    ),
    ...(new Set(identifiers).size === identifiers.length
      ? []
      : [{ path: ['identityProviders'], message: 'an idpIdentifier is there twice' }]),
    ...pool.clients.flatMap((client, clientIndex) =>
      client.identityProviders.flatMap((name, index) =>
        name === 'COGNITO' || names.includes(name)
          ? []
          : [
              {
                path: ['clients', clientIndex, 'identityProviders', index],
                message: `the pool has no identity provider ${name}`,
              },
            ],
      ),
    ),
  ]
}
