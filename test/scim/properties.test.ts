/** What must hold of any filter, any operations, any page. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  applyMemberSteps,
  applyPatch,
  comparableOf,
  decodeCursor,
  encodeCursor,
  groupType,
  inOrder,
  type Json,
  type JsonObject,
  memberChanges,
  parseFilter,
  parsePage,
  parsePatch,
  parseResource,
  parseSort,
  renderFilter,
  satisfies,
  sameJson,
  ScimError,
  sortKeyOf,
  tolerating,
  toPredicate,
  urns,
  userType,
} from '../../src/scim/index.js'
import { anyFilter, anyOperation, anyUser, userFilter } from './arbitraries.js'
import { enterprise, patchBody } from './cases.js'
import { naively } from './naive.js'

/** What came of it, or the ScimError; anything else is a bug and thrown. */
function attempt<T>(act: () => T): T | ScimError {
  try {
    return act()
  } catch (error) {
    if (ScimError.is(error)) return error
    throw error
  }
}

describe('filters', () => {
  test('are read back as they were rendered', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(parseFilter(renderFilter(filter))).toEqual(filter)
      }),
      { numRuns: 250 },
    )
  })

  test('any text is a filter or a ScimError, at once', () => {
    const piece = fc.constantFrom(
      '(',
      ')',
      '[',
      ']',
      '"',
      '\\',
      ' ',
      '.',
      ':',
      'not',
      'and',
      'or',
      'pr',
      'eq',
      'a',
      '7',
      'true',
      '\n',
    )
    const soup = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))
    const begun = performance.now()
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        const filter = attempt(() => parseFilter(text))
        if (ScimError.is(filter)) expect(filter.scimType).toBe('invalidFilter')
        else expect(parseFilter(renderFilter(filter))).toEqual(filter)
      }),
      { numRuns: 400 },
    )
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  test('mean what a plain reading says, also on the comparable twin', () => {
    fc.assert(
      fc.property(userFilter, anyUser, (text, user) => {
        const filter = parseFilter(text)
        const predicate = toPredicate(filter, userType)
        const expected = naively(filter, user)
        expect(satisfies(predicate, user)).toBe(expected)
        expect(satisfies(predicate, comparableOf(userType, user))).toBe(expected)
      }),
      { numRuns: 400 },
    )
  })
})

describe('PATCH', () => {
  const operations = fc.array(anyOperation, { minLength: 1, maxLength: 5 })
  const patch = (user: JsonObject, sent: readonly Json[], tolerance = tolerating()) =>
    attempt(() =>
      applyPatch(user, parsePatch(patchBody(...sent), { type: userType }, tolerance), userType),
    )

  test('leaves a valid resource, or refuses; never touches what it was given', () => {
    fc.assert(
      fc.property(anyUser, operations, (user, sent) => {
        const before = JSON.stringify(user)
        const result = patch(user, sent)
        expect(JSON.stringify(user)).toBe(before)
        expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
        if (ScimError.is(result)) return
        const { resource, changed } = result
        // Reading it as a body changes nothing: it was canonical, and valid.
        expect(sameJson(parseResource(resource, userType, tolerating([])), resource)).toBe(true)
        expect(changed).toBe(!sameJson(user, resource))
        expect(JSON.stringify(resource)).not.toContain('polluted')
      }),
      { numRuns: 600 },
    )
  })

  test('twice is once, for what replaces or removes', () => {
    const isRepeatable = (operation: Json) => !/add/i.test(JSON.stringify(operation))
    fc.assert(
      fc.property(anyUser, anyOperation.filter(isRepeatable), (user, operation) => {
        const once = patch(user, [operation])
        // A filter may meet nothing the second time: what it met is another thing now.
        if (ScimError.is(once) || JSON.stringify(operation).includes('[')) return
        expect(patch(once.resource, [operation])).toEqual({
          resource: once.resource,
          changed: false,
        })
      }),
      { numRuns: 250 },
    )
  })

  test('a removal removes nothing but what it names, by whatever dialect', () => {
    const removal = fc.record({
      op: fc.constantFrom('remove', 'Remove'),
      value: fc.array(fc.constantFrom('ada', 'ADA', 'work', 'é', 'nobody'), { maxLength: 3 }),
    })
    fc.assert(
      fc.property(anyUser, removal, (user, { op, value }) => {
        const elements = value.map((one) => ({ value: one }))
        const result = patch(user, [{ op, path: 'emails', value: elements }])
        if (ScimError.is(result)) throw result
        const listOf = ({ emails }: JsonObject) => (emails ?? []) as readonly JsonObject[]
        const named = value.map((one) => one.toLowerCase())
        const kept = listOf(user).filter(
          (one) => !named.includes(String(one['value']).normalize('NFC').toLowerCase()),
        )
        expect(listOf(result.resource)).toEqual(kept)
        const { emails: _, ...others } = user
        expect(result.resource).toMatchObject(others)
      }),
      { numRuns: 150 },
    )
  })

  test('with dialects does to strict operations what it does without', () => {
    // The RFC alone ignores keys of a pathless value that are no attributes.
    const isStrict = (operation: Json) => Object.hasOwn(operation as JsonObject, 'path')
    fc.assert(
      fc.property(anyUser, anyOperation.filter(isStrict), (user, operation) => {
        const strictly = patch(user, [operation], tolerating([]))
        if (ScimError.is(strictly)) return
        expect(patch(user, [operation])).toEqual(strictly)
      }),
      { numRuns: 250 },
    )
  })
})

