/** Messages around resources: questions, pages, cursors, lists, versions, tokens, errors. */
import { describe, expect, test } from '@jest/globals'
import {
  type CursorKey,
  decodeCursor,
  encodeCursor,
  groupType,
  inOrder,
  isKnown,
  type JsonObject,
  mayChange,
  mediaTypes,
  notFound,
  parseAuthorization,
  parsePage,
  parseQuery,
  parseSearchRequest,
  parseSort,
  preconditionFailed,
  type Query,
  renderListResponse,
  ScimError,
  sortKeyOf,
  uniqueness,
  urns,
  userType,
  versionTag,
} from '../../src/scim/index.js'
import { errorOf, outcome } from './cases.js'

const limits = { defaultResults: 100, maxResults: 200 }

describe('pages by index', () => {
  test.each([
    [{}, 1, 100],
    [{ startIndex: '1', count: '100' }, 1, 100],
    [{ startIndex: 11, count: 10 }, 11, 10],
    [{ startIndex: ' 3 ', count: '+5' }, 3, 5],
    [{ startIndex: 0 }, 1, 100],
    [{ startIndex: '-7' }, 1, 100],
    [{ count: 0 }, 1, 0],
    [{ count: -1 }, 1, 0],
    [{ count: 5000 }, 1, 200],
    [{ startIndex: '', count: null }, 1, 100],
  ])('%j', (asked, startIndex, count) => {
    expect(parsePage(asked, limits)).toEqual({ kind: 'index', startIndex, count })
  })

  test.each([{ count: 'ten' }, { count: '1.5' }, { startIndex: 1.5 }, { count: ['1', '2'] }])(
    'refuses %j',
    (asked) => expect(outcome(() => parsePage(asked, limits))).toBe('400 invalidValue'),
  )
})

describe('pages by cursor', () => {
  const key: CursorKey = { secret: 'a secret of thirty-two bytes ….', directory: 'acme' }
  const now = new Date(Date.UTC(2026, 0, 1))
  const expiresAt = new Date(now.getTime() + 1000)
  const cursor = { after: ['b@example.com', 7, null, 'id-7'], question: 'q', expiresAt }
  const text = encodeCursor(cursor, key)
  const decode = (sent: string, others: Partial<{ now: Date; question: string }> = {}, by = key) =>
    decodeCursor(sent, by, { now, question: 'q', ...others })

  test('an empty cursor asks for the first', () => {
    expect(parsePage({ cursor: '', count: '5' }, limits)).toEqual({
      kind: 'cursor',
      cursor: undefined,
      count: 5,
    })
    expect(parsePage({ cursor: 'x' }, limits)).toMatchObject({ kind: 'cursor', cursor: 'x' })
    expect(outcome(() => parsePage({ cursor: ['x', 'y'] }, limits))).toBe('400 invalidCursor')
  })

  test('comes back as it went', () => {
    expect(text).toMatch(/^[\w-]+$/)
    expect(decode(text)).toEqual(cursor)
  })

  test('is of this key, directory and question, and of this hour', () => {
    const other = { ...key, directory: 'other' }
    expect(outcome(() => decode(text, {}, other))).toBe('400 invalidCursor')
    expect(outcome(() => decode(text, {}, { ...key, secret: 'x' }))).toBe('400 invalidCursor')
    expect(outcome(() => decode(text, { question: 'p' }))).toBe('400 invalidCursor')
    expect(outcome(() => decode(text, { now: expiresAt }))).toBe('400 expiredCursor')
  })

  test('cannot be written or altered', () => {
    for (const forged of ['', 'x', 'AAAA', text.slice(0, -4), `A${text.slice(1)}`, `${text}AAAA`]) {
      expect(outcome(() => decode(forged))).toBe('400 invalidCursor')
    }
  })
})

describe('an order', () => {
  const user = (id: string, attributes: JsonObject): JsonObject => ({ id, ...attributes })
  const users = [
    user('1', { title: 'b', emails: [{ value: 'z@x' }, { value: 'a@x', primary: true }] }),
    user('2', { emails: [{ value: 'M@x' }] }),
    user('3', { title: 'A', active: true }),
    user('4', { title: 'b', active: false }),
  ]
  const ids = (sortBy: string, sortOrder?: string) =>
    users.toSorted(inOrder(parseSort(sortBy, sortOrder, userType)!)).map(({ id }) => id)

  test('is without regard to case, without a value last, and stable', () => {
    expect(ids('title')).toEqual(['3', '1', '4', '2'])
    expect(ids('title', 'DESCENDING')).toEqual(['2', '1', '4', '3'])
    expect(ids('id', 'descending')).toEqual(['4', '3', '2', '1'])
  })

  test('is by the primary value of a list, else its first', () => {
    expect(ids('emails')).toEqual(['1', '2', '3', '4'])
    expect(ids('emails.value', 'descending')).toEqual(['3', '4', '2', '1'])
    expect(sortKeyOf(parseSort('emails', undefined, userType)!, users[0]!)).toBe('a@x')
  })

  test('is asked properly or not at all', () => {
    expect(parseSort(undefined, 'descending', userType)).toBeUndefined()
    for (const sortBy of ['shoeSize', 'name', 'password', 'a b', 7]) {
      expect(outcome(() => parseSort(sortBy, undefined, userType))).toBe('400 invalidValue')
    }
    expect(outcome(() => parseSort('title', 'up', userType))).toBe('400 invalidValue')
  })
})

