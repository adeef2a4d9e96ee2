// For tests: endpoints for the SDKs of AWS without a socket.
import type { AwsListenerReply, AwsListeners } from './ports'

interface OpenListener {
  readonly token: string
  readonly isTokenInFile: boolean
  /** A request of an SDK that has the token. */
  readonly ask: () => Promise<AwsListenerReply>
  isOpen: boolean
}

export interface FakeAwsListeners extends AwsListeners {
  /** Every one that was opened, in order. */
  readonly opened: readonly OpenListener[]
}

export function fakeAwsListeners(): FakeAwsListeners {
  const opened: OpenListener[] = []
  return {
    opened,
    open: ({ token, isTokenInFile, answer }) => {
      const listener: OpenListener = { token, isTokenInFile, ask: answer, isOpen: true }
      opened.push(listener)
      return Promise.resolve({
        url: `http://127.0.0.1:${String(50_000 + opened.length)}/`,
        tokenFile: isTokenInFile ? `/state/aws/${String(opened.length)}.token` : undefined,
        close: () => {
          listener.isOpen = false
        },
      })
    },
  }
}
