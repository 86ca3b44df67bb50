/** PATCH, RFC 7644 §3.5.2: without dialects unless a test says so. */
import { describe, expect, test } from '@jest/globals'
import {
  applyPatch,
  groupType,
  type Json,
  type JsonObject,
  parsePatch,
  urns,
  userType,
} from '../../src/scim/index.js'
import { bjensen, enterprise, outcome, patchBody, patched as patchedBy, strict } from './cases.js'

const patched = (operations: readonly Json[], on = bjensen): JsonObject =>
  patchedBy(operations, { tolerance: strict(), on })
const one = (op: string, path: string, value?: Json): Json =>
  value === undefined ? { op, path } : { op, path, value }
const after = (...operation: Parameters<typeof one>): JsonObject => patched([one(...operation)])
const [work, home] = bjensen['emails'] as readonly [JsonObject, JsonObject]
const extension = bjensen[enterprise] as JsonObject

describe('add', () => {
  test('sets a single value, replacing what was there', () => {
    expect(after('add', 'nickName', 'Babs')).toEqual({ ...bjensen, nickName: 'Babs' })
    expect(after('add', 'title', 'Vice President')['title']).toBe('Vice President')
  })

  test('merges a complex value', () => {
    expect(after('add', 'name', { middleName: 'Jane', givenName: 'B' })['name']).toEqual({
      ...(bjensen['name'] as JsonObject),
      middleName: 'Jane',
      givenName: 'B',
    })
    expect(after('add', 'name.middleName', 'Jane')['name']).toMatchObject({ middleName: 'Jane' })
  })

  test('appends to a list', () => {
    const other = { value: 'b@other.example', type: 'other' }
    expect(after('add', 'emails', [other])['emails']).toEqual([work, home, other])
  })

  test('adds the same (type, value) once, and takes what is new about it', () => {
    expect(after('add', 'emails', [home])).toBe(bjensen)
    const shouted = { value: 'BABS@jensen.example', type: 'HOME', display: 'Babs' }
    expect(after('add', 'emails', [shouted])['emails']).toEqual([work, shouted])
    const sameElsewhere = { value: 'babs@jensen.example', type: 'other' }
    expect(after('add', 'emails', [sameElsewhere])['emails']).toEqual([work, home, sameElsewhere])
  })

  test('of a primary value takes the rank from the one before', () => {
    const other = { value: 'b@other.example', primary: true }
    expect(after('add', 'emails', [other])['emails']).toEqual([
      { ...work, primary: false },
      home,
      other,
    ])
    expect(after('add', 'emails', [{ ...home, primary: true }])['emails']).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ])
    const two = [other, { value: 'c@other.example', primary: true }]
    expect(outcome(() => after('add', 'emails', two))).toBe('400 invalidValue')
  })

  test('without a path adds each attribute', () => {
    const value = { nickName: 'Babs', emails: [{ value: 'b@other.example' }], unknown: 1 }
    expect(patched([{ op: 'add', value }])).toEqual({
      ...bjensen,
      nickName: 'Babs',
      emails: [work, home, { value: 'b@other.example' }],
    })
  })

  test('to a filtered value that is not there creates it', () => {
    expect(after('add', 'phoneNumbers[type eq "mobile"].value', '+1')['phoneNumbers']).toEqual([
      { type: 'mobile', value: '+1' },
    ])
    expect(after('add', 'addresses[type eq "work"]', { locality: 'Bath' })['addresses']).toEqual([
      { type: 'work', locality: 'Bath' },
    ])
    const vague = () => after('add', 'phoneNumbers[type sw "m"].value', '+1')
    expect(outcome(vague)).toBe('400 noTarget')
  })

  test('of nothing adds nothing', () => {
    expect(after('add', 'title', null)).toBe(bjensen)
    expect(after('add', 'emails', [])).toBe(bjensen)
    expect(patched([{ op: 'add', value: {} }])).toBe(bjensen)
  })
})

