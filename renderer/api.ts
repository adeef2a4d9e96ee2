// The only file that touches window.bridge: calls and pushed views, parsed by the contract before anyone sees them.
import { AppError, isErrorCode } from '../shared/errors'
import type { Bridge, CallName, EventName } from '../shared/ipc/channels'
import { contract, pushed, type Output, type Pushed, type RawInput } from '../shared/ipc/contract'

declare global {
  interface Window {
    readonly bridge: Bridge
  }
}

/** What the window may ask of main. */
export interface Api {
  /** @throws AppError with the code that main gave; `internal` for an answer that breaks the contract. */
  call<C extends CallName>(name: C, input: RawInput<C>): Promise<Output<C>>
  /** @returns the function that ends the subscription. */
  on<E extends EventName>(name: E, listener: (view: Pushed<E>) => void): () => void
}

/** The api over the bridge of the preload script. */
export function windowApi(): Api {
  return createApi(window.bridge)
}

/** The api over any bridge. */
export function createApi(bridge: Bridge): Api {
  return {
    async call(name, input) {
      const reply = await bridge.call(name, input)
      if (!reply.ok) throw new AppError(isErrorCode(reply.code) ? reply.code : 'internal', reply.detail)
      const output = contract[name].output.safeParse(reply.value)
      if (!output.success) throw brokenContract(name)
      // The schema stands in the same row of the contract as the type; TypeScript cannot follow the index.
      return output.data as Output<typeof name>
    },
    on(name, listener) {
      return bridge.on(name, (view) => {
        const output = pushed[name].safeParse(view)
        if (!output.success) throw brokenContract(name)
        // As above: same row, same type.
        listener(output.data as Pushed<typeof name>)
      })
    },
  }
}

function brokenContract(name: string): AppError {
  return new AppError('internal', `The answer to ${name} does not have the form of the contract.`)
}
