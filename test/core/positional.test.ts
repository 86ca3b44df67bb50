import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  getPreset,
  pairPositionally,
  tokensOf,
  type PositionalRoles,
} from '../../src/core/index.js'

const { roleAssignment } = getPreset('torque')
if (roleAssignment.kind !== 'positional') throw new Error('Torque pairs by position')
const rules: PositionalRoles = roleAssignment

const known = {
  spaces: ['Trial', 'DevOps', 'A', 'B', 'C'],
  roles: ['Space Member', 'Space Developer', 'Dev', 'Admin', 'Viewer', 'X'],
}
const exact = { caseInsensitive: false, extraRoles: 'ignore' } as const

const pair = (
  spaces: string[],
  roles: string[],
  pairing: Parameters<typeof pairPositionally>[3] = exact,
) => pairPositionally(rules, known, { spaces, roles }, pairing)

const told = (...asserted: Parameters<typeof pair>): Record<string, string | null> =>
  Object.fromEntries(pair(...asserted).spaces.map(({ space, role }) => [space, role]))

const member = 'Space Member'

describe('space and role lists of Torque', () => {
  test.each([
    [
      'T13: the page’s own example',
      'Trial,DevOps',
      'Space Member,Space Developer',
      { Trial: member, DevOps: 'Space Developer' },
    ],
    ['T20: one role for all spaces', 'A,B,C', 'Dev', { A: 'Dev', B: 'Dev', C: 'Dev' }],
    ['T23: more spaces than roles', 'A,B,C', 'Dev,Admin', { A: 'Dev', B: 'Admin', C: member }],
    ['T24: more roles than spaces', 'A,B', 'Dev,Admin,X', { A: 'Dev', B: 'Admin' }],
    [
      'T25: an unknown space goes with its role',
      'A,Bad,C',
      'Dev,Admin,Viewer',
      { A: 'Dev', C: 'Viewer' },
    ],
    ['T20, T25: replicate before dropping', 'Bad,A', 'Dev', { A: 'Dev' }],
    ['T21: the first valid role', 'A,A', 'bogus,Dev', { A: 'Dev' }],
    ['T21, T22: no valid role', 'A,A', 'bogus,bogus2', { A: member }],
    ['T22, T20: one unknown role', 'A,B', 'bogus', { A: member, B: member }],
    ['T23: no roles at all', 'A,B', '', { A: member, B: member }],
    ['T10a: no spaces at all', '', 'Dev', {}],
    [
      'T25: an empty space is an unknown one',
      'A,,B',
      'Dev,Admin,Viewer',
      { A: 'Dev', B: 'Viewer' },
    ],
    ['T22: an empty role is an unknown one', 'A,B', 'Dev,', { A: 'Dev', B: member }],
  ])('%s: %j with %j', (_, spaces, roles, expected) => {
    expect(told([spaces], [roles])).toEqual(expected)
  })

  test('T13a: several values and one value with commas come to the same', () => {
    expect(told(['A', 'B'], ['Dev', 'Admin'])).toEqual(told(['A,B'], ['Dev,Admin']))
    expect(told([' A ,B', 'C'], ['Dev', ' Admin,Viewer '])).toEqual({
      A: 'Dev',
      B: 'Admin',
      C: 'Viewer',
    })
  })

  test('T13a: an empty value holds its place', () => {
    expect(told(['A', '', 'B'], ['Dev', 'Admin', 'Viewer'])).toEqual({ A: 'Dev', B: 'Viewer' })
    expect(tokensOf(['', ' , '], ',')).toEqual([])
  })

  test('T11a: names are compared exactly, unless the connection says otherwise', () => {
    expect(told(['a'], ['dev'])).toEqual({})
    const lax = { ...exact, caseInsensitive: true }
    expect(told(['a'], ['DEV'], lax)).toEqual({ A: 'Dev' })
  })

  test('T11a: a name that two answer to without case is answered by none', () => {
    const twins = { spaces: ['ops', 'OPS'], roles: known.roles }
    const lax = { ...exact, caseInsensitive: true }
    const given = (spaces: string[]) =>
      pairPositionally(rules, twins, { spaces, roles: ['Dev'] }, lax).spaces
    expect(given(['Ops'])).toEqual([])
    expect(given(['ops'])).toEqual([{ space: 'ops', role: 'Dev' }])
  })

  test('T26: one space, several roles, the first unknown: least privilege, and the trace says which rule won', () => {
    const { spaces, trace } = pair(['A'], ['bogus,Dev'])
    expect(spaces).toEqual([{ space: 'A', role: member }])
    expect(trace.find(({ source }) => source === 'T26')?.because).toContain('extraRoles is ignore')
  })

  test('T26: extraRoles firstValid takes the first that exists', () => {
    const { spaces, trace } = pair(['A'], ['bogus,Dev'], { ...exact, extraRoles: 'firstValid' })
    expect(spaces).toEqual([{ space: 'A', role: 'Dev' }])
    expect(trace.find(({ source }) => source === 'T26')?.because).toContain('firstValid')
  })

  test('T26: where the first is valid both settings agree', () => {
    expect(told(['A'], ['Dev,Admin'])).toEqual(
      told(['A'], ['Dev,Admin'], { ...exact, extraRoles: 'firstValid' }),
    )
  })

  test('T26: extraRoles says nothing where there are several spaces', () => {
    expect(told(['A,B'], ['bogus,Dev,Admin'], { ...exact, extraRoles: 'firstValid' })).toEqual({
      A: member,
      B: 'Dev',
    })
  })

  test('T27: a space named twice with one role has that role', () => {
    expect(told(['A,A'], ['Dev'])).toEqual({ A: 'Dev' })
  })

  test('every line names its rule', () => {
    const { trace } = pair(['A,Bad,B,C'], ['bogus,Admin,Dev'])
    expect(trace.map(({ effect, subject, source }) => `${effect} ${subject} ${source}`)).toEqual([
      'ignored Bad T25',
      'gave A as Space Member T22',
      'gave B as Dev T11',
      'gave C as Space Member T23',
    ])
  })

  const name = fc.constantFrom('A', 'B', 'Bad', '', 'Dev', '__proto__', 'constructor', 'Admin')
  const list = fc.array<string>(name, { maxLength: 8 })

  test('only spaces and roles that exist are ever given, and the role is the fallback or one that was asserted', () => {
    fc.assert(
      fc.property(
        list,
        list,
        fc.constantFrom('ignore', 'firstValid'),
        (spaces, roles, extraRoles) => {
          const paired = pair(spaces, roles, { caseInsensitive: false, extraRoles })
          for (const { space, role } of paired.spaces) {
            expect(known.spaces).toContain(space)
            expect(spaces).toContain(space)
            expect(
              role === member || (roles.includes(role ?? '') && known.roles.includes(role ?? '')),
            ).toBe(true)
          }
          expect(new Set(paired.spaces.map(({ space }) => space)).size).toBe(paired.spaces.length)
        },
      ),
    )
  })

  test('splitting by commas or by values is one and the same', () => {
    fc.assert(
      fc.property(list, list, (spaces, roles) => {
        expect(pair(spaces, roles)).toEqual(pair([spaces.join(',')], [roles.join(',')]))
      }),
    )
  })

  test('hostile names meet no prototype', () => {
    expect(told(['__proto__,constructor,toString'], ['__proto__'])).toEqual({})
  })

  test('lists of ten thousand are read in a moment', () => {
    const spaces = Array.from({ length: 10_000 }, (_, index) => `space-${index}`)
    const roles = spaces.map((_, index) => `role-${index}`)
    const begun = performance.now()
    const paired = pairPositionally(rules, { spaces, roles }, { spaces, roles: [roles.join(',')] })
    expect(paired.spaces).toHaveLength(10_000)
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
