/** SQL and the pure evaluation of a filter agree, whatever the people and the question. */
import fc from 'fast-check'
import { expect, test } from '@jest/globals'
import {
  inOrder,
  parseFilter,
  parseSort,
  satisfies,
  stampResource,
  toPredicate,
  userType,
  versionTag,
  type JsonObject,
} from '../../../src/scim/index.js'
import { openStore, type Store } from '../../../src/service/index.js'
import type { DirectoryUser } from '../../../src/service/store/directories.js'
import { organization } from '../../conformance/store.js'
import { anyUser, userFilter } from '../../scim/arbitraries.js'

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

const kept = (resource: JsonObject, index: number): DirectoryUser => ({
  ...{ directory: 'acme', id: `id-${index}`, version: 1 + (index % 2) },
  ...{ person: `person-${index}`, isDeleted: false },
  ...{ createdAt: at(0), updatedAt: at(index) },
  resource: {
    ...resource,
    active: resource['active'] !== false,
    userName: `${String(resource['userName'])}${index}`,
  },
})

const stamped = ({ id, resource, version, createdAt, updatedAt }: DirectoryUser): JsonObject =>
  stampResource(resource, userType, id, {
    ...{ created: createdAt, lastModified: updatedAt },
    ...{ location: `https://x/${id}`, version: versionTag(version) },
  })

async function furnish(store: Store, users: readonly DirectoryUser[]): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.organizations.insert(organization('acme'))
    await tx.directories.insert({
      ...organization('acme'),
      input: { organization: 'acme', connection: null },
    })
    for (const one of users) await tx.directoryUsers.insert(one)
  })
}

// SQLite orders by code point, JavaScript by UTF-16 unit: they differ beyond the basic plane, and nowhere else.
const isBasic = (value: unknown): boolean => !/[\ud800-\udfff]/.test(JSON.stringify(value))

const people = fc.sample(anyUser, { numRuns: 80, seed: 7 }).filter(isBasic).map(kept)
const filters = [
  'emails.value eq "ada"',
  'emails[type eq "work" and value co "a"]',
  'not (title pr)',
  'meta.lastModified gt "2026-01-01T00:00:30Z" and active eq true',
  'meta.version eq "W/\\"2\\""',
  'userName ew "1" or externalId pr',
  'name.familyName sw "É"',
]

test('filters find the same people, and count them right', async () => {
  const store = await openStore(':memory:')
  await furnish(store, people)
  const random = fc.sample(userFilter, { numRuns: 200, seed: 7 }).filter(isBasic)
  for (const text of [...filters, ...random]) {
    const predicate = toPredicate(parseFilter(text), userType)
    const asked = { directory: 'acme', predicate, sort: undefined, from: { skip: 0 } }
    const { total, resources } = await store.directoryUsers.search({ ...asked, count: 1000 })
    const expected = people.filter((one) => satisfies(predicate, stamped(one))).map(({ id }) => id)
    expect([text, resources.map(({ id }) => id)]).toEqual([text, expected])
    const counted = await store.directoryUsers.search({ ...asked, count: 0 })
    expect([total, counted.total]).toEqual([expected.length, expected.length])
  }
  await store.close()
})

test.each(['userName', 'title', 'name.familyName', 'emails', 'meta.lastModified', 'active'])(
  'sorted by %s, both ways, as the pure order has it',
  async (sortBy) => {
    const store = await openStore(':memory:')
    await furnish(store, people)
    for (const order of ['ascending', 'descending']) {
      const sort = parseSort(sortBy, order, userType)!
      const asked = { directory: 'acme', predicate: undefined, sort, from: { skip: 0 } }
      const { resources } = await store.directoryUsers.search({ ...asked, count: 1000 })
      // Ties: the store has the order of creation.
      const expected = people.map(stamped).map((one, index) => ({ ...one, id: index + 1000 }))
      const ordered = expected.toSorted(inOrder(sort)).map(({ id }) => `id-${id - 1000}`)
      expect(resources.map(({ id }) => id)).toEqual(ordered)
    }
    await store.close()
  },
)
