/**
 * Terraform reads object by object, a thousand in a plan. After a few single reads of one list, a page of it is fetched instead,
 * and the next reads are answered from there. What is not on a page is asked for singly: absence is never concluded from a list.
 */

/** What tells one object of a list from another. A group of a space is another than the one of the same name outside. */
export interface ListKey {
  readonly name: string
  readonly space?: string | null | undefined
}

export interface Listed {
  readonly items: readonly ListKey[]
  readonly next: string | null
}

const keyOf = ({ name, space }: ListKey): string => JSON.stringify([name, space ?? null])

/** One page of a list, from `after` on. */
export type LoadPage = (page: {
  readonly limit: number
  readonly after: string | undefined
}) => Promise<Listed>

/** How many single reads a page is worth. Whoever manages a few of many objects pays for one small page at most. */
const small = { worth: 4, limit: 100 }
const large = { worth: 12, limit: 1_000 }

/** Milliseconds after which a page counts as old: well within what a refresh takes anyway. */
const lifetime = 20_000

export class ReadAhead {
  readonly #load: LoadPage
  #found = new Map<string, { readonly item: unknown; readonly until: number }>()
  /** Undefined: no page was read yet. Null: there are no more. */
  #next: string | null | undefined
  #asked = 0
  #page = small
  #loading: Promise<void> | undefined

  constructor(load: LoadPage) {
    this.#load = load
  }

  /** The object as its list told it a moment ago; undefined when it must be asked for. */
  async find(sought: ListKey): Promise<unknown> {
    const key = keyOf(sought)
    await this.#loading
    const known = this.#found.get(key)
    if (known !== undefined && known.until > Date.now()) return known.item
    if (++this.#asked < this.#page.worth || this.#next === null) return undefined
    this.#loading = this.#nextPage()
    await this.#loading
    return this.#found.get(key)?.item
  }

  /** A page that cannot be had is no failure: the single reads will say what is wrong. */
  async #nextPage(): Promise<void> {
    const until = Date.now() + lifetime
    const { limit } = this.#page
    this.#asked = 0
    this.#page = large
    try {
      const { items, next } = await this.#load({ limit, after: this.#next ?? undefined })
      for (const item of items) this.#found.set(keyOf(item), { item, until })
      this.#next = next
    } catch {
      this.#next = null
    } finally {
      this.#loading = undefined
    }
  }
}
