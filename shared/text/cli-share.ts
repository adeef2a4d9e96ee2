// What the command says of what ends by itself: programs allowed for a while, and shares. English, like all of it.

import type { TokenUse } from '../model/consent'

/** Of `signet apps allow --for`. */
export const allowedFor = {
  usage: '--for takes a time such as 30m, 8h or 7d: at least a minute, at most 30 days.',
  until: (when: string) => `until ${when}`,
} as const

const uses: Readonly<Record<TokenUse, string>> = { access: 'access token', id: 'ID token' }

/** Of `signet status`, where any are open. */
export const openShares = {
  row: 'Shares',
  count: (count: number) => `${count} open: \`signet share list\``,
} as const

/** Of `signet share`. */
export const shareWords = {
  missing: '--for is missing: how long the share lasts, such as --for 2h.',
  usage: '--for takes a time such as 30m, 2h or 3d: at least a minute, at most 7 days.',
  max: '--max takes a whole number from 1.',
  empty: 'No share is open.',
  headings: ['ID', 'ACCOUNT', 'TOKEN', 'UNTIL', 'USES', 'OPENED BY', 'SOCKET'],
  uses: (count: number, most: number | undefined) =>
    most === undefined ? String(count) : `${count} of ${most}`,
  opened: ({ id, account, use, until, maxUses, socket }: OpenedWords): readonly string[] => [
    `Until ${until}${maxUses === undefined ? '' : maxUses === 1 ? ', once' : `, ${maxUses} times at most`}, whoever reaches this socket gets the ${uses[use]} of ${account}.`,
    `On another computer:  ssh -R /tmp/signet-${id}.sock:${socket} HOST`,
    `                      curl --unix-socket /tmp/signet-${id}.sock -d '{"use":"${use}"}' http://signet/v1/accounts/default/token`,
    `In a container:       docker run -v ${socket}:/run/signet.sock --user "$(id -u)" …`,
    `To end it before:     signet share end ${id}`,
  ],
  ended: (id: string) => `Ended ${id}: its socket is gone.`,
} as const

interface OpenedWords {
  readonly id: string
  readonly account: string
  readonly use: TokenUse
  readonly until: string
  readonly maxUses: number | undefined
  readonly socket: string
}
