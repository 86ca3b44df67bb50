import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { getPreset, membershipAfterEdit, presetKeys, Refusal } from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'
import { group } from './standing.js'

describe('a change by hand', () => {
  const mapped = group('Mapped', { idpIdentifier: '6f1c' })

  test('T43a: is refused where the next sign-in would undo it, with the change that would not be', () => {
    const edit = {
      preset: getPreset('torque'),
      group: mapped,
      origin: 'okta',
      change: 'add',
    } as const
    expect(refusalOf(() => membershipAfterEdit(edit, []))).toMatchObject({ code: 'group-synced' })
  })

  test('T43: otherwise gives or takes, and says by whom', () => {
    const edit = {
      preset: getPreset('torque'),
      group: mapped,
      origin: 'google',
      change: 'add',
    } as const
    expect(membershipAfterEdit(edit, [{ name: 'Other' }])).toEqual({
      groups: [{ name: 'Other' }, { name: 'Mapped', space: null }],
      trace: [
        {
          ...{ effect: 'gave', kind: 'group', subject: 'Mapped' },
          ...{ because: 'changed by hand', source: 'T43' },
        },
      ],
    })
  })

  test('S62: where sign-ins reset everything, it holds until the next, and says so', () => {
    const edit = {
      preset: getPreset('sonarqube-cloud'),
      group: group('A', { space: 'OrgA' }),
      origin: 'okta' as const,
      change: 'remove' as const,
    }
    const { groups, trace } = membershipAfterEdit(edit, [
      { name: 'A', space: 'OrgA' },
      { name: 'A' },
    ])
    expect(groups).toEqual([{ name: 'A' }])
    expect(trace[0]).toMatchObject({ effect: 'took', subject: 'OrgA/A', source: 'S62' })
    expect(trace[0]?.because).toContain('the next sign-in may undo it')
  })

  test.each(presetKeys)('%s: twice is once, and nobody else’s groups move', (key) => {
    const names = fc.subarray(['A', 'B', 'C'])
    fc.assert(
      fc.property(
        names,
        fc.constantFrom('A', 'D'),
        fc.constantFrom('add' as const, 'remove' as const),
        (held, name, change) => {
          const edit = {
            preset: getPreset(key),
            group: group(name),
            origin: 'other' as const,
            change,
          } as const
          const keys = held.map((each) => ({ name: each, space: null }))
          try {
            const once = membershipAfterEdit(edit, keys).groups
            expect(membershipAfterEdit(edit, once).groups).toEqual(once)
            expect(once.some((each) => each.name === name)).toBe(change === 'add')
            const others = (all: readonly { name: string }[]) =>
              all.filter((each) => each.name !== name)
            expect(others(once)).toEqual(others(keys))
          } catch (error) {
            if (!Refusal.is(error)) throw error
          }
        },
      ),
    )
  })
})
