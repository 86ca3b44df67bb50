/** Blocks by address, by type, and by what their arguments say: a program of thousands is asked for each of them. */
import { plainOf } from './address.js'
import type { Block } from './program-file.js'
import { referencesIn } from './value.js'

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}

export class BlockIndex {
  readonly #byAddress: ReadonlyMap<string, Block>
  readonly #byType: ReadonlyMap<string, readonly Block[]>
  readonly #byPlain: ReadonlyMap<string, readonly Block[]>
  readonly #referrers = new Map<string, Map<string, Block[]>>()
  readonly #holders = new Map<string, Map<string, Block[]>>()

  constructor(blocks: readonly Block[]) {
    this.#byAddress = new Map(blocks.map((block) => [block.address, block]))
    this.#byType = grouped(blocks, ({ type, mode }) => `${mode} ${type}`)
    this.#byPlain = grouped(blocks, ({ address }) => plainOf(address))
  }

  at(address: string): Block | undefined {
    return this.#byAddress.get(address)
  }

  /** All instances of an address without keys. */
  instances(address: string): readonly Block[] {
    return this.#byPlain.get(address) ?? []
  }

  ofType(type: string, mode: Block['mode']): readonly Block[] {
    return this.#byType.get(`${mode} ${type}`) ?? []
  }

  /** Blocks of a type by what an argument of theirs refers to. */
  referring(type: string, argument: string): ReadonlyMap<string, readonly Block[]> {
    return this.#indexed(this.#referrers, type, argument, (block) =>
      referencesIn(block.values[argument]).map((reference) => plainOf(reference)),
    )
  }

  having(type: string, argument: string, value: string): readonly Block[] {
    const index = this.#indexed(this.#holders, type, argument, (block) => {
      const held = block.values[argument]
      return typeof held === 'string' ? [held] : []
    })
    return index.get(value) ?? []
  }

  #indexed(
    cache: Map<string, Map<string, Block[]>>,
    type: string,
    argument: string,
    keysOf: (block: Block) => readonly string[],
  ): ReadonlyMap<string, readonly Block[]> {
    const key = `${type}.${argument}`
    const known = cache.get(key)
    if (known) return known
    const index = new Map<string, Block[]>()
    for (const block of this.ofType(type, 'resource')) {
      for (const each of new Set(keysOf(block))) {
        const found = index.get(each)
        if (found) found.push(block)
        else index.set(each, [block])
      }
    }
    cache.set(key, index)
    return index
  }
}
