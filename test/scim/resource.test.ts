/** Bodies read, resources shown. RFC 7643 §2–§4, RFC 7644 §3.3, §3.5.1, §3.9. */
import { describe, expect, test } from '@jest/globals'
import {
  groupType,
  indexedValuesOf,
  type JsonObject,
  parseBody,
  parseProjection,
  parseResource,
  personOf,
  project,
  replaceResource,
  shows,
  stampResource,
  urns,
  userType,
  versionTag,
} from '../../src/scim/index.js'
import { bjensen, enterprise, errorOf, outcome } from './cases.js'

const user = (body: JsonObject): JsonObject =>
  parseResource({ schemas: [urns.user], userName: 'ada', ...body }, userType)

describe('a body', () => {
  test('keeps what the schema knows, in its spelling', () => {
    const body = { USERNAME: 'ada', Name: { GIVENNAME: 'Ada', shoe: 7 }, shoeSize: 42, schemas: [] }
    expect(parseResource({ ...body, schemas: [urns.user.toLowerCase()] }, userType)).toEqual({
      schemas: [urns.user],
      userName: 'ada',
      name: { givenName: 'Ada' },
    })
  })

  test('does not say what is ours to say', () => {
    const ours = { id: 'x', meta: { version: 'x' }, groups: [{ value: 'x' }], password: 'x' }
    expect(user(ours)).toEqual({ schemas: [urns.user], userName: 'ada' })
  })

  test('names the extensions that hold something', () => {
    expect(user({ [enterprise]: { department: 'X', shoe: 1 } })).toMatchObject({
      schemas: [urns.user, enterprise],
      [enterprise]: { department: 'X' },
    })
    expect(user({ [enterprise]: { shoe: 1 } })['schemas']).toEqual([urns.user])
    expect(user({ [enterprise.toUpperCase()]: { Department: 'X' } })[enterprise]).toEqual({
      department: 'X',
    })
  })

  test.each<readonly [string, JsonObject, string]>([
    ['without userName', { userName: null }, 'userName is required'],
    ['with an empty userName', { userName: '' }, 'userName must not be empty'],
    ['with a number', { userName: 7 }, 'userName must be a string, got a number'],
    ['with a list', { displayName: ['x'] }, 'displayName must be a string, got an array'],
    ['with an object', { title: {} }, 'title must be a string, got an object'],
    ['with a text for a list', { emails: 'x' }, 'emails must be an array, got a string'],
    ['with a text in a list', { emails: ['x'] }, 'emails[0] must be an object, got a string'],
    ['deep', { emails: [{ value: 7 }] }, 'emails[0].value must be a string, got a number'],
    ['with a text for an object', { name: 'x' }, 'name must be an object, got a string'],
    ['with a number as boolean', { active: 1 }, 'active must be a boolean, got a number'],
    ['with NUL', { title: 'a\0b' }, 'title must be a string'],
    ['with half a character', { title: 'a\ud800' }, 'title must be a string'],
    [
      'with bad base64',
      { x509Certificates: [{ value: '?' }] },
      'x509Certificates[0].value must be',
    ],
    ['with a text for an extension', { [enterprise]: 'x' }, 'must be an object, got a string'],
    [
      'with two primaries',
      {
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'emails has 2 primary values',
    ],
  ])('%s is invalidValue', (_, body, detail) => {
    const error = errorOf(() => user(body))
    expect([error.status, error.scimType]).toEqual([400, 'invalidValue'])
    expect(error.detail).toContain(detail)
  })

  test('with one name twice is invalidSyntax', () => {
    expect(outcome(() => user({ USERNAME: 'eve' }))).toBe('400 invalidSyntax')
  })

  test('__proto__ and constructor are nobody’s attributes', () => {
    const text = `{"schemas":["${urns.user}"],"userName":"ada","__proto__":{"admin":true},"constructor":{"x":1},"name":{"__proto__":{"admin":true},"givenName":"Ada"},"emails":[{"value":"a","__proto__":{"primary":true}}]}`
    const resource = parseResource(parseBody(text), userType)
    expect(resource).toEqual({
      schemas: [urns.user],
      userName: 'ada',
      name: { givenName: 'Ada' },
      emails: [{ value: 'a' }],
    })
    expect(Object.getPrototypeOf(resource)).toBe(Object.prototype)
    expect(({} as JsonObject)['admin']).toBeUndefined()
  })

  test('that is no JSON object is invalidSyntax', () => {
    for (const text of ['', '{', '[]', 'null', '"x"', '{"a":1}}']) {
      expect(outcome(() => parseBody(text))).toBe('400 invalidSyntax')
    }
  })

  test('of a group wants a name, and members with an id', () => {
    const group = (body: JsonObject) => () =>
      parseResource({ schemas: [urns.group], ...body }, groupType)
    expect(outcome(group({}))).toBe('400 invalidValue')
    expect(outcome(group({ displayName: 'G', members: [{ display: 'x' }] }))).toBe(
      '400 invalidValue',
    )
    expect(group({ displayName: 'G', members: [] })()).toEqual({
      schemas: [urns.group],
      displayName: 'G',
    })
  })
})

test('PUT clears what it leaves out, but for what it would be dangerous to guess', () => {
  const next = replaceResource(bjensen, user({ userName: 'b@example.com' }), userType)
  expect(next).toEqual({
    schemas: [urns.user],
    id: bjensen['id'],
    meta: bjensen['meta'],
    groups: bjensen['groups'],
    externalId: bjensen['externalId'],
    active: true,
    userName: 'b@example.com',
  })
  expect(
    replaceResource(bjensen, user({ active: false, externalId: '7' }), userType),
  ).toMatchObject({
    active: false,
    externalId: '7',
  })
})

test('what the service adds', () => {
  const at = new Date(Date.UTC(2026, 0, 2))
  const meta = {
    created: at,
    lastModified: at,
    location: 'https://x/Users/7',
    version: versionTag(3),
  }
  const stamped = stampResource(user({ active: true }), userType, '7', meta)
  expect(Object.keys(stamped)).toEqual(['schemas', 'id', 'userName', 'active', 'meta'])
  expect(stamped['meta']).toEqual({
    resourceType: 'User',
    created: '2026-01-02T00:00:00.000Z',
    lastModified: '2026-01-02T00:00:00.000Z',
    location: 'https://x/Users/7',
    version: 'W/"3"',
  })
})

describe('attributes and excludedAttributes', () => {
  const shown = (asked: Parameters<typeof parseProjection>[0]) =>
    project(bjensen, parseProjection(asked, userType))
  const always = { schemas: bjensen['schemas'], id: bjensen['id'] }
  const { [enterprise]: extension } = bjensen as { [enterprise]: JsonObject }

  test.each<readonly [string, JsonObject]>([
    ['userName', { userName: 'bjensen@example.com' }],
    ['USERNAME, title', { userName: 'bjensen@example.com', title: 'Tour Guide' }],
    ['name.givenName', { name: { givenName: 'Barbara' } }],
    [
      'emails.value',
      { emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.example' }] },
    ],
    ['emails.value,emails', { emails: bjensen['emails']! }],
    [`${urns.user}:title`, { title: 'Tour Guide' }],
    [enterprise, { [enterprise]: extension }],
    [`${enterprise}:department`, { [enterprise]: { department: 'Tours' } }],
    [`${enterprise}:manager.value`, { [enterprise]: { manager: { value: '26118915' } } }],
    ['shoeSize', {}],
    ['emails.primary,photos', { emails: [{ primary: true }] }],
  ])('attributes=%s', (attributes, expected) => {
    expect(shown({ attributes })).toEqual({ ...always, ...expected })
  })

  test('excludedAttributes', () => {
    const { emails: _, ...rest } = bjensen
    expect(shown({ excludedAttributes: 'emails' })).toEqual(rest)
    expect(shown({ excludedAttributes: ['emails'] })).toEqual(rest)
    expect(shown({ excludedAttributes: 'emails.type,emails.primary' })['emails']).toEqual([
      { value: 'bjensen@example.com' },
      { value: 'babs@jensen.example' },
    ])
    expect(shown({ excludedAttributes: 'id,schemas' })).toEqual(bjensen)
    expect(shown({ excludedAttributes: enterprise })).not.toHaveProperty([enterprise])
    expect(shown({ excludedAttributes: `${enterprise}:department` })[enterprise]).toEqual({
      employeeNumber: '701984',
      manager: { value: '26118915' },
    })
  })

  test('nothing asked is nothing done', () => {
    expect(parseProjection({}, userType)).toBeUndefined()
    expect(parseProjection({ attributes: ' , ' }, userType)).toBeUndefined()
    expect(project(bjensen, undefined)).toBe(bjensen)
    expect(outcome(() => shown({ attributes: 'id', excludedAttributes: 'name' }))).toBe(
      '400 invalidValue',
    )
  })

  test('tell whether members need be read', () => {
    const members = (asked: Parameters<typeof parseProjection>[0]) =>
      shows(parseProjection(asked, groupType), 'members')
    expect(members({})).toBe(true)
    expect(members({ excludedAttributes: 'members' })).toBe(false)
    expect(members({ excludedAttributes: 'members.display' })).toBe(true)
    expect(members({ attributes: 'displayName' })).toBe(false)
    expect(members({ attributes: 'members.value' })).toBe(true)
  })
})

describe('a person', () => {
  test('Q08a: the primary e-mail, else the first; displayName, else the parts of the name', () => {
    expect(personOf(bjensen)).toEqual({
      userName: 'bjensen@example.com',
      externalId: '701984',
      active: true,
      email: 'bjensen@example.com',
      givenName: 'Barbara',
      familyName: 'Jensen',
      displayName: 'Babs Jensen',
    })
    const name = { givenName: 'Ada', familyName: 'Lovelace' }
    const ada = user({ name, emails: [{ value: 'a@x' }, { value: 'b@x' }], active: false })
    expect(personOf(ada)).toMatchObject({
      email: 'a@x',
      displayName: 'Ada Lovelace',
      active: false,
      externalId: undefined,
    })
  })

  test('what is indexed is comparable', () => {
    const emails = [{ value: 'ÉVE@x' }, { value: 'éve@X', type: 'work' }]
    expect(indexedValuesOf(user({ userName: 'Éve', externalId: 'E', emails }))).toEqual({
      userName: 'éve',
      externalId: 'E',
      displayName: undefined,
      active: undefined,
      emails: ['éve@x'],
    })
  })
})
