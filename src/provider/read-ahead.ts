/**
 * Terraform reads object by object, a thousand in a plan. After a few single reads of one list, a page of it is fetched instead,
 * and the next reads are answered from there. What is not on a page is asked for singly: absence is never concluded from a list.
 */

export interface Listed {
  readonly items: readonly { readonly name: string }[]
  readonly next: string | null
}

/** How many single reads a page of a thousand is worth. Whoever manages a few of many objects pays for one page at most. */
const worth = 12

/** Milliseconds after which a page counts as old: well within what a refresh takes anyway. */
const lifetime = 20_000

export class ReadAhead {
  readonly #load: (after: string | undefined) => Promise<Listed>
  #found = new Map<string, { readonly item: unknown; readonly until: number }>()
  /** Undefined: no page was read yet. Null: there are no more. */
  #next: string | null | undefined
  #asked = 0
  #loading: Promise<void> | undefined

  /** @param load - one page, from `after` on */
  constructor(load: (after: string | undefined) => Promise<Listed>) {
    this.#load = load
  }

  /** The object as its list told it a moment ago; undefined when it must be asked for. */
  async find(name: string): Promise<unknown> {
    await this.#loading
    const known = this.#found.get(name)
    if (known !== undefined && known.until > Date.now()) return known.item
    if (++this.#asked % worth !== 0 || this.#next === null) return undefined
    this.#loading = this.#nextPage()
    await this.#loading
    return this.#found.get(name)?.item
  }

  /** A page that cannot be had is no failure: the single reads will say what is wrong. */
  async #nextPage(): Promise<void> {
    const until = Date.now() + lifetime
    try {
      const { items, next } = await this.#load(this.#next ?? undefined)
      for (const item of items) this.#found.set(item.name, { item, until })
      this.#next = next
    } catch {
      this.#next = null
    } finally {
      this.#loading = undefined
    }
  }
}
