// Scripts that run inside a page, injected as source text at document start: so each refers to nothing outside itself.
// `mainWorld` runs in the page's own world, `preloadWorld` in the isolated one, where the preload script lives.
// The two speak by DOM events under a random name, the way a page and its extensions do; a copy crosses, never an object.
import type { Codec } from './clone'

/** What the preload world says to main, and main to it. */
export type ToMain =
  | { readonly kind: 'send'; readonly channel: string; readonly args: readonly unknown[] }
  | {
      readonly kind: 'invoke'
      readonly id: number
      readonly channel: string
      readonly args: readonly unknown[]
    }
export type ToPage =
  | { readonly kind: 'event'; readonly channel: string; readonly args: readonly unknown[] }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }

/** A value on its way across the bridge: functions by number, the rest copied. */
export type Shape =
  | { readonly fn: number }
  | { readonly object: readonly (readonly [string, Shape])[]; readonly place: number }
  | { readonly array: readonly Shape[]; readonly place: number }
  /** The container at that place of the same message: a cycle, or one object met twice. */
  | { readonly again: number }
  | { readonly promise: number }
  | { readonly value: unknown }

/** Names under which the worlds find each other. */
export const sendBinding = '__standInSend'
export const receiveName = '__standInReceive'
export const preloadWorldName = 'preload'

type Callable = (...args: unknown[]) => unknown

/**
 * One side of the context bridge, the same in both worlds: turns what it sends into shapes, and shapes into
 * copies whose functions call back across. `call` and `settle` events carry the work.
 */
export function bridgeEnd(token: string, mine: string, theirs: string) {
  const functions: Callable[] = []
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>()
  let lastPromise = 0
  let returned: { readonly shape: Shape } | { readonly error: string } | undefined

  const fire = (name: string, detail: unknown): void => {
    document.dispatchEvent(new CustomEvent(`${token}:${theirs}:${name}`, { detail }))
  }
  const listen = (name: string, action: (detail: never) => void): void => {
    const heard = (event: Event): void => {
      event.stopImmediatePropagation()
      action((event as CustomEvent<never>).detail)
    }
    document.addEventListener(`${token}:${mine}:${name}`, heard, true)
  }
  const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

  const toShape = (value: unknown, seen = new Map<object, number>()): Shape => {
    if (typeof value === 'function') return { fn: functions.push(value as Callable) - 1 }
    if (value instanceof Promise) return promiseShape(value)
    if (typeof value !== 'object' || value === null) return { value }
    const known = seen.get(value)
    if (known !== undefined) return { again: known }
    const isPlain = Object.getPrototypeOf(value) === Object.prototype
    if (!isPlain && !Array.isArray(value)) return { value }
    const place = seen.size
    seen.set(value, place)
    if (Array.isArray(value)) return { array: value.map((item) => toShape(item, seen)), place }
    return { object: Object.entries(value).map(([key, item]) => [key, toShape(item, seen)] as const), place }
  }
  const promiseShape = (value: Promise<unknown>): Shape => {
    const promise = ++lastPromise
    void value.then(
      (result) => fire('settle', { promise, shape: toShape(result) }),
      (error: unknown) => fire('settle', { promise, error: messageOf(error) }),
    )
    return { promise }
  }
  const fromShape = (shape: Shape, made = new Map<number, unknown>()): unknown => {
    if ('fn' in shape) return (...args: unknown[]) => callAcross(shape.fn, args)
    if ('promise' in shape) {
      return new Promise((resolve, reject) => pending.set(shape.promise, { resolve, reject }))
    }
    if ('again' in shape) return made.get(shape.again)
    if ('array' in shape) {
      const array: unknown[] = []
      made.set(shape.place, array)
      for (const item of shape.array) array.push(fromShape(item, made))
      return array
    }
    if (!('object' in shape)) return shape.value
    const object: Record<string, unknown> = {}
    made.set(shape.place, object)
    for (const [key, item] of shape.object) {
      const value = fromShape(item, made)
      Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
    }
    return object
  }
  const callAcross = (fn: number, args: readonly unknown[]): unknown => {
    fire('call', { fn, args: args.map((arg) => toShape(arg)) })
    const answer = returned
    returned = undefined
    if (answer === undefined) throw new Error('the other world is gone')
    if ('error' in answer) throw new Error(answer.error)
    return fromShape(answer.shape)
  }

  listen('call', ({ fn, args }: { fn: number; args: readonly Shape[] }) => {
    try {
      fire('return', { shape: toShape(functions[fn]?.(...args.map((arg) => fromShape(arg)))) })
    } catch (error) {
      fire('return', { error: messageOf(error) })
    }
  })
  listen('return', (answer: { shape: Shape } | { error: string }) => {
    returned = answer
  })
  listen('settle', (outcome: { promise: number } & ({ shape: Shape } | { error: string })) => {
    const waiting = pending.get(outcome.promise)
    pending.delete(outcome.promise)
    if ('error' in outcome) waiting?.reject(new Error(outcome.error))
    else waiting?.resolve(fromShape(outcome.shape))
  })
  return { fire, listen, toShape, fromShape }
}

