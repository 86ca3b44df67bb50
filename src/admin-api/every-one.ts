/** Lists of the admin API to their end, page by page. */

interface Page<T> {
  readonly items: readonly T[]
  /** After what the next page begins; null: this is the last. */
  readonly next: string | null
}

/** The most the API gives at once. */
const limit = 1000

/** @param read - `(query) => client.call('listGroups', { params, query })` */
export async function everyOne<T>(
  read: (query: { limit: number; after?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const found: T[] = []
  for (let after: string | undefined; ;) {
    const page = await read({ limit, ...(after === undefined ? {} : { after }) })
    found.push(...page.items)
    if (page.next === null) return found
    after = page.next
  }
}
