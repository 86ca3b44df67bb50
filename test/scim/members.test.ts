/** Members as changes: what a store is told, and that it is what the whole list would have become. */
import { describe, expect, test } from '@jest/globals'
import {
  groupType,
  type Json,
  memberChanges,
  memberIds,
  parsePatch,
  splitMembers,
} from '../../src/scim/index.js'
import { outcome, patchBody } from './cases.js'

const changes = (...operations: Json[]) =>
  memberChanges(parsePatch(patchBody(...operations), { type: groupType }))
const steps = (...operations: Json[]) => changes(...operations).members
const refs = (...ids: string[]): Json => ids.map((value) => ({ value }))
const add = (...ids: string[]): Json => ({ op: 'add', path: 'members', value: refs(...ids) })
const remove = (id: string): Json => ({ op: 'remove', path: `members[value eq "${id}"]` })
const replace = (...ids: string[]): Json => ({
  op: 'replace',
  path: 'members',
  value: refs(...ids),
})

describe('steps', () => {
  test.each<readonly [string, readonly Json[], unknown]>([
    ['an add', [add('1', '2', '1')], [{ kind: 'change', add: ['1', '2'], remove: [] }]],
    ['a removal', [remove('1')], [{ kind: 'change', add: [], remove: ['1'] }]],
    [
      'in and out again',
      [add('1', '2'), remove('1')],
      [{ kind: 'change', add: ['2'], remove: ['1'] }],
    ],
    ['out and in again', [remove('1'), add('1')], [{ kind: 'change', add: ['1'], remove: [] }]],
    [
      'these and no others',
      [add('9'), replace('1', '2'), remove('1')],
      [{ kind: 'replace', members: ['2'] }],
    ],
    ['nobody', [{ op: 'remove', path: 'members' }], [{ kind: 'replace', members: [] }]],
    ['nobody, said otherwise', [replace()], [{ kind: 'replace', members: [] }]],
    ['an add of nobody', [add()], []],
    [
      'a pathless add',
      [{ op: 'add', value: { members: refs('1') } }],
      [{ kind: 'change', add: ['1'], remove: [] }],
    ],
  ])('%s', (_, operations, expected) => expect(steps(...operations)).toEqual(expected))

  test('a filter that is no look-up is passed on', () => {
    const [first, second, third] = steps(
      add('1'),
      { op: 'remove', path: 'members[display sw "A"]' },
      remove('2'),
    )
    expect(first).toEqual({ kind: 'change', add: ['1'], remove: [] })
    expect(second).toMatchObject({
      kind: 'removeWhere',
      predicate: { column: { path: 'members.display' }, operator: 'sw', value: 'a' },
    })
    expect(third).toEqual({ kind: 'change', add: [], remove: ['2'] })
  })

  test('what is not about members is left for the group', () => {
    const { members, rest } = changes(add('1'), { op: 'replace', path: 'displayName', value: 'X' })
    expect(members).toHaveLength(1)
    expect(rest).toMatchObject([{ op: 'replace', value: 'X' }])
  })

  test('ten thousand are one step', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `id-${index}`)
    expect(steps(add(...ids))).toEqual([{ kind: 'change', add: ids, remove: [] }])
    const removal = { op: 'Remove', path: 'members', value: refs(...ids) }
    expect(steps(removal)).toEqual([{ kind: 'change', add: [], remove: ids }])
  })
})

describe('members of a body', () => {
  test('are taken out of the group', () => {
    const group = { displayName: 'G', members: [{ value: '1', display: 'x' }, { value: '1' }] }
    expect(splitMembers(group)).toEqual({ group: { displayName: 'G' }, members: ['1'] })
    expect(splitMembers({ displayName: 'G' }).members).toBeUndefined()
    expect(splitMembers({ displayName: 'G' }, { displayName: 'G' }).members).toBeUndefined()
    expect(splitMembers({ displayName: 'G' }, { Members: [] }).members).toEqual([])
  })

  test('are users with an id', () => {
    expect(memberIds([{ value: '1', type: 'user' }])).toEqual(['1'])
    for (const member of [{ value: '1', type: 'Group' }, { value: '' }, { display: 'x' }, 'x']) {
      expect(outcome(() => memberIds([member]))).toBe('400 invalidValue')
    }
  })
})