describe('replace', () => {
  test('sets, merges, and replaces lists', () => {
    expect(after('replace', 'title', 'Guide')['title']).toBe('Guide')
    expect(after('replace', 'name', { givenName: 'B' })['name']).toEqual({
      ...(bjensen['name'] as JsonObject),
      givenName: 'B',
    })
    expect(after('replace', 'emails', [home])['emails']).toEqual([home])
    expect(after('replace', `${enterprise}:department`, 'Sales')[enterprise]).toEqual({
      ...extension,
      department: 'Sales',
    })
    expect(after('replace', enterprise, { department: 'Sales' })[enterprise]).toEqual({
      ...extension,
      department: 'Sales',
    })
  })

  test('replaces the filtered values, or a part of them', () => {
    const value = { value: 'b@new.example', type: 'work' }
    expect(after('replace', 'emails[type eq "work"]', value)['emails']).toEqual([value, home])
    expect(after('replace', 'emails[type eq "work"].value', 'b@new.example')['emails']).toEqual([
      { ...work, value: 'b@new.example' },
      home,
    ])
    expect(after('replace', 'emails[type eq "home"].primary', true)['emails']).toEqual([
      { ...work, primary: false },
      { ...home, primary: true },
    ])
    const both = () => after('replace', 'emails[value pr].primary', true)
    expect(outcome(both)).toBe('400 invalidValue')
  })

  test('of a filtered value that is not there is noTarget', () => {
    const missing = () => after('replace', 'emails[type eq "other"].value', 'x@example.com')
    expect(outcome(missing)).toBe('400 noTarget')
  })

  test('of a part of a list without a filter is clear for one value only', () => {
    const several = () => after('replace', 'emails.display', 'x')
    expect(outcome(several)).toBe('400 noTarget')
    const single = patched(
      [one('replace', 'groups', []), one('replace', 'emails', [home])].slice(1),
    )
    expect(patched([one('replace', 'emails.display', 'x')], single)['emails']).toEqual([
      { ...home, display: 'x' },
    ])
  })

  test('with null or nothing unassigns, but not what is required', () => {
    expect(after('replace', 'title', null)).not.toHaveProperty('title')
    expect(after('replace', 'emails', [])).not.toHaveProperty('emails')
    expect(after('replace', 'emails[type eq "home"].value', null)['emails']).toEqual([work])
    expect(outcome(() => after('replace', 'userName', null))).toBe('400 invalidValue')
    expect(outcome(() => after('replace', 'userName', ''))).toBe('400 invalidValue')
    expect(outcome(() => after('replace', 'title'))).toBe('400 invalidValue')
  })
})

describe('remove', () => {
  test('unassigns', () => {
    expect(after('remove', 'title')).not.toHaveProperty('title')
    expect(after('remove', 'name.formatted')['name']).not.toHaveProperty('formatted')
    expect(after('remove', 'name')).not.toHaveProperty('name')
    expect(after('remove', 'emails')).not.toHaveProperty('emails')
    const bare = after('remove', enterprise)
    expect(bare).not.toHaveProperty([enterprise])
    expect(bare['schemas']).toEqual([urns.user])
  })

  test('removes the filtered values, or a part of them', () => {
    expect(after('remove', 'emails[type eq "work"]')['emails']).toEqual([home])
    expect(after('remove', 'emails[type eq "work"].primary')['emails']).toEqual([
      { value: 'bjensen@example.com', type: 'work' },
      home,
    ])
    // An address without an address is none.
    expect(after('remove', 'emails[type eq "work"].value')['emails']).toEqual([home])
    expect(after('remove', 'emails[value pr]')).not.toHaveProperty('emails')
  })

  test('of what is not there is done already', () => {
    expect(after('remove', 'nickName')).toBe(bjensen)
    expect(after('remove', 'emails[type eq "other"]')).toBe(bjensen)
    expect(after('remove', 'nickName')).toBe(bjensen)
  })

  test.each([
    ['userName', '400 mutability'],
    ['id', '400 mutability'],
    ['groups', '400 mutability'],
    ['groups[value eq "e9e30dba"]', '400 mutability'],
    ['meta.created', '400 mutability'],
    ['shoeSize', '400 invalidPath'],
  ])('refuses %s', (path, expected) => {
    expect(outcome(() => after('remove', path))).toBe(expected)
  })

  test('without a path is noTarget', () => {
    expect(outcome(() => patched([{ op: 'remove' }]))).toBe('400 noTarget')
  })
})

