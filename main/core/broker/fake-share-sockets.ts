// The sockets of shares in memory, for tests alone: a request goes straight to the broker of an address.
import type { Caller } from '../ports'
import { aCaller } from '../fakes'
import type { Broker, BrokerReply, ShareSockets } from './protocol'

interface OpenedSocket {
  readonly broker: Broker
  /** How long what is under way was given; undefined: it is open. */
  closedWithinMs: number | undefined
}

export interface FakeShareSockets extends ShareSockets {
  readonly opened: ReadonlyMap<string, OpenedSocket>
  /** Opens from now on wait for this first, which may throw. */
  willOpen(before: () => Promise<void>): void
  /** A request of a program that reaches the socket at `address`. */
  ask(address: string, line: string, options?: { body?: unknown; caller?: Caller }): Promise<BrokerReply>
}

export function fakeShareSockets(): FakeShareSockets {
  const opened = new Map<string, OpenedSocket>()
  let before: () => Promise<void> = () => Promise.resolve()
  return {
    opened,
    willOpen: (next) => {
      before = next
    },
    addressOf: (id) => `/run/share-${id}.sock`,
    open: async (address, broker) => {
      await before()
      const socket: OpenedSocket = { broker, closedWithinMs: undefined }
      opened.set(address, socket)
      return {
        close: (graceMs) => {
          socket.closedWithinMs = graceMs
          return Promise.resolve()
        },
      }
    },
    ask: (address, line, { body, caller = aCaller() } = {}) => {
      const socket = opened.get(address)
      if (socket === undefined) throw new TypeError(`there is no socket at ${address}`)
      const [method = '', path = ''] = line.split(' ')
      const peer = { pid: caller.pid, uid: 1000 }
      const identify = () => Promise.resolve(caller)
      return socket.broker.handle(
        { method, path, query: '', body, peer, identify },
        new AbortController().signal,
      )
    },
  }
}
