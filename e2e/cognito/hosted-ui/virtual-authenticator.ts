// An authenticator of passkeys inside Chromium, which says yes to everything.
import type { CDPSession, Page } from '@playwright/test'

export interface VirtualAuthenticator {
  readonly devtools: CDPSession
  readonly authenticatorId: string
}

/** Gives the page's browser one, for as long as the page lives. */
export async function addVirtualAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { devtools, authenticatorId }
}