describe('members', () => {
  const id = fc.constantFrom('1', '2', '3', '4', '5', '__proto__', 'constructor')
  const refs = fc.array(id, { maxLength: 4 }).map((ids) => ids.map((value) => ({ value })))
  const operation: fc.Arbitrary<Json> = fc.oneof(
    fc.record({
      op: fc.constantFrom('add', 'replace', 'Add', 'remove', 'Remove'),
      path: fc.constant('members'),
      value: refs,
    }),
    id.map((value) => ({ op: 'remove', path: `members[value eq "${value}"]` })),
    id.map((value) => ({ op: 'remove', path: `members[value gt "${value}" and value ne "4"]` })),
    fc.constant({ op: 'remove', path: 'members' }),
    refs.map((members) => ({ op: 'add', value: { members } })),
  )

  test('as changes are what the whole list would have become', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id),
        fc.array(operation, { minLength: 1, maxLength: 6 }),
        (ids, sent) => {
          const members = ids.map((value) => ({ value }))
          const list = members.length > 0 ? { members } : {}
          const group: JsonObject = { schemas: [urns.group], displayName: 'G', ...list }
          const parsed = parsePatch(patchBody(...sent), { type: groupType })
          const { resource } = applyPatch(group, parsed, groupType)
          const whole = ((resource['members'] ?? []) as readonly JsonObject[]).map(
            ({ value }) => value,
          )
          const changes = memberChanges(parsed)
          expect([...applyMemberSteps(ids, changes.members)].sort()).toEqual([...whole].sort())
          for (const step of changes.members) {
            if (step.kind !== 'change') continue
            expect(step.add.filter((one) => step.remove.includes(one))).toEqual([])
          }
        },
      ),
      { numRuns: 250 },
    )
  })
})

describe('pages', () => {
  const limits = { defaultResults: 10, maxResults: 20 }
  const user = fc.record({ title: fc.option(fc.string({ maxLength: 2 }), { nil: undefined }) })
  const users = fc.array(user, { maxLength: 30 }).map((all) =>
    all.map(({ title }, index) => ({
      id: `${100 + index}`,
      ...(title === undefined ? {} : { title }),
    })),
  )

  test('of any size make the whole, each once, in one order', () => {
    fc.assert(
      fc.property(users, fc.integer({ min: 1, max: 9 }), fc.boolean(), (all, count, descending) => {
        const sort = parseSort('title', descending ? 'descending' : 'ascending', userType)!
        const sorted = all.toSorted(inOrder(sort))
        const seen: JsonObject[] = []
        for (let startIndex = 1; startIndex <= all.length; startIndex += count) {
          const page = parsePage({ startIndex: String(startIndex), count: String(count) }, limits)
          if (page.kind !== 'index') throw new Error('a page by index')
          seen.push(...sorted.slice(page.startIndex - 1, page.startIndex - 1 + page.count))
        }
        expect(seen).toEqual(sorted)
        expect(new Set(seen.map(({ id }) => id)).size).toBe(all.length)
        const keys = sorted.map((one) => sortKeyOf(sort, one))
        const present = keys.filter((key) => key !== undefined)
        expect(
          descending ? keys.slice(keys.length - present.length) : keys.slice(0, present.length),
        ).toEqual(present)
      }),
      { numRuns: 100 },
    )
  })

  test('asked in any way are within bounds, or refused', () => {
    const asked = fc.oneof(fc.integer(), fc.string(), fc.double(), fc.constant(undefined))
    fc.assert(
      fc.property(asked, asked, (startIndex, count) => {
        const page = attempt(() => parsePage({ startIndex, count }, limits))
        if (ScimError.is(page)) return
        expect(page.count).toBeGreaterThanOrEqual(0)
        expect(page.count).toBeLessThanOrEqual(limits.maxResults)
        if (page.kind === 'index') expect(page.startIndex).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  test('by cursor come back as they went, and no other text is one', () => {
    const key = { secret: 'secret', directory: enterprise }
    const now = new Date(Date.UTC(2026, 0, 1))
    const expiresAt = new Date(now.getTime() + 1)
    const position = fc.array(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.integer(), fc.constant(null)),
    )
    fc.assert(
      fc.property(position, fc.string(), fc.base64String(), (after, question, forged) => {
        const cursor = { after, question, expiresAt }
        const text = encodeCursor(cursor, key)
        expect(decodeCursor(text, key, { question, now })).toEqual(cursor)
        const other = attempt(() => decodeCursor(forged, key, { question, now }))
        expect(ScimError.is(other) && other.scimType).toBe('invalidCursor')
      }),
    )
  })
})