/** In the page's own world: puts on `window` what the preload script exposes. */
export function mainWorld(token: string, end: typeof bridgeEnd): void {
  const bridge = end(token, 'main', 'preload')
  const frozen = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
    Object.freeze(value)
    for (const item of Object.values(value)) frozen(item)
    return value
  }
  bridge.listen('expose', ({ key, shape }: { key: string; shape: Shape }) => {
    if (key in window) {
      bridge.fire('exposed', {
        error: 'Cannot bind an API on top of an existing property on the window object',
      })
      return
    }
    // Not writable and not configurable: a page cannot put something else in its place.
    Object.defineProperty(window, key, { value: frozen(bridge.fromShape(shape)), enumerable: true })
    bridge.fire('exposed', {})
  })
}

export interface PreloadParts {
  readonly token: string
  readonly end: typeof bridgeEnd
  readonly codec: () => Codec
  readonly send: (text: string) => void
  readonly receiveName: string
  readonly platform: string
  /** The bundled preload script as the body of a CommonJS module. */
  readonly script: (
    ...names: [
      require: (name: string) => unknown,
      module: { exports: unknown },
      exports: unknown,
      process: object,
    ]
  ) => void
}

type Listener = (event: object, ...args: unknown[]) => void

/** In the isolated world: `require('electron')` of a sandboxed preload script, then the script itself. */
export function preloadWorld(parts: PreloadParts): void {
  const { encode, decode } = parts.codec()
  const bridge = parts.end(parts.token, 'preload', 'main')
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>()
  const listeners = new Map<string, Listener[]>()
  let lastInvoke = 0
  const exposeErrors: string[] = []

  bridge.listen('exposed', ({ error }: { error?: string }) => {
    if (error !== undefined) exposeErrors.push(error)
  })
  const say = (message: ToMain): void => parts.send(encode(message))
  const remove = (channel: string, listener: Listener): void => {
    const others = listeners.get(channel)?.filter((one) => one !== listener) ?? []
    listeners.set(channel, others)
  }
  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => say({ kind: 'send', channel, args }),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++lastInvoke
        say({ kind: 'invoke', id, channel, args })
        pending.set(id, {
          resolve,
          reject: (reason) =>
            reject(new Error(`Error invoking remote method '${channel}': ${String(reason)}`)),
        })
      }),
    on: (channel: string, listener: Listener) => {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    removeListener: (channel: string, listener: Listener) => {
      remove(channel, listener)
      return ipcRenderer
    },
  }
  const receive = (text: string): void => {
    const message = decode(text) as ToPage
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.channel) ?? [])
        listener({ sender: ipcRenderer }, ...message.args)
      return
    }
    const waiting = pending.get(message.id)
    pending.delete(message.id)
    if (message.kind === 'reply') waiting?.resolve(message.value)
    else waiting?.reject(message.message)
  }
  Object.defineProperty(globalThis, parts.receiveName, { value: receive })

  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => {
      bridge.fire('expose', { key, shape: bridge.toShape(api) })
      const [error] = exposeErrors.splice(0)
      if (error !== undefined) throw new Error(error)
    },
  }
  const require = (name: string): unknown => {
    // A sandboxed preload script has no Node: electron's renderer half, and nothing else that we use.
    if (name === 'electron') return { contextBridge, ipcRenderer }
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  parts.script(require, module, module.exports, {
    platform: parts.platform,
    sandboxed: true,
    type: 'renderer',
  })
}