describe('a question', () => {
  const parameters = {
    filter: 'title pr',
    sortBy: 'userName',
    startIndex: '1',
    count: '10',
    attributes: 'userName',
  }
  const plain = (query: Query) => ({ ...query, question: query.question() })

  test('asks the same by GET and by .search', () => {
    const body = {
      schemas: [urns.searchRequest],
      ...parameters,
      attributes: ['userName'],
      Count: 3,
    }
    const byGet = parseQuery(parameters, userType, limits)
    const bySearch = parseQuery(parseSearchRequest(body), userType, limits)
    expect(plain(bySearch)).toEqual(plain(byGet))
    expect(byGet.page).toEqual({ kind: 'index', startIndex: 1, count: 10 })
    expect(byGet.question()).toBe('["User","title pr","userName",null]')
  })

  test('of nothing is all, as kept', () => {
    expect(plain(parseQuery({}, groupType, limits))).toEqual({
      predicate: undefined,
      sort: undefined,
      page: { kind: 'index', startIndex: 1, count: 100 },
      projection: undefined,
      question: '["Group",null,null,null]',
    })
  })

  test('that makes no sense is refused', () => {
    const ask = (asked: Record<string, unknown>) => () => parseQuery(asked, userType, limits)
    expect(outcome(ask({ filter: ['a', 'b'] }))).toBe('400 invalidFilter')
    expect(outcome(ask({ filter: '' }))).toBe('400 invalidFilter')
    expect(outcome(ask({ attributes: [7] }))).toBe('400 invalidValue')
    expect(outcome(() => parseSearchRequest('x'))).toBe('400 invalidSyntax')
    expect(outcome(() => parseSearchRequest({ schemas: [urns.patchOp] }))).toBe('400 invalidSyntax')
  })
})

test('a list is written around resources that are text already', () => {
  const list = renderListResponse({ totalResults: 7, startIndex: 3 }, ['{"id":"1"}', '{"id":"2"}'])
  expect(JSON.parse(list)).toEqual({
    schemas: [urns.listResponse],
    totalResults: 7,
    itemsPerPage: 2,
    startIndex: 3,
    Resources: [{ id: '1' }, { id: '2' }],
  })
  expect(JSON.parse(renderListResponse({ totalResults: 7, nextCursor: 'x' }, []))).toEqual({
    schemas: [urns.listResponse],
    totalResults: 7,
    itemsPerPage: 0,
    nextCursor: 'x',
    Resources: [],
  })
})

test('versions are weak, and compared weakly', () => {
  const version = versionTag(3)
  expect(version).toBe('W/"3"')
  for (const same of [undefined, '*', 'W/"3"', '"3"', '3', '"2", W/"3"']) {
    expect(mayChange(same, version)).toBe(true)
  }
  expect(mayChange('W/"2"', version)).toBe(false)
  expect(isKnown('W/"3"', version)).toBe(true)
  expect(isKnown(undefined, version)).toBe(false)
  expect(isKnown('W/"2", "4"', version)).toBe(false)
})

describe('T54: the token, however it was pasted', () => {
  const token = 'mortise_dir_A-b.c~d+e/f=='
  test.each([
    [`Bearer ${token}`, undefined],
    [`bearer   ${token} `, undefined],
    [token, 'bearer-missing'],
    [`Bearer Bearer ${token}`, 'bearer-doubled'],
    [`BEARER bearer Bearer ${token}`, 'bearer-doubled'],
  ])('%s', (header, code) => {
    const bearer = parseAuthorization(header)
    expect(bearer?.token).toBe(token)
    expect(bearer?.hint?.code).toBe(code)
    expect(JSON.stringify(bearer?.hint ?? '')).not.toContain(token)
  })

  test.each([undefined, '', 'Bearer', 'Bearer ', 'Basic dXNlcjpw', 'Bearer a b', 'Bearer ä'])(
    'none in %s',
    (header) => expect(parseAuthorization(header)).toBeUndefined(),
  )

  test('a long header takes no long time', () => {
    const begun = performance.now()
    expect(parseAuthorization(`${'bearer '.repeat(10_000)}!`)).toBeUndefined()
    expect(parseAuthorization(`Bearer ${' '.repeat(50_000)}!`)).toBeUndefined()
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

test('errors are the body of RFC 7644 §3.12', () => {
  expect(uniqueness('userName is taken').toBody()).toEqual({
    schemas: [urns.error],
    status: '409',
    scimType: 'uniqueness',
    detail: 'userName is taken',
  })
  expect(notFound('User 7 not found').toBody()).toEqual({
    schemas: [urns.error],
    status: '404',
    detail: 'User 7 not found',
  })
  expect(preconditionFailed('x').status).toBe(412)
  expect(ScimError.is(errorOf(() => parsePage({ count: 'x' }, limits)))).toBe(true)
  expect(ScimError.is(new Error('x'))).toBe(false)
  expect(mediaTypes).toContain('application/scim+json')
})
