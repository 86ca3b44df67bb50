/** The blocks of a program, whichever form it came in: found by address, type and reference, and references among them followed. Nothing is judged. */
import { addressIn, instanceOf, keysIn, plainOf } from './address.js'
import { BlockIndex } from './block-index.js'
import { parseTemplate } from './expression.js'
import type { Block } from './program-file.js'
import {
  isEntries,
  isList,
  isUnsaid,
  Open,
  referencesIn,
  Sealed,
  textOf,
  type Part,
  type Value,
} from './value.js'

export class Blocks {
  readonly #index: BlockIndex
  /** Arguments with their references followed, by block and name; undefined while they are being followed, so that circles end. */
  readonly #settled = new Map<Block, Map<string, Value | undefined>>()

  constructor(readonly blocks: readonly Block[]) {
    this.#index = new BlockIndex(blocks)
  }

  /** What a block computes from its arguments by a rule of the reader's own, such as the endpoints of a connection. */
  protected derived(_block: Block, _attribute: string): Value | undefined {
    return undefined
  }

  ofType(type: string, mode: Block['mode'] = 'resource'): readonly Block[] {
    return this.#index.ofType(type, mode)
  }

  /** The block an address means, seen from another: an instance looks for the instance of its own key. */
  find(address: string, from?: Block): Block | undefined {
    const exact = this.#index.at(address)
    if (exact || from === undefined) return exact
    return this.#index.at(address + instanceOf(from.address))
  }

  /** An argument, with references to other arguments followed. */
  get(block: Block, name: string): Value | undefined {
    const value = argumentOf(block, name)
    return value === undefined ? undefined : this.settle(value, block)
  }

  /** What a block says of an attribute: its argument, or what follows from its arguments. */
  attribute(block: Block, name: string): Value | undefined {
    const value = this.get(block, name)
    return isUnsaid(value) ||
      (value instanceof Open && value.holes.every((hole) => hole.afterApply))
      ? (this.derived(block, name) ?? value)
      : value
  }

  /** Replaces references to what is written elsewhere in the program by what is written there. */
  settle(value: Value, from?: Block): Value {
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof Sealed) return new Sealed(this.settle(value.value, from), value.references)
    if (isList(value)) return value.map((item) => this.settle(item, from))
    if (value instanceof Open) return this.#settleOpen(value, from)
    if (!isEntries(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, this.settle(item, from)]),
    )
  }

  #settleOpen(value: Open, from: Block | undefined): Value {
    const [only] = value.parts
    if (value.parts.length === 1 && typeof only === 'object') return this.#told(only, from) ?? value
    const parts = value.parts.flatMap((part): readonly Part[] => {
      const told = typeof part === 'string' ? part : this.#told(part, from)
      if (typeof told === 'string') return [told]
      if (told instanceof Open) return told.parts
      return typeof told === 'number' || typeof told === 'boolean' ? [String(told)] : [part]
    })
    return textOf(parts)
  }

  /** What a hole comes to, if it is nothing but a reference to an argument, or a function of one. */
  #told(hole: Part & object, from: Block | undefined): Value | undefined {
    if (hole.afterApply) return undefined
    const [reference] = hole.references
    if (reference === undefined) return undefined
    if (reference === hole.expression) return this.#lookUp(reference, from)
    if (!/^[a-z]+\(/.test(hole.expression)) return undefined
    const again = parseTemplate(`\${${hole.expression}}`, (each) => this.#lookUp(each, from))
    const same = again instanceof Open && again.parts[0] === hole
    return same || this.#isSelf(again, hole) ? undefined : again
  }

  #isSelf(value: Value, hole: Part & object): boolean {
    const [only] = value instanceof Open ? value.parts : []
    return typeof only === 'object' && only.expression === hole.expression
  }

  #lookUp(reference: string, from: Block | undefined): Value | undefined {
    const target = addressIn(reference)
    const block = target && this.find(target.address, from)
    if (!target || !block || target.path === '') return undefined
    const [name = '', ...rest] = target.path.split('.')
    return rest.length === 0 && !block.isRepeated ? this.#argument(block, name) : undefined
  }

  #argument(block: Block, name: string): Value | undefined {
    const settled = this.#settled.get(block) ?? new Map<string, Value | undefined>()
    this.#settled.set(block, settled)
    if (settled.has(name)) return settled.get(name)
    settled.set(name, undefined)
    const value = argumentOf(block, name) ?? this.derived(block, name)
    const found = value === undefined ? undefined : this.settle(value, block)
    settled.set(name, found)
    return found
  }

  /** Does a value of `from` mean this block: by reference, or by an attribute that names it? */
  pointsTo(
    value: Value | undefined,
    block: Block,
    attributes: readonly string[],
    from: Block,
  ): boolean {
    if (value === undefined || value === null) return false
    const refers = referencesIn(value).some((reference) => {
      const target = addressIn(reference)
      return target !== undefined && this.#means(target.address, block, from)
    })
    if (refers) return true
    return (
      typeof value === 'string' &&
      value !== '' &&
      attributes.some((name) => block.values[name] === value)
    )
  }

  /** The blocks of a type that a value of `from` means. */
  targetsOf(
    value: Value | undefined,
    type: string,
    attributes: readonly string[],
    from: Block,
  ): readonly Block[] {
    const addresses = new Set(referencesIn(value).map((reference) => plainOf(reference)))
    const referred = [...addresses].flatMap((address) => this.#index.instances(address))
    const named =
      typeof value === 'string' && value !== ''
        ? attributes.flatMap((name) => this.#index.having(type, name, value))
        : []
    return [...new Set([...referred, ...named])].filter(
      (block) => block.type === type && this.pointsTo(value, block, attributes, from),
    )
  }

  /** The resources of a type that mean a block by one of their arguments. */
  pointingTo(
    type: string,
    argument: string,
    block: Block | undefined,
    attributes: readonly string[] = ['id'],
  ): readonly Block[] {
    if (!block) return []
    const referring = this.#index.referring(type, argument).get(plainOf(block.address)) ?? []
    const named = attributes.flatMap((name) => {
      const value = block.values[name]
      return typeof value === 'string' && value !== ''
        ? this.#index.having(type, argument, value)
        : []
    })
    return [...new Set([...referring, ...named])].filter((each) =>
      this.pointsTo(each.values[argument], block, attributes, each),
    )
  }

  /** `data.x.y` and `x.y` of any instance; an instance means that of its own key. */
  #means(address: string, block: Block, from: Block): boolean {
    if (address === block.address) return true
    if (plainOf(address) !== plainOf(block.address)) return false
    const own = keysIn(address)
    const theirs = keysIn(block.address)
    if (own.length > 0) return own.every((key, at) => key === theirs.at(at - own.length))
    const asking = keysIn(from.address)
    return asking.length !== theirs.length || asking.every((key, at) => key === theirs[at])
  }

  /** Does `from` wait for the block: by name, or because a value of it refers to it? */
  waitsFor(from: Block, block: Block): boolean {
    const named = from.dependsOn.some((address) => this.#means(address, block, from))
    return named || this.pointsTo(from.values, block, [], from)
  }
}

/** Names come from files: `constructor` is an argument only if the block says so. */
const argumentOf = ({ values }: Block, name: string): Value | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined
