/** What any store must hold of directories: part of the suite in `store.ts`. */
import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  parseFilter,
  parseSort,
  toPredicate,
  userType,
  type JsonObject,
} from '../../src/scim/index.js'
import type {
  Asked,
  DirectoryRecord,
  DirectoryRequest,
  DirectoryResource,
  DirectoryToken,
  DirectoryUser,
} from '../../src/service/store/directories.js'
import type { Store, Transaction } from '../../src/service/store/store.js'
import { furnish, organization, person } from './store.js'

const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 1, 12, minutes))

const directory = (name: string, version = 1): DirectoryRecord => ({
  ...{ name, version, createdAt: at(0), updatedAt: at(version), creationKey: 'k' },
  input: { organization: 'acme', connection: version === 1 ? null : 'okta' },
})

const token = (name: string, more: Partial<DirectoryToken> = {}): DirectoryToken => ({
  ...{ directory: 'dir', name, tokenHash: `hash of ${name}`, permissions: ['Manage Users'] },
  ...{ createdAt: at(0), expiresAt: at(60), lastUsedAt: null, creationKey: null },
  ...more,
})

const user = (id: string, more: JsonObject = {}, rest: Partial<DirectoryUser> = {}) =>
  ({
    ...{ directory: 'dir', id, person: `p-${id}`, isDeleted: false, version: 1 },
    ...{ createdAt: at(0), updatedAt: at(0) },
    resource: {
      schemas: [userType.schema.id],
      userName: `${id}@Example.com`,
      active: true,
      ...more,
    },
    ...rest,
  }) satisfies DirectoryUser

const group = (id: string, displayName = id): DirectoryResource => ({
  ...{ directory: 'dir', id, version: 1, createdAt: at(0), updatedAt: at(0) },
  resource: { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName },
})

const request = (path: string, minutes = 0): DirectoryRequest => ({
  ...{ directory: 'dir', at: at(minutes), method: 'GET', path, status: 200, ms: 1.5 },
  ...{ token: 'first', dialects: [], hint: null, detail: null, body: { op: 'add' } },
})

const asked = (more: Partial<Asked> = {}): Asked => ({
  ...{ directory: 'dir', predicate: undefined, sort: undefined, from: { skip: 0 }, count: 100 },
  ...more,
})
const where = (filter: string): Partial<Asked> => ({
  predicate: toPredicate(parseFilter(filter), userType),
})

/** `dir` with Ada, Grace and Linus, in that order, and Engineers with the first two. */
async function fill(tx: Transaction): Promise<void> {
  await furnish(tx)
  await tx.directories.insert(directory('dir'))
  await tx.directories.insert(directory('other'))
  for (const one of [
    user('ada', { emails: [{ value: 'Ada@Work.example' }], externalId: 'x-1' }),
    user('grace', { title: 'Admiral' }),
    user('linus', { active: false }),
  ])
    await tx.directoryUsers.insert(one)
  await tx.directoryGroups.insert(group('g1', 'Engineers'))
  await tx.directoryGroups.applyMembers('g1', [{ kind: 'replace', members: ['ada', 'grace'] }])
}

const gone = (one: DirectoryUser): DirectoryUser => ({ ...one, isDeleted: true, version: 2 })

export function directoriesHold(storeNow: () => Store): void {
  let store: Store
  beforeEach(async () => {
    store = storeNow()
    await store.transaction(fill)
  })
  const idsOf = async (more: Partial<Asked> = {}): Promise<readonly string[]> =>
    (await store.directoryUsers.search(asked(more))).resources.map(({ id }) => id)
  const totalOf = async (more: Partial<Asked> = {}): Promise<number> =>
    (await store.directoryUsers.search(asked({ count: 0, ...more }))).total
  const membersOf = async (id = 'g1') =>
    (await store.directoryGroups.membersOf(id)).map((one) => one.id)

  test('a directory is read back equal, replaced in order, listed by name and by organization', async () => {
    expect(await store.directories.find('dir')).toEqual(directory('dir'))
    await store.transaction(async (tx) => {
      expect(await tx.directories.insert(directory('dir'))).toBe(false)
      expect(await tx.directories.replace(directory('dir', 3))).toBe(false)
      expect(await tx.directories.replace(directory('dir', 2))).toBe(true)
    })
    const both = [directory('dir', 2), directory('other')]
    expect(await store.directories.list({ limit: 9 })).toEqual(both)
    expect(await store.directories.list({ limit: 9, after: 'dir' })).toEqual(both.slice(1))
    expect(await store.directories.ofOrganization('acme')).toEqual(both)
    expect(await store.directories.ofOrganization('globex')).toEqual([])
  })

  test('with a directory goes all that is in it', async () => {
    await store.transaction(async (tx) => {
      await tx.directoryTokens.insert(token('first'))
      await tx.directoryRequests.record([request('/Users')])
      expect(await tx.directories.remove('dir')).toBe(true)
      expect(await tx.directories.remove('dir')).toBe(false)
    })
    expect(await store.directoryTokens.findByHash('hash of first')).toBeUndefined()
    expect(await store.directoryUsers.find('dir', 'ada')).toBeUndefined()
    expect(await store.directoryGroups.find('dir', 'g1')).toBeUndefined()
    expect(await store.directoryRequests.list('dir', 9)).toEqual([])
    await store.transaction((tx) => tx.directories.insert(directory('dir')))
    expect([await totalOf(), await membersOf()]).toEqual([0, []])
  })

  test('pending people go with their directory; others stay', async () => {
    await store.transaction(async (tx) => {
      await tx.people.put(person('p-ada', { state: 'pending', identity: null }))
      await tx.people.put(person('p-grace', { state: 'removed' }))
      await tx.people.put(person('p-linus', { state: 'active' }))
      await tx.directories.remove('dir')
    })
    const left = await store.people.list('acme', { limit: 9 })
    expect(left.map(({ id }) => id)).toEqual(['p-grace', 'p-linus'])
  })

  test('who is provisioned and loses the connection they signed in by is pending again', async () => {
    await store.transaction(async (tx) => {
      await tx.directoryUsers.insert(user('known', {}, { person: 'u1' }))
      await tx.people.put(person('u1'))
      await tx.users.remove('u1')
    })
    expect(await store.people.find('u1')).toEqual(
      person('u1', { state: 'pending', identity: null }),
    )
  })

  describe('tokens', () => {
    test('are found by their hash, listed by name, removed, and remember when they were used', async () => {
      await store.transaction(async (tx) => {
        await tx.directoryTokens.insert(token('second'))
        await tx.directoryTokens.insert(token('first'))
        await tx.directoryTokens.recordUsed('hash of first', at(7))
      })
      const used = token('first', { lastUsedAt: at(7) })
      expect(await store.directoryTokens.findByHash('hash of first')).toMatchObject(used)
      expect(await store.directoryTokens.list('dir')).toEqual([used, token('second')])
      await store.transaction(async (tx) => {
        expect(await tx.directoryTokens.remove('dir', 'first')).toBe(true)
        expect(await tx.directoryTokens.remove('dir', 'first')).toBe(false)
      })
      expect(await store.directoryTokens.findByHash('hash of first')).toBeUndefined()
    })

    test('tell when their directory or its organization has changed', async () => {
      await store.transaction((tx) => tx.directoryTokens.insert(token('first')))
      const revisionOf = async () =>
        (await store.directoryTokens.findByHash('hash of first'))?.revision
      const seen = [await revisionOf(), await revisionOf()]
      await store.transaction((tx) => tx.directories.replace(directory('dir', 2)))
      seen.push(await revisionOf())
      await store.transaction((tx) => tx.organizations.replace(organization('acme', 2)))
      seen.push(await revisionOf())
      expect(new Set(seen).size).toBe(3)
      expect(seen[0]).toBe(seen[1])
    })

    test('no two have one value', async () => {
      const twins = store.transaction(async (tx) => {
        await tx.directoryTokens.insert(token('first'))
        await tx.directoryTokens.insert(token('second', { tokenHash: 'hash of first' }))
      })
      await expect(twins).rejects.toThrow()
    })
  })

  describe('people of a directory', () => {
    test('are read back equal, as values and as text, in their directory only', async () => {
      const ada = user('ada', { emails: [{ value: 'Ada@Work.example' }], externalId: 'x-1' })
      expect(await store.directoryUsers.find('dir', 'ada')).toEqual(ada)
      const { directory: _, person: __, isDeleted: ___, resource, ...stamps } = ada
      const read = await store.directoryUsers.read('dir', 'ada')
      expect(read).toMatchObject(stamps)
      expect(JSON.parse(read?.text ?? '')).toEqual(resource)
      expect(await store.directoryUsers.find('other', 'ada')).toBeUndefined()
      expect(await store.directoryUsers.read('other', 'ada')).toBeUndefined()
    })

    test('a replacement must follow the version that is there, and what is indexed follows it', async () => {
      const next = user('ada', { emails: [{ value: 'new@example.com' }] }, { version: 2 })
      await store.transaction(async (tx) => {
        expect(await tx.directoryUsers.replace({ ...next, version: 3 })).toBe(false)
        expect(await tx.directoryUsers.replace(next)).toBe(true)
      })
      expect(await store.directoryUsers.find('dir', 'ada')).toEqual(next)
      expect(await idsOf(where('emails.value eq "ADA@work.example"'))).toEqual([])
      expect(await idsOf(where('emails.value eq "NEW@example.com"'))).toEqual(['ada'])
      expect(await idsOf(where('externalId eq "x-1"'))).toEqual([])
    })

    test('a userName is held once among the living, whatever its case', async () => {
      const twin = user('twin', { userName: 'ADA@example.com' })
      const insert = () => store.transaction((tx) => tx.directoryUsers.insert(twin))
      await expect(insert()).rejects.toThrow()
      const ada = (await store.directoryUsers.find('dir', 'ada'))!
      await store.transaction((tx) => tx.directoryUsers.replace(gone(ada)))
      await insert()
      const found = await store.directoryUsers.findByUserName('dir', 'ada@example.com')
      expect(found.map(({ id, isDeleted }) => [id, isDeleted])).toEqual([
        ['twin', false],
        ['ada', true],
      ])
    })

    test('the total follows who comes, goes, comes back, and what is rolled back', async () => {
      const ada = (await store.directoryUsers.find('dir', 'ada'))!
      expect(await totalOf()).toBe(3)
      await store.transaction((tx) => tx.directoryUsers.replace(gone(ada)))
      expect([await totalOf(), await idsOf()]).toEqual([2, ['grace', 'linus']])
      expect(await store.directoryUsers.find('dir', 'ada')).toBeUndefined()
      await store.transaction((tx) => tx.directoryUsers.replace({ ...ada, version: 3 }))
      expect([await totalOf(), await idsOf()]).toEqual([3, ['ada', 'grace', 'linus']])
      const failing = store.transaction(async (tx) => {
        await tx.directoryUsers.insert(user('nobody'))
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow()
      expect(await totalOf()).toBe(3)
    })

    test.each([
      ['userName eq "ADA@example.com"', ['ada']],
      ['externalId eq "x-1"', ['ada']],
      ['emails.value eq "ada@WORK.example"', ['ada']],
      ['active eq false', ['linus']],
      ['title pr or emails pr', ['ada', 'grace']],
      ['groups.display eq "engineers"', ['ada', 'grace']],
      ['not (groups.value eq "g1")', ['linus']],
      ['meta.lastModified ge "2026-01-01T12:00:00Z"', ['ada', 'grace', 'linus']],
    ])('filter %s', async (filter, ids) => {
      expect(await idsOf(where(filter))).toEqual(ids)
      expect(await totalOf(where(filter))).toBe(ids.length)
    })

    test('pages by index are the same from either end', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `n-${`${index}`.padStart(2, '0')}`)
      await store.transaction(async (tx) => {
        for (const id of ids) await tx.directoryUsers.insert(user(id))
      })
      const all = ['ada', 'grace', 'linus', ...ids]
      for (const count of [1, 4, 7]) {
        for (let skip = 0; skip <= all.length + 1; skip++) {
          const { total, resources } = await store.directoryUsers.search(
            asked({ from: { skip }, count }),
          )
          expect(total).toBe(all.length)
          expect(resources.map(({ id }) => id)).toEqual(all.slice(skip, skip + count))
        }
      }
    })

    test.each([undefined, 'userName', 'title'])(
      'pages by position, sorted by %s',
      async (sortBy) => {
        for (const order of ['ascending', 'descending']) {
          const sort = sortBy ? parseSort(sortBy, order, userType) : undefined
          const whole = await idsOf({ sort })
          const seen: string[] = []
          let from: Asked['from'] = { skip: 0 }
          for (;;) {
            const page = await store.directoryUsers.search(asked({ sort, from, count: 1 }))
            seen.push(...page.resources.map(({ id }) => id))
            if (!page.last) break
            from = { after: page.last }
          }
          expect(seen).toEqual(whole)
          expect(whole).toHaveLength(3)
        }
      },
    )

    test('are found by the person they are, and by having signed in', async () => {
      await store.transaction((tx) => tx.directoryUsers.insert(user('known', {}, { person: 'u1' })))
      const found = await store.directoryUsers.livingOf('u1')
      expect(found.map(({ id }) => id)).toEqual(['known'])
      const signedIn = { id: 'known', person: 'u1', connection: 'okta' }
      const ids = ['known', 'ada', 'nobody']
      expect(await store.directoryUsers.signedIn('dir', ids)).toEqual([signedIn])
      expect(await store.directoryUsers.signedIn('other', ids)).toEqual([])
      await store.transaction((tx) =>
        tx.directoryGroups.applyMembers('g1', [{ kind: 'change', add: ['known'], remove: [] }]),
      )
      expect(await store.directoryGroups.signedInMembersOf('g1')).toEqual([signedIn])
    })

    test('those of a list that are living people of the directory', async () => {
      const ids = ['ada', 'grace', 'nobody']
      expect(await store.directoryUsers.known('dir', ids)).toEqual(new Set(['ada', 'grace']))
      expect(await store.directoryUsers.known('other', ids)).toEqual(new Set())
    })
  })

  describe('groups of a directory', () => {
    test('are read back equal, replaced in order, removed, found by name', async () => {
      const renamed = { ...group('g1', 'Builders'), version: 2 }
      await store.transaction(async (tx) => {
        await tx.directoryGroups.insert(group('g2', 'Others'))
        expect(await tx.directoryGroups.replace({ ...renamed, version: 4 })).toBe(false)
        expect(await tx.directoryGroups.replace(renamed)).toBe(true)
      })
      expect(await store.directoryGroups.find('dir', 'g1')).toEqual(renamed)
      expect(await store.directoryGroups.named('dir', 'builders')).toEqual(['g1'])
      const { total, resources } = await store.directoryGroups.search(asked())
      expect([total, resources.map(({ id }) => id)]).toEqual([2, ['g1', 'g2']])
      expect(await membersOf()).toEqual(['ada', 'grace'])
      await store.transaction((tx) => tx.directoryGroups.remove('g1'))
      expect((await store.directoryGroups.search(asked())).total).toBe(1)
      expect(await store.directoryUsers.groupsOf('ada')).toEqual([])
    })

    test('members change by steps, in order', async () => {
      const { predicate } = where('id eq "x"')
      expect(predicate).toBeDefined()
      await store.transaction(async (tx) => {
        await tx.directoryGroups.applyMembers('g1', [
          { kind: 'change', add: ['linus', 'ada'], remove: ['grace', 'nobody'] },
        ])
      })
      expect(await membersOf()).toEqual(['ada', 'linus'])
      expect(await store.directoryUsers.groupsOf('linus')).toEqual([
        { id: 'g1', display: 'Engineers' },
      ])
      const many = await store.directoryUsers.groupsOfMany(['linus', 'grace', 'ada'])
      expect([...many.keys()].sort()).toEqual(['ada', 'linus'])
      await store.transaction((tx) => tx.directoryUsers.leaveGroups('linus'))
      expect(await membersOf()).toEqual(['ada'])
    })

    test('nobody is a member who is nobody', async () => {
      const stranger = store.transaction((tx) =>
        tx.directoryGroups.applyMembers('g1', [{ kind: 'replace', members: ['nobody'] }]),
      )
      await expect(stranger).rejects.toThrow()
      expect(await membersOf()).toEqual(['ada', 'grace'])
    })
  })

  test('what was asked is told newest first, until its time has come; of a directory that is gone nothing is', async () => {
    await store.transaction(async (tx) => {
      const lost = { ...request('/Users'), directory: 'lost' }
      await tx.directoryRequests.record([request('/a', 1)])
      // Recorded together, they may be forgotten together.
      await tx.directoryRequests.record([lost, request('/b', 2), request('/c', 3)])
    })
    const paths = async () => (await store.directoryRequests.list('dir', 9)).map(({ path }) => path)
    expect(await paths()).toEqual(['/c', '/b', '/a'])
    expect(await store.directoryRequests.list('dir', 1)).toEqual([request('/c', 3)])
    const many = Array.from({ length: 450 }, (_, index) => request(`/many/${index}`, 4))
    await store.transaction((tx) => tx.directoryRequests.record(many))
    const last = await store.directoryRequests.list('dir', 451)
    expect(last.map(({ path }) => path)).toEqual([...many.map(({ path }) => path).reverse(), '/c'])
    await store.transaction((tx) => tx.directoryRequests.removeBefore(at(2)))
    const rest = await store.directoryRequests.list('dir', 1000)
    expect(rest.slice(-2).map(({ path }) => path)).toEqual(['/c', '/b'])
  })

  test('decisions are told newest first, of one or of all, until their time has come', async () => {
    const trace = [
      { effect: 'gave', kind: 'group', subject: 'A', because: 'b', source: 'S61' },
    ] as const
    const decision = (name: string, minutes: number) => ({
      ...{ directory: 'dir', user: name, at: at(minutes), cause: 'PATCH /Groups/g1', trace },
    })
    await store.transaction(async (tx) => {
      await tx.directoryDecisions.record(decision('ada', 1))
      await tx.directoryDecisions.record(decision('grace', 2))
    })
    const list = (name?: string) =>
      store.directoryDecisions.list({ directory: 'dir', user: name, limit: 9 })
    expect(await list()).toEqual([decision('grace', 2), decision('ada', 1)])
    expect(await list('ada')).toEqual([decision('ada', 1)])
    await store.transaction((tx) => tx.removeExpired(at(9), at(2)))
    expect(await list()).toEqual([decision('grace', 2)])
  })

  test('sessions end, or tell other groups, person by person', async () => {
    const line = {
      effect: 'took',
      kind: 'group',
      subject: 'B',
      because: 'b',
      source: 'S62',
    } as const
    await store.transaction((tx) => tx.retraceSessionsOf('u1', [line]))
    expect((await store.sessions.find('hash-1'))?.trace).toEqual([line])
    await store.transaction((tx) => tx.endSessionsOf('somebody else'))
    expect(await store.sessions.find('hash-1')).toBeDefined()
    await store.transaction((tx) => tx.endSessionsOf('u1'))
    expect(await store.sessions.find('hash-1')).toBeUndefined()
  })

  test('what is attempted within a transaction is done whole or not at all', async () => {
    await store.transaction(async (tx) => {
      await tx.organizations.insert(organization('globex'))
      const attempt = tx.attempt(async () => {
        await tx.organizations.insert(organization('initech'))
        throw new Error('no')
      })
      await expect(attempt).rejects.toThrow('no')
      expect(await tx.attempt(() => tx.organizations.insert(organization('umbrella')))).toBe(true)
    })
    const names = (await store.organizations.list({ limit: 9 })).map(({ name }) => name)
    expect(names).toEqual(['acme', 'globex', 'umbrella'])
  })
}
