/** Filters of RFC 7644 §3.4.2.2: read, planned, answered; or refused with the place of the fault. */
import { describe, expect, test } from '@jest/globals'
import {
  comparableOf,
  foldPredicate,
  groupType,
  lookupOf,
  parseFilter,
  parsePatchPath,
  type PredicateVisitor,
  renderFilter,
  satisfies,
  toPredicate,
  urns,
  userType,
} from '../../src/scim/index.js'
import { bjensen, enterprise, errorOf, matches, outcome } from './cases.js'

/** [filter, is it true of Barbara Jensen?] */
const cases: readonly (readonly [string, boolean])[] = [
  ['userName eq "bjensen@example.com"', true],
  ['userName eq "BJENSEN@example.com"', true],
  ['USERNAME EQ "bjensen@example.com"', true],
  ['externalId eq "701984"', true],
  ['id eq "2819C223"', false],
  ['name.familyName co "ens"', true],
  ['userName sw "bj"', true],
  ['userName ew ".com"', true],
  [`${urns.user}:userName sw "BJ"`, true],
  [`${enterprise}:department eq "tours"`, true],
  [`${enterprise}:manager.value eq "26118915"`, true],
  [`${enterprise}:manager eq "26118915"`, true],
  ['title pr', true],
  ['nickName pr', false],
  ['name pr', true],
  ['emails pr', true],
  ['photos pr', false],
  ['emails.type pr', true],
  ['meta.lastModified gt "2011-05-13T04:42:34Z"', false],
  ['meta.lastModified ge "2011-05-13T04:42:34Z"', true],
  ['meta.lastModified lt "2011-05-13T06:42:35+02:00"', true],
  ['meta.lastModified le "2011-05-13T04:42:33.999Z"', false],
  ['meta.lastModified eq "2011-05-13T00:42:34.0-04:00"', true],
  ['title pr and userType eq "Employee"', false],
  ['title pr or userType eq "Intern"', true],
  [`schemas eq "${urns.user}"`, true],
  [
    'userType ne "Employee" and not (emails co "example.org" or emails.value co "example.net")',
    true,
  ],
  ['emails[type eq "work" and value co "@example.com"]', true],
  ['emails[type eq "home" and value co "@example.com"]', false],
  ['emails.type eq "home" and emails.value co "@example.com"', true],
  ['emails[not (type eq "work")] and active eq true', true],
  ['emails co "BABS"', true],
  ['active eq true', true],
  ['active ne false', true],
  ['active eq TRUE', true],
  ['nickName eq null', true],
  ['nickName ne null', false],
  ['title eq null', false],
  ['nickName ne "Babs"', true],
  ['photos.value ne "x"', false],
  ['photos eq null', true],
  ['title sw ""', true],
  ['nickName co ""', false],
  ['groups.value eq "e9e30dba"', true],
  ['emails[primary eq true].value pr', true],
  // and binds tighter than or.
  ['title eq "x" and title eq "x" or active eq true', true],
  ['title eq "x" and (title eq "x" or active eq true)', false],
  ['not(active eq false)', true],
  ['  ( ( active eq true ) )  ', true],
  ['userName gt "a" and userName lt "c"', true],
]

test.each(cases)('%s', (filter, expected) => {
  expect(matches(filter)).toBe(expected)
})

test('the comparable twin answers the same', () => {
  const twin = comparableOf(userType, bjensen)
  for (const [filter, expected] of cases) {
    expect([filter, satisfies(toPredicate(parseFilter(filter), userType), twin)]).toEqual([
      filter,
      expected,
    ])
  }
})

test('strings hold escaped quotes and backslashes', () => {
  const user = { ...bjensen, displayName: 'Ops "East" \\ é' }
  expect(matches('displayName eq "Ops \\"East\\" \\\\ \\u00e9"', user)).toBe(true)
  expect(matches('displayName eq "OPS \\"EAST\\" \\\\ É"', user)).toBe(true)
  expect(matches('displayName eq "Ops (East) and [x] or \\"y\\""', user)).toBe(false)
})

/** [filter, what the detail says] */
const refused: readonly (readonly [string, string])[] = [
  ['', 'character 1'],
  ['userName', 'an operator at character 9'],
  ['userName eq', 'found its end'],
  ['userName eq bjensen', 'a string in quotes'],
  ['userName eq "bjensen', 'character 12'],
  ['userName eq "a\\x"', 'JSON escapes'],
  ['userName xx "a"', 'an operator'],
  ['userName eq "a" and', 'an attribute at character 20'],
  ['userName eq "a" "b"', 'the end'],
  ['(userName eq "a"', 'expected )'],
  ['userName eq "a")', 'the end'],
  ['not userName eq "a"', 'expected ('],
  ['emails[type eq "work"', 'expected ]'],
  ['emails[type[x eq 1]]', 'may not hold another'],
  ['emails[]', 'an attribute'],
  ['7 eq "a"', 'an attribute'],
  ['userName eq 01', 'a string in quotes'],
  ['userName eq 1e999', 'within range'],
  ['shoeSize eq 42', 'no attribute shoeSize'],
  ['emails.shoe eq "a"', 'no attribute emails.shoe'],
  ['emails[shoe eq "a"]', 'emails has no shoe'],
  ['emails[emails.type eq "a"]', 'emails has no emails.type'],
  ['userName[x eq "a"]', 'has no sub-attributes'],
  ['password eq "secret"', 'no attribute password'],
  ['urn:unknown:userName eq "a"', 'no attribute urn:unknown:userName'],
  ['name eq "x"', 'is complex'],
  ['addresses co "x"', 'is complex'],
  ['active gt true', 'cannot be compared by gt'],
  ['active co "t"', 'cannot be compared by co'],
  ['active eq "maybe"', 'cannot be compared with a string'],
  ['userName eq true', 'cannot be compared with a boolean'],
  ['userName gt null', 'cannot be compared with null'],
  ['meta.lastModified gt "yesterday"', 'cannot be compared with a string'],
  ['meta.lastModified sw "2011"', 'cannot be compared by sw'],
  ['__proto__ pr', 'an attribute'],
  ['constructor pr', 'no attribute constructor'],
  ['toString eq "x"', 'no attribute toString'],
  [`${'('.repeat(40)}active eq true${')'.repeat(40)}`, 'deeper than 32'],
  [`title eq "${'x'.repeat(9000)}"`, 'at most 8192'],
  [Array(201).fill('title pr').join(' or '), 'more than 200'],
]