describe('a sequence', () => {
  test('sees what it did before', () => {
    const operations = [
      one('add', 'emails', [{ value: 'n@example.com', type: 'other' }]),
      one('replace', 'emails[type eq "other"].value', 'm@example.com'),
      one('remove', 'emails[type eq "home"]'),
    ]
    expect(patched(operations)['emails']).toEqual([work, { value: 'm@example.com', type: 'other' }])
  })

  test('may name the parts of a new value in any order', () => {
    const operations = [
      one('add', 'emails[type eq "other"].primary', true),
      one('add', 'emails[type eq "other"].value', 'n@example.com'),
    ]
    const added = { type: 'other', primary: true, value: 'n@example.com' }
    expect(patched(operations)['emails']).toEqual([{ ...work, primary: false }, home, added])
    expect(outcome(() => patched(operations.slice(0, 1)))).toBe('400 noTarget')
    const anew = [
      one('remove', 'emails[type eq "work"].value'),
      one('add', 'emails[type eq "work"].value', 'n@example.com'),
    ]
    expect(patched(anew)['emails']).toEqual([{ ...work, value: 'n@example.com' }, home])
  })

  test('is all or nothing', () => {
    const before = structuredClone(bjensen)
    const operations = [
      one('replace', 'title', 'x'),
      one('replace', 'emails[type eq "x"].value', 'y'),
    ]
    expect(outcome(() => patched(operations))).toBe('400 noTarget')
    expect(bjensen).toEqual(before)
  })

  test('there and back again is no change', () => {
    const operations = [one('replace', 'title', 'x'), one('replace', 'title', bjensen['title'])]
    const parsed = parsePatch(patchBody(...operations), { type: userType })
    const result = applyPatch(bjensen, parsed, userType)
    expect(result).toEqual({ resource: bjensen, changed: false })
    expect(result.resource).toBe(bjensen)
  })

  test('may set a required value without a path', () => {
    const value = { userName: 'b@example.com' }
    expect(patched([{ op: 'replace', value }])['userName']).toBe('b@example.com')
  })
})

describe('a body that is no PatchOp', () => {
  const parse = (body: unknown) => () => parsePatch(body, { type: userType })
  const op = one('replace', 'title', 'x')
  test.each<readonly [string, unknown, string]>([
    ['text', 'x', '400 invalidSyntax'],
    ['an array', [op], '400 invalidSyntax'],
    ['without Operations', { schemas: [urns.patchOp] }, '400 invalidSyntax'],
    ['with no operation', patchBody(), '400 invalidSyntax'],
    ['of another schema', { schemas: [urns.user], Operations: [op] }, '400 invalidSyntax'],
    ['with schemas of numbers', { schemas: [1], Operations: [op] }, '400 invalidSyntax'],
    ['without op', patchBody({ path: 'title', value: 'x' }), '400 invalidSyntax'],
    ['with an unknown op', patchBody({ op: 'move', path: 'title' }), '400 invalidSyntax'],
    ['with an operation of text', patchBody('add'), '400 invalidSyntax'],
    ['with a path of numbers', patchBody({ op: 'add', path: 7, value: 'x' }), '400 invalidPath'],
    [
      'with a filter on one value',
      patchBody(one('replace', 'name[givenName eq "x"]', {})),
      '400 invalidPath',
    ],
    [
      'with a filter that ends',
      patchBody(one('remove', 'emails[type eq "x"')),
      '400 invalidFilter',
    ],
    [
      'with a filter of a stranger',
      patchBody(one('remove', 'emails[shoe eq "x"]')),
      '400 invalidFilter',
    ],
    [
      'with a part of a stranger',
      patchBody(one('remove', 'emails[type eq "x"].shoe')),
      '400 invalidPath',
    ],
    [
      'with a value of the wrong type',
      patchBody(one('replace', 'active', 'soon')),
      '400 invalidValue',
    ],
    ['with a number as name', patchBody(one('replace', 'displayName', 7)), '400 invalidValue'],
    ['with a pathless text', patchBody({ op: 'replace', value: 'x' }), '400 invalidValue'],
    ['with more than it may', patchBody(...Array<Json>(1001).fill(op)), '400 invalidSyntax'],
  ])('%s', (_, body, expected) => expect(outcome(parse(body))).toBe(expected))

  test('names are read whatever their case', () => {
    const body = {
      SCHEMAS: [urns.patchOp],
      operations: [{ OP: 'replace', Path: 'TITLE', Value: 'x' }],
    }
    expect(applyPatch(bjensen, parsePatch(body, { type: userType }), userType).resource).toEqual({
      ...bjensen,
      title: 'x',
    })
  })
})

describe('a group', () => {
  const group = {
    schemas: [urns.group],
    displayName: 'G',
    members: [{ value: '1' }, { value: '2' }],
  }
  const grouped = (operation: Json) =>
    patchedBy([operation], { type: groupType, on: group, tolerance: strict() })

  test('members come and go, and are not edited', () => {
    expect(grouped(one('add', 'members', [{ value: '2', display: 'x' }, { value: '3' }]))).toEqual({
      ...group,
      members: [{ value: '1' }, { value: '2', display: 'x' }, { value: '3' }],
    })
    expect(grouped(one('remove', 'members[value eq "1"]'))['members']).toEqual([{ value: '2' }])
    for (const operation of [
      one('replace', 'members[value eq "1"].value', '9'),
      one('replace', 'members[value eq "1"]', { value: '9' }),
      one('add', 'members[value eq "9"]', { value: '9' }),
      one('remove', 'members.value'),
    ]) {
      expect(outcome(() => grouped(operation))).toBe('400 mutability')
    }
  })
})
