/** Every quirk of every client, by name: what arrives, what it becomes, and what the RFC alone would have said. */
import { describe, expect, test } from '@jest/globals'
import {
  dialects,
  groupType,
  type Json,
  type JsonObject,
  memberChanges,
  parsePatch,
  parseResource,
  tolerating,
  toPredicate,
  parseFilter,
  urns,
  userType,
} from '../../src/scim/index.js'
import {
  bjensen,
  enterprise,
  matches,
  normalised,
  outcome,
  patchBody,
  patched,
  posted,
  strict,
} from './cases.js'

const nobody: JsonObject = { schemas: [urns.user], userName: 'ada@example.com' }
const group = (...ids: string[]): JsonObject => ({
  schemas: [urns.group],
  displayName: 'Engines',
  members: ids.map((value) => ({ value })),
})
const membersOf = ({ members }: JsonObject): unknown[] =>
  ((members ?? []) as readonly JsonObject[]).map(({ value }) => value)
const strictly = (operation: Json, on = bjensen): string =>
  outcome(() => patched([operation], { tolerance: strict(), on }))

const tests: Readonly<Record<string, () => void>> = {
  'any: a body without schemas is what its URL says': () => {
    const { resource, met } = posted({ userName: 'ada@example.com' })
    expect(resource).toEqual(nobody)
    expect(met).toEqual(['schemas-left-out'])
    expect(outcome(() => parseResource({ userName: 'a' }, userType, strict()))).toBe(
      '400 invalidSyntax',
    )
    expect(outcome(() => posted({ ...nobody, schemas: [urns.group] }))).toBe('400 invalidSyntax')
  },

  'entra: the old Group schema URI is a Group': () => {
    const old = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'
    const { resource, met } = posted({ schemas: [old], displayName: 'Legal' }, groupType)
    expect(resource).toEqual({ schemas: [urns.group], displayName: 'Legal' })
    expect(met).toEqual(['old-group-schema'])
    expect(outcome(() => posted({ schemas: [old], userName: 'a' }))).toBe('400 invalidSyntax')
  },

  'entra: capitalised op': () => {
    const sent = { op: 'Replace', path: 'title', value: 'Guide' }
    expect(normalised([sent])).toEqual({
      operations: [{ ...sent, op: 'replace' }],
      met: ['capitalised-op'],
    })
    expect(patched([sent])).toEqual({ ...bjensen, title: 'Guide' })
    expect(strictly(sent)).toBe('400 invalidSyntax')
    expect(outcome(() => patched([{ ...sent, op: 'Move' }]))).toBe('400 invalidSyntax')
  },

  'entra: pathless value with full URN keys': () => {
    const sent = { op: 'replace', value: { title: 'Guide', [`${enterprise}:department`]: 'Sales' } }
    expect(normalised([sent])).toEqual({
      operations: [
        { op: 'replace', value: { title: 'Guide' } },
        { op: 'replace', path: `${enterprise}:department`, value: 'Sales' },
      ],
      met: ['urn-keys'],
    })
    expect(patched([sent])).toMatchObject({ title: 'Guide', [enterprise]: { department: 'Sales' } })
    // The URN alone is the RFC's own way.
    const whole = { op: 'replace', value: { [enterprise]: { department: 'Sales' } } }
    expect(normalised([whole])).toEqual({ operations: [whole], met: [] })
    expect(patched([whole])[enterprise]).toEqual({
      ...(bjensen[enterprise] as JsonObject),
      department: 'Sales',
    })
  },

  'entra: pathless value with value-path keys': () => {
    const sent = { op: 'replace', value: { 'emails[type eq "work"].value': 'b@example.com' } }
    expect(normalised([sent])).toEqual({
      operations: [{ op: 'replace', path: 'emails[type eq "work"].value', value: 'b@example.com' }],
      met: ['value-path-keys'],
    })
    expect(patched([sent])['emails']).toEqual([
      { value: 'b@example.com', type: 'work', primary: true },
      { value: 'babs@jensen.example', type: 'home' },
    ])
  },

  'entra: pathless value with dotted keys': () => {
    const sent = { op: 'replace', value: { 'name.givenName': 'Barb', 'name.familyName': 'J' } }
    expect(normalised([sent])).toEqual({
      operations: [
        { op: 'replace', path: 'name.givenName', value: 'Barb' },
        { op: 'replace', path: 'name.familyName', value: 'J' },
      ],
      met: ['dotted-keys'],
    })
    expect(patched([sent])['name']).toMatchObject({ givenName: 'Barb', familyName: 'J' })
    const unknown = { op: 'replace', value: { 'shoe.size': 42 } }
    expect(outcome(() => patched([unknown]))).toBe('400 invalidPath')
  },

  'entra: a dot between the enterprise URN and the attribute': () => {
    const sent = { op: 'replace', path: `${enterprise}.department`, value: 'Sales' }
    expect(normalised([sent])).toEqual({
      operations: [{ ...sent, path: `${enterprise}:department` }],
      met: ['dot-after-urn'],
    })
    expect(patched([sent])).toMatchObject({ [enterprise]: { department: 'Sales' } })
  },

  'entra: manager without the enterprise URN': () => {
    const sent = { op: 'replace', path: 'manager', value: { value: '7' } }
    expect(normalised([sent])).toEqual({
      operations: [{ ...sent, path: `${enterprise}:manager` }],
      met: ['bare-extension-attribute'],
    })
    expect(strictly(sent)).toBe('400 invalidPath')
  },

  'okta: pathless rename carrying id': () => {
    const sent = { op: 'replace', value: { id: '2819c223', displayName: 'Babs' } }
    expect(normalised([sent])).toEqual({
      operations: [{ op: 'replace', value: { displayName: 'Babs' } }],
      met: ['echoed-read-only'],
    })
    expect(patched([sent])).toEqual({ ...bjensen, displayName: 'Babs' })
    expect(strictly(sent)).toBe('400 mutability')
    const another = { op: 'replace', value: { id: 'another', displayName: 'Babs' } }
    expect(outcome(() => patched([another]))).toBe('400 mutability')
  },

  'entra: remove members by value array removes only those': () => {
    const sent = { op: 'Remove', path: 'members', value: [{ value: '1' }, { value: '3' }] }
    const { operations, met } = normalised([sent], groupType)
    expect(operations).toEqual([
      { op: 'remove', path: 'members[value eq "1"]' },
      { op: 'remove', path: 'members[value eq "3"]' },
    ])
    expect(met).toEqual(['capitalised-op', 'remove-by-value'])
    const on = group('1', '2', '3', '4')
    const left = (value: Json) =>
      membersOf(patched([{ op: 'remove', path: 'members', value }], { type: groupType, on }))
    expect(left([{ value: '1' }, { value: '3' }])).toEqual(['2', '4'])
    expect(left([{ value: '2', display: 'someone else', $ref: null }])).toEqual(['1', '3', '4'])
    expect(left(['2'])).toEqual(['1', '3', '4'])
    expect(left({ value: '2' })).toEqual(['1', '3', '4'])
    expect(left([{ value: '9' }])).toEqual(['1', '2', '3', '4'])
    expect(left([])).toEqual(['1', '2', '3', '4'])
    for (const vague of [null, [null], [{}], [{ display: 'Ada' }], 7]) {
      expect(outcome(() => left(vague))).toBe('400 invalidValue')
    }
    // Not even without dialects does a removal with a value empty the list.
    const asked = { type: groupType, on, tolerance: strict() }
    const removal = { op: 'remove', path: 'members', value: [{ value: '1' }] }
    expect(outcome(() => patched([removal], asked))).toBe('400 invalidValue')
  },

  'entra: replacing a missing work address creates it': () => {
    const sent = { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada@example.com' }
    const emails = [{ type: 'work', value: 'ada@example.com' }]
    expect(patched([sent], { on: nobody })).toEqual({ ...nobody, emails })
    expect(patched([{ ...sent, op: 'Add' }], { on: nobody })).toEqual({ ...nobody, emails })
    expect(strictly({ ...sent, op: 'replace' }, nobody)).toBe('400 noTarget')
    // Not so without a part to set, nor by a filter that describes no element.
    for (const path of ['emails[type eq "work"]', 'emails[type ne "work"].value']) {
      const value = path.endsWith(']') ? { value: 'x@example.com' } : 'x@example.com'
      expect(outcome(() => patched([{ op: 'replace', path, value }], { on: nobody }))).toBe(
        '400 noTarget',
      )
    }
  },

  'entra: replacing a missing primary role creates it': () => {
    const sent = { op: 'Replace', path: 'roles[primary eq "True"].value', value: 'Admin' }
    const once = patched([sent], { on: nobody })
    expect(once['roles']).toEqual([{ primary: true, value: 'Admin' }])
    const twice = patched([{ ...sent, value: 'Owner' }], { on: once })
    expect(twice['roles']).toEqual([{ primary: true, value: 'Owner' }])
  },

  'entra: one string wrapped in an array': () => {
    const sent = { op: 'Add', path: 'nickName', value: [{ value: 'Babs' }] }
    expect(patched([sent])).toEqual({ ...bjensen, nickName: 'Babs' })
    expect(strictly({ ...sent, op: 'add' })).toBe('400 invalidValue')
    const two = { ...sent, value: [{ value: 'Babs' }, { value: 'Barb' }] }
    expect(outcome(() => patched([two]))).toBe('400 invalidValue')
  },

  'entra: booleans as strings': () => {
    for (const [value, active] of [
      ['False', false],
      ['false', false],
      ['True', true],
    ] as const) {
      expect(patched([{ op: 'Replace', path: 'active', value }])['active']).toBe(active)
      expect(patched([{ op: 'Replace', value: { active: value } }])['active']).toBe(active)
      expect(posted({ ...nobody, active: value }).resource['active']).toBe(active)
    }
    expect(outcome(() => posted({ ...nobody, active: 'no' }))).toBe('400 invalidValue')
    expect(matches('active eq "True"')).toBe(true)
    expect(matches('emails[primary eq "True"]')).toBe(true)
    const filter = parseFilter('active eq "True"')
    expect(outcome(() => toPredicate(filter, userType, strict()))).toBe('400 invalidFilter')
  },

  'entra: manager as a string': () => {
    const path = `${enterprise}:manager`
    expect(patched([{ op: 'Add', path, value: '7' }])[enterprise]).toMatchObject({
      manager: { value: '7' },
    })
    expect(patched([{ op: 'Replace', path, value: '' }])[enterprise]).toEqual({
      employeeNumber: '701984',
      department: 'Tours',
    })
    const { resource } = posted({ ...nobody, [enterprise]: { manager: '7' } })
    expect(resource[enterprise]).toEqual({ manager: { value: '7' } })
  },

  'entra: manager as an array of $ref and value': () => {
    const value = [{ $ref: 'https://example.com/Users/7', value: '7' }]
    const after = patched([{ op: 'Add', path: 'manager', value }])
    expect(after[enterprise]).toMatchObject({ manager: value[0] })
    const remove = (id: string) =>
      patched([{ op: 'Remove', path: 'manager', value: [{ value: id }] }])
    expect(remove('26118915')[enterprise]).not.toHaveProperty('manager')
    // Another manager than hers is not the one to remove.
    expect(remove('7')).toBe(bjensen)
    const two = { op: 'Add', path: 'manager', value: [{ value: '7' }, { value: '8' }] }
    expect(outcome(() => patched([two]))).toBe('400 invalidValue')
  },

  'entra: role values as a JSON string': () => {
    const json = '{"id":"06b07648","value":"Admin","displayName":"Administrator"}'
    const role = { value: 'Admin', display: 'Administrator' }
    for (const roles of [[{ value: json }], [json], json, `[${json}]`]) {
      expect(posted({ ...nobody, roles }).resource['roles']).toEqual([role])
      const after = patched([{ op: 'Add', path: 'roles', value: roles }], { on: nobody })
      expect(after['roles']).toEqual([role])
    }
    const plain = posted({ ...nobody, roles: [{ value: '{not json' }, { value: 'Admin' }] })
    expect(plain.resource['roles']).toEqual([{ value: '{not json' }, { value: 'Admin' }])
    expect(plain.met).toEqual([])
  },

  'any: one element that should be a list': () => {
    const sent = { op: 'add', path: 'members', value: { value: '7' } }
    expect(membersOf(patched([sent], { type: groupType, on: group('1') }))).toEqual(['1', '7'])
  },
}

describe('the table', () => {
  for (const { test: name } of dialects) {
    const run = tests[name]
    test(name, run ?? (() => expect(name).toBe('a test below this name')))
  }

  test('has no test without a row', () => {
    const named = dialects.map((dialect) => dialect.test)
    expect(Object.keys(tests).filter((name) => !named.includes(name))).toEqual([])
    expect(new Set(dialects.map(({ id }) => id)).size).toBe(dialects.length)
  })
})

describe('what the RFC says already', () => {
  test('entra: null attributes on create are unassigned', () => {
    const emails = [
      { type: 'work', value: null, primary: true },
      { type: 'home', value: 'ada@home.example' },
    ]
    const sent = { ...nobody, nickName: null, name: { middleName: null }, emails, title: null }
    const { resource, met } = posted({ ...sent, phoneNumbers: null, [enterprise]: null })
    expect(resource).toEqual({ ...nobody, emails: [emails[1]] })
    expect(met).toEqual([])
  })

  test('entra: enterprise URN paths, whatever the case of the URN', () => {
    const path = `${enterprise.toUpperCase()}:Department`
    expect(
      patched([{ op: 'replace', path, value: 'Sales' }], { tolerance: strict() }),
    ).toMatchObject({ [enterprise]: { department: 'Sales' } })
  })

  test('entra: the last enterprise attribute to go takes its schema along', () => {
    const on = { ...nobody, [enterprise]: { department: 'Sales' } }
    const sent = { op: 'Remove', path: `${enterprise}:department` }
    expect(patched([sent], { on })).toEqual(nobody)
  })

  test('entra: a filter on the value after the brackets', () => {
    expect(matches('emails[type eq "work"].value eq "BJensen@example.com"')).toBe(true)
    expect(matches('emails[type eq "home"].value eq "bjensen@example.com"')).toBe(false)
  })

  test('entra: members compared without .value', () => {
    expect(matches('members eq "7"', group('7'), groupType)).toBe(true)
    expect(matches('members eq "8"', group('7'), groupType)).toBe(false)
  })

  test('okta: several operations in one group PATCH', () => {
    const tolerance = tolerating()
    const body = patchBody(
      { op: 'remove', path: 'members[value eq "1"]' },
      { op: 'add', path: 'members', value: [{ value: '2' }, { value: '1' }] },
      { op: 'remove', path: 'members[value eq "3"]' },
      { op: 'replace', value: { displayName: 'Difference Engines' } },
    )
    const { members, rest } = memberChanges(parsePatch(body, { type: groupType }, tolerance))
    expect(members).toEqual([{ kind: 'change', add: ['1', '2'], remove: ['3'] }])
    expect(rest).toHaveLength(1)
    expect(tolerance.met.size).toBe(0)
  })

  test('okta: a password is accepted and forgotten', () => {
    expect(posted({ ...nobody, password: '1mz050nq' }).resource).toEqual(nobody)
    expect(patched([{ op: 'replace', path: 'password', value: 'x' }])).toBe(bjensen)
    expect(patched([{ op: 'replace', value: { password: 'x' } }])).toBe(bjensen)
  })
})
