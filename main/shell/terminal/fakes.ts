// A terminal for tests: a person who types what the test says, and all that was written.
import type { Terminal } from './terminal'

export interface FakeTerminal extends Terminal {
  readonly written: () => string
  readonly isClosed: () => boolean
  type(text: string): void
  hangUp(): void
}

export function fakeTerminal(device = 1): FakeTerminal {
  let written = ''
  let isClosed = false
  const onInput: ((text: string) => void)[] = []
  const onHangUp: (() => void)[] = []
  return {
    device,
    write: (text) => void (written += text),
    onInput: (listener) => void onInput.push(listener),
    onHangUp: (listener) => void onHangUp.push(listener),
    close: () => void (isClosed = true),
    written: () => written,
    isClosed: () => isClosed,
    type: (text) => onInput.forEach((listener) => listener(text)),
    hangUp: () => onHangUp.forEach((listener) => listener()),
  }
}
