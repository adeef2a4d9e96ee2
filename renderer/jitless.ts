// First import of every entry. zod compiles parsers with `new Function` where it may; the page's CSP forbids that,
// and even the probe for it would be reported as a violation. It reads this setting when a schema is made.
import { config } from 'zod'

config({ jitless: true })
