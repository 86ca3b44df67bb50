/** The list of people: page by page, once, and counted truly. */
import {
  createPerson,
  Failed,
  failedBy,
  listOf,
  personMade,
  textOf,
  type Check,
  type Rehearsal,
} from './check.js'

/** A directory that is in use may be long; so much of it is read. */
const mostPeople = 2_000

/** A page may be shorter than was asked for (RFC 7644 §3.4.2.4). */
async function pages({ client }: Rehearsal, total: number): Promise<readonly string[]> {
  const ids: string[] = []
  while (ids.length < Math.min(total, mostPeople)) {
    const path = `/Users?startIndex=${ids.length + 1}&count=100`
    const answer = await client.ask({ method: 'GET', path })
    const { resources } = listOf(answer)
    if (resources.length > 100) throw failedBy(answer, `100 at most, not ${resources.length}`)
    if (resources.length === 0) throw failedBy(answer, `more people, up to ${total}`)
    ids.push(...resources.map(({ id }) => textOf(id)))
  }
  return ids
}

async function listsEverybody(rehearsal: Rehearsal): Promise<void> {
  const { client } = rehearsal
  for (const n of [2, 3]) await createPerson(rehearsal, n)
  const ask = { method: 'GET', path: '/Users?startIndex=1&count=2' } as const
  const answer = await client.ask(ask)
  const { totalResults, resources } = listOf(answer)
  if (resources.length !== 2 || totalResults < 3)
    throw failedBy(answer, `2 of at least 3 (${resources.length} of ${totalResults})`)
  const next = await client.ask({ ...ask, path: '/Users?startIndex=2&count=2' })
  const [second] = listOf(next).resources
  if (second?.['id'] !== resources[1]?.['id'])
    throw failedBy(next, 'the second person first: startIndex counts from 1, in a stable order')
  const ids = await pages(rehearsal, totalResults)
  if (new Set(ids).size !== ids.length) throw new Failed('a page repeats people of another', [ask])
  const mine = [1, 2, 3].map((n) => personMade(rehearsal, n).id)
  if (totalResults <= mostPeople && !mine.every((id) => ids.includes(id)))
    throw new Failed('the pages together leave out somebody who was created', [ask])
}

export const listingChecks: readonly Check[] = [
  {
    id: 'users-listed',
    title: 'Everybody is listed, page by page, once',
    remedy: 'Count startIndex from 1, keep to count, tell the true totalResults, keep the order.',
    source: 'RFC 7644 §3.4.2.4; Okta: import',
    run: listsEverybody,
  },
]
