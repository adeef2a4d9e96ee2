// Structured clone over text: what crosses between the host's Node process and a page.

export interface Codec {
  /** @throws TypeError 'An object could not be cloned.', as Electron's IPC does. */
  readonly encode: (value: unknown) => string
  readonly decode: (text: string) => unknown
}

/** One value; objects refer to others by index, so that cycles and shared references survive. */
type Node =
  | readonly ['value', string | number | boolean | null]
  | readonly ['undefined']
  | readonly ['number', string]
  | readonly ['bigint', string]
  | readonly ['date', string]
  | readonly ['regexp', string, string]
  | readonly ['error', string, string]
  | readonly ['bytes', string, readonly number[]]
  | readonly ['array', readonly (number | null)[]]
  | readonly ['object', readonly (readonly [string, number])[]]
  | readonly ['map', readonly (readonly [number, number])[]]
  | readonly ['set', readonly number[]]

/**
 * The codec. Its source text is also injected into pages, so it refers to nothing outside itself.
 * `structuredClone` decides what may cross; this only carries the result.
 */
export function cloneCodec(): Codec {
  // In a function of their own, because both worlds must build views the same way.
  const views = { ArrayBuffer, Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int32Array } as const
  type ViewName = keyof typeof views

  const bytesOf = (value: ArrayBuffer | ArrayBufferView): number[] =>
    Array.from(
      value instanceof ArrayBuffer
        ? new Uint8Array(value)
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength),
    )

  const encode = (value: unknown): string => {
    let cloned: unknown
    try {
      cloned = structuredClone(value)
    } catch {
      throw new TypeError('An object could not be cloned.')
    }
    const nodes: (Node | undefined)[] = []
    const places = new Map<object, number>()
    const put = (item: unknown): number => {
      const known = typeof item === 'object' && item !== null ? places.get(item) : undefined
      if (known !== undefined) return known
      const place = nodes.push(undefined) - 1
      if (typeof item === 'object' && item !== null) places.set(item, place)
      nodes[place] = typeof item === 'object' && item !== null ? objectNode(item, put) : primitiveNode(item)
      return place
    }
    put(cloned)
    return JSON.stringify(nodes)
  }

  const primitiveNode = (item: unknown): Node => {
    if (typeof item === 'bigint') return ['bigint', item.toString()]
    if (item === undefined) return ['undefined']
    if (typeof item === 'number' && (!Number.isFinite(item) || Object.is(item, -0))) {
      return ['number', Object.is(item, -0) ? '-0' : String(item)]
    }
    return ['value', item as string | number | boolean | null]
  }

  const objectNode = (item: object, put: (value: unknown) => number): Node => {
    // As text: JSON has no NaN, the time of a date that is none.
    if (item instanceof Date) return ['date', String(item.getTime())]
    if (item instanceof RegExp) return ['regexp', item.source, item.flags]
    if (item instanceof Error) return ['error', item.name, item.message]
    if (item instanceof Map) return ['map', [...item].map(([key, value]) => [put(key), put(value)] as const)]
    if (item instanceof Set) return ['set', [...item].map(put)]
    if (item instanceof ArrayBuffer || ArrayBuffer.isView(item)) {
      return ['bytes', item.constructor.name, bytesOf(item)]
    }
    // A hole stays a hole: `in` is false for it.
    if (Array.isArray(item))
      return ['array', Array.from(item, (value: unknown, at) => (at in item ? put(value) : null))]
    return ['object', Object.entries(item).map(([key, value]) => [key, put(value)] as const)]
  }

  const decode = (text: string): unknown => {
    const nodes = JSON.parse(text) as readonly Node[]
    const made = new Map<number, unknown>()
    const get = (place: number): unknown => {
      if (made.has(place)) return made.get(place)
      const node = nodes[place]
      if (node === undefined) throw new TypeError('not an encoded value')
      return fill(node, (value) => void made.set(place, value), get)
    }
    return get(0)
  }

  type Keep = (value: unknown) => void
  type Get = (place: number) => unknown

  /** Never by assignment: a field may be called `__proto__`. */
  const define = (object: object, key: string, value: unknown): void => {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  }

  /** Containers are kept before they are filled: a member may refer back to them. */
  const fill = (node: Node, keep: Keep, get: Get): unknown => {
    if (node[0] === 'array') {
      const array: unknown[] = new Array<unknown>(node[1].length)
      keep(array)
      node[1].forEach((place, at) => {
        if (place !== null) array[at] = get(place)
      })
      return array
    }
    if (node[0] === 'object') {
      const object: Record<string, unknown> = {}
      keep(object)
      for (const [key, place] of node[1]) define(object, key, get(place))
      return object
    }
    if (node[0] === 'map') {
      const map = new Map<unknown, unknown>()
      keep(map)
      for (const [key, value] of node[1]) map.set(get(key), get(value))
      return map
    }
    if (node[0] === 'set') {
      const set = new Set<unknown>()
      keep(set)
      for (const place of node[1]) set.add(get(place))
      return set
    }
    const value = leaf(node)
    keep(value)
    return value
  }

  const leaf = (node: Exclude<Node, readonly ['array' | 'object' | 'map' | 'set', unknown]>): unknown => {
    switch (node[0]) {
      case 'value':
        return node[1]
      case 'undefined':
        return undefined
      case 'number':
        return Number(node[1])
      case 'bigint':
        return BigInt(node[1])
      case 'date':
        return new Date(Number(node[1]))
      case 'regexp':
        return new RegExp(node[1], node[2])
      case 'error':
        return Object.assign(new Error(node[2]), { name: node[1] })
      case 'bytes': {
        const { buffer } = Uint8Array.from(node[2])
        return node[1] === 'ArrayBuffer'
          ? buffer
          : new views[node[1] as Exclude<ViewName, 'ArrayBuffer'>](buffer)
      }
    }
  }

  return { encode, decode }
}