test.each(refused)('refuses %s', (filter, detail) => {
  const error = errorOf(() => matches(filter))
  expect(`${error.status} ${error.scimType}`).toBe('400 invalidFilter')
  expect(error.detail).toContain(detail)
})

test('a hostile text takes no long time', () => {
  const hostile = ['"\\'.repeat(4000), '('.repeat(8000), 'a:'.repeat(4000), 'a.'.repeat(4000)]
  const begun = performance.now()
  for (const text of hostile) expect(outcome(() => matches(text))).toBe('400 invalidFilter')
  expect(performance.now() - begun).toBeLessThan(5000)
})

describe('PATCH paths', () => {
  test.each([
    ['members', { path: { name: 'members' } }],
    ['name.familyName', { path: { name: 'name', sub: 'familyName' } }],
    [`${enterprise}:manager.$ref`, { path: { urn: enterprise, name: 'manager', sub: '$ref' } }],
  ])('%s', (text, expected) => expect(parsePatchPath(text)).toEqual(expected))

  test('with a filter and a part', () => {
    expect(parsePatchPath('addresses[type eq "work"].streetAddress')).toEqual({
      path: { name: 'addresses' },
      filter: { kind: 'compare', path: { name: 'type' }, operator: 'eq', value: 'work' },
      sub: 'streetAddress',
    })
  })

  test.each([
    ['', 'invalidPath'],
    ['a b', 'invalidPath'],
    ['.value', 'invalidPath'],
    ['emails[type eq "work"', 'invalidFilter'],
    ['emails[type eq "work"].value.x', 'invalidFilter'],
    ['emails[type eq]', 'invalidFilter'],
  ])('refuses %s', (text, scimType) => {
    expect(outcome(() => parsePatchPath(text))).toBe(`400 ${scimType}`)
  })
})

describe('the plan', () => {
  const plan = (filter: string, type = userType) => toPredicate(parseFilter(filter), type)

  /** How a store would write SQL: the visitor, in small. */
  const sql: PredicateVisitor<string> = {
    compare: ({ column, operator, value }) => `${column.path} ${operator} ${JSON.stringify(value)}`,
    present: ({ path }) => `present(${path})`,
    and: (of) => `(${of.join(' & ')})`,
    or: (of) => `(${of.join(' | ')})`,
    not: (of) => `!${of}`,
    some: ({ path }, of) => `some(${path}: ${of})`,
    always: () => 'true',
  }

  test.each([
    ['userName eq "A@B"', 'userName eq "a@b"'],
    ['externalId eq "A"', 'externalId eq "A"'],
    ['id eq "A"', 'id eq "A"'],
    ['emails.value eq "A@B"', 'some(emails: emails.value eq "a@b")'],
    ['emails eq "A@B"', 'some(emails: emails.value eq "a@b")'],
    ['emails[value eq "A@B"]', 'some(emails: emails.value eq "a@b")'],
    ['active eq "False"', 'active eq false'],
    [
      'meta.lastModified gt "2026-01-01T01:00:00+01:00"',
      'meta.lastModified gt "2026-01-01T00:00:00.000Z"',
    ],
    ['displayName eq "É"', 'displayName eq "é"'],
    [`${enterprise}:department eq "X"`, `${enterprise}:department eq "x"`],
    ['not (title pr) or title ne "x"', '(!present(title) | !title eq "x")'],
  ])('%s', (filter, expected) => expect(foldPredicate(plan(filter), sql)).toBe(expected))

  test('of members', () => {
    const predicate = plan('members.value eq "7"', groupType)
    expect(foldPredicate(predicate, sql)).toBe('some(members: members.value eq "7")')
    expect(lookupOf(predicate)).toEqual({ path: 'members.value', value: '7' })
    expect(lookupOf(plan('userName eq "A"'))).toEqual({ path: 'userName', value: 'a' })
    expect(lookupOf(plan('userName ne "A"'))).toBeUndefined()
    expect(lookupOf(plan('userName sw "A"'))).toBeUndefined()
  })

  test('tells the way through the JSON', () => {
    expect(plan(`${enterprise}:manager.value eq "7"`)).toMatchObject({
      column: {
        path: `${enterprise}:manager.value`,
        steps: [enterprise, 'manager', 'value'],
        caseExact: true,
      },
    })
  })
})

test('a filter is rendered with the fewest parentheses', () => {
  const text = '(a pr or b pr) and not (c pr and d.e eq "x\\"y") and f[g eq 1.5 or h ne null]'
  expect(renderFilter(parseFilter(text))).toBe(text)
  expect(renderFilter(parseFilter('((a pr) and ((b pr) and c pr)) or (d pr)'))).toBe(
    'a pr and b pr and c pr or d pr',
  )
})
