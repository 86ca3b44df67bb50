/** Bulk, RFC 7644 §3.7. */
import { describe, expect, test } from '@jest/globals'
import {
  bulkResponse,
  type Json,
  type JsonObject,
  notFound,
  orderOperations,
  parseBulkRequest,
  resolveReferences,
  urns,
} from '../../src/scim/index.js'
import { outcome } from './cases.js'

const request = (Operations: readonly Json[], others: JsonObject = {}) =>
  parseBulkRequest({ schemas: [urns.bulkRequest], Operations, ...others }, { maxOperations: 5 })

const user = (bulkId: string, data: JsonObject = {}): JsonObject => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: bulkId, ...data },
})
const group: JsonObject = {
  method: 'post',
  path: '/Groups',
  bulkId: 'engines',
  data: { displayName: 'Engines', members: [{ value: 'bulkId:ada' }, { value: 'id-7' }] },
}
const join: JsonObject = {
  method: 'PATCH',
  path: '/Groups/bulkId:engines',
  data: { Operations: [{ op: 'remove', path: 'members[value eq "bulkId:ada"]' }] },
  version: 'W/"3"',
}

describe('a request', () => {
  test('is read', () => {
    const bulk = request([group, { method: 'DELETE', path: '/Users/7' }], { failOnErrors: '1' })
    expect(bulk.failOnErrors).toBe(1)
    expect(bulk.operations).toMatchObject([
      { method: 'POST', endpoint: '/Groups', id: undefined, bulkId: 'engines' },
      { method: 'DELETE', endpoint: '/Users', id: '7', data: undefined },
    ])
  })

  test.each<readonly [string, JsonObject, string]>([
    ['without bulkId', { method: 'POST', path: '/Users', data: {} }, '400 invalidSyntax'],
    ['without data', { method: 'PUT', path: '/Users/7' }, '400 invalidSyntax'],
    ['by GET', { method: 'GET', path: '/Users/7' }, '400 invalidSyntax'],
    ['to nobody', { method: 'DELETE', path: '/Users' }, '400 invalidPath'],
    ['to somebody', { ...user('a'), path: '/Users/7' }, '400 invalidPath'],
    ['elsewhere', { method: 'DELETE', path: '/Schemas/7' }, '400 invalidPath'],
    ['upwards', { method: 'DELETE', path: '/Users/7/../8' }, '400 invalidPath'],
    ['by number', { method: 7, path: '/Users/7' }, '400 invalidSyntax'],
  ])('%s is refused', (_, operation, expected) => {
    expect(outcome(() => request([operation]))).toBe(expected)
  })

  test('too long, or with one bulkId twice, is refused', () => {
    expect(outcome(() => request(Array<Json>(6).fill(join)))).toBe('413')
    expect(outcome(() => request([user('a'), user('a')]))).toBe('400 invalidSyntax')
    expect(outcome(() => parseBulkRequest([], { maxOperations: 5 }))).toBe('400 invalidSyntax')
  })
})

describe('references', () => {
  test('are made before they are used, otherwise as sent', () => {
    const { operations } = request([join, group, user('ada'), user('bob')])
    const { ordered, circular } = orderOperations(operations)
    expect(ordered.map(({ bulkId }) => bulkId)).toEqual(['ada', 'bob', 'engines', undefined])
    expect(circular).toEqual([])
  })

  test('in a circle cannot be', () => {
    const manager = (id: string): JsonObject => ({ manager: { value: `bulkId:${id}` } })
    const circle = [
      user('a', manager('b')),
      user('b', manager('a')),
      user('c', manager('a')),
      user('d'),
    ]
    const { ordered, circular } = orderOperations(request(circle).operations)
    expect(ordered.map(({ bulkId }) => bulkId)).toEqual(['d'])
    expect(circular.map(({ bulkId }) => bulkId)).toEqual(['a', 'b', 'c'])
  })

  test('become ids, also in paths and filters', () => {
    const ids = new Map([
      ['ada', 'id-1'],
      ['engines', 'id-2'],
    ])
    const [made, joined] = request([group, join]).operations
    expect(resolveReferences(made!, ids).data).toMatchObject({
      members: [{ value: 'id-1' }, { value: 'id-7' }],
    })
    expect(resolveReferences(joined!, ids)).toMatchObject({
      id: 'id-2',
      version: 'W/"3"',
      data: { Operations: [{ path: 'members[value eq "id-1"]' }] },
    })
    expect(outcome(() => resolveReferences(made!, new Map()))).toBe('400 invalidValue')
  })

  test('are not sought in the abyss', () => {
    let deep: Json = 'x'
    for (let depth = 0; depth < 100_000; depth += 1) deep = [deep]
    const { operations } = request([user('a', { title: deep })])
    expect(outcome(() => orderOperations(operations))).toBe('400 invalidSyntax')
  })
})

test('a response answers each', () => {
  const [made, gone] = request([user('ada'), { method: 'DELETE', path: '/Users/7' }]).operations
  const answers = [
    { operation: made!, status: 201, location: 'https://x/Users/1', version: 'W/"1"' },
    { operation: gone!, status: 404, error: notFound('User 7 not found') },
  ]
  expect(bulkResponse(answers)).toEqual({
    schemas: [urns.bulkResponse],
    Operations: [
      {
        method: 'POST',
        bulkId: 'ada',
        location: 'https://x/Users/1',
        version: 'W/"1"',
        status: '201',
      },
      { method: 'DELETE', status: '404', response: notFound('User 7 not found').toBody() },
    ],
  })
})
