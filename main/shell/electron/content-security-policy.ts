// A file of its own, so that the tests of the pages can hold them to it without Electron.

/**
 * Nothing from anywhere but the bundle; no inline script or style, no connection, no frame, no form.
 * `svelte-trusted-html` is the policy by which Svelte makes its own templates; no other may exist.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types svelte-trusted-html',
].join('; ')
