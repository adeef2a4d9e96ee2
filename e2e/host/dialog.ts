// `electron.dialog`: nobody sits in front of a stand-in, so a box waits until it is called off.
// A spec answers by replacing the method, on this host as on Electron.
import process from 'node:process'
import type { Dialog, MessageBoxOptions, MessageBoxReturnValue } from 'electron'

type BoxArguments = [options: MessageBoxOptions] | [window: unknown, options: MessageBoxOptions]

/** `showMessageBox` and `showErrorBox`. */
export function standInDialog(): Pick<Dialog, 'showMessageBox' | 'showErrorBox'> {
  return {
    showMessageBox: (...args: BoxArguments): Promise<MessageBoxReturnValue> => {
      const { signal, cancelId = 0, checkboxChecked = false } = args[1] ?? (args[0] as MessageBoxOptions)
      return new Promise((resolve) => {
        const cancel = (): void => resolve({ response: cancelId, checkboxChecked })
        if (signal?.aborted === true) cancel()
        signal?.addEventListener('abort', cancel, { once: true })
      })
    },
    showErrorBox: (title, content) => {
      process.stderr.write(`${title}\n${content}\n`)
    },
  }
}
