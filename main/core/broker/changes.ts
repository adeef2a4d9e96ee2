// What has changed in a list between two looks at it.

export interface Change<Item> {
  readonly change: 'added' | 'changed' | 'removed'
  readonly item: Item
}

/** State: the items as they were at the last look. */
export class Changes<Item> {
  readonly #list: () => readonly Item[]
  readonly #keyOf: (item: Item) => string
  #before = new Map<string, Item>()

  /** @param about.keyOf what makes an item the same one, whatever else is new about it. */
  constructor({ list, keyOf }: { list: () => readonly Item[]; keyOf: (item: Item) => string }) {
    this.#list = list
    this.#keyOf = keyOf
  }

  /** Since the last look: first what is gone, then the rest in the order of the list. */
  look(): Change<Item>[] {
    const before = this.#before
    const now = new Map(this.#list().map((item) => [this.#keyOf(item), item]))
    this.#before = now
    const removed = [...before].filter(([key]) => !now.has(key)).map(([, item]) => changed('removed', item))
    const others = [...now].flatMap(([key, item]) => {
      const earlier = before.get(key)
      if (earlier === undefined) return [changed('added', item)]
      return JSON.stringify(earlier) === JSON.stringify(item) ? [] : [changed('changed', item)]
    })
    return [...removed, ...others]
  }
}

function changed<Item>(change: Change<Item>['change'], item: Item): Change<Item> {
  return { change, item }
}
