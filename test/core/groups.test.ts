import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { getPreset, groupTitle, membershipAfter, type Group } from '../../src/core/index.js'

const preset = getPreset('sonarqube-cloud')
const named = (...names: string[]): Group[] =>
  names.map((name) => ({ organization: 'acme', name, idpIdentifier: null }))

const keys = (held: readonly string[]) => held.map((name) => ({ name }))
const after = (groups: Group[], held: readonly string[], reported: string[] | undefined) =>
  titled(membershipAfter(preset, groups, keys(held), reported))
const titled = ({ groups, trace }: ReturnType<typeof membershipAfter>) => ({
  groups: groups.map(groupTitle),
  trace,
})

describe('memberships after a sign-in under SonarQube Cloud', () => {
  test('S61: an IdP group matches the group of the same name', () => {
    expect(after(named('Engineers'), [], ['Engineers']).groups).toEqual(['Engineers'])
  })

  test('S61: matching is case-sensitive', () => {
    expect(after(named('Engineers'), [], ['engineers']).groups).toEqual([])
  })

  test('S67: matching is exact, never by likeness', () => {
    expect(after(named('EN_ORG_ADMINS'), [], ['ENT_ORGA_ADMINS']).groups).toEqual([])
  })

  test('S62: groups are given and taken', () => {
    const membership = after(named('A', 'B', 'C'), ['A', 'B'], ['B', 'C'])
    expect(membership.groups).toEqual(['B', 'C'])
    expect(membership.trace.map(({ effect, subject }) => `${effect} ${subject}`).sort()).toEqual([
      'gave C',
      'kept B',
      'took A',
    ])
  })

  test('S62: a group added by hand that the IdP does not know is taken', () => {
    expect(after(named('Handmade'), ['Handmade'], []).groups).toEqual([])
  })

  test('S63: Members is neither taken nor driven by the IdP', () => {
    expect(after(named('Members'), ['Members'], []).groups).toEqual(['Members'])
    expect(after(named('Members'), [], ['Members']).groups).toEqual([])
  })

  test('S64: an unmatched IdP group is ignored, and the trace says so', () => {
    const membership = after(named('A'), [], ['A', 'Elsewhere'])
    expect(membership.groups).toEqual(['A'])
    expect(membership.trace.find(({ effect }) => effect === 'ignored')).toMatchObject({
      subject: 'Elsewhere',
      source: 'S64',
    })
  })

  test('T44: absent is not empty: memberships stay, with a warning', () => {
    const membership = after(named('A'), ['A'], undefined)
    expect(membership.groups).toEqual(['A'])
    expect(membership.trace.some(({ effect }) => effect === 'warned')).toBe(true)
  })

  const names = fc.subarray(['A', 'B', 'C', 'D', 'Members'])
  const reports = fc.option(fc.subarray(['A', 'B', 'C', 'X', 'Members']), { nil: undefined })

  test('order never matters', () => {
    fc.assert(
      fc.property(names, names, reports, (groups, held, reported) => {
        const one = after(named(...groups), held, reported).groups
        const other = after(
          named(...[...groups].reverse()),
          [...held].reverse(),
          reported && [...reported].reverse(),
        ).groups
        expect([...one].sort()).toEqual([...other].sort())
      }),
    )
  })

  test('a second identical sign-in changes nothing', () => {
    fc.assert(
      fc.property(names, names, reports, (groups, held, reported) => {
        const once = after(named(...groups), held, reported)
        const twice = after(named(...groups), [...once.groups], reported)
        expect([...twice.groups].sort()).toEqual([...once.groups].sort())
        expect(twice.trace.filter(({ effect }) => effect === 'gave' || effect === 'took')).toEqual(
          [],
        )
      }),
    )
  })

  test('nobody enters a group that the organization lacks or the IdP did not report', () => {
    fc.assert(
      fc.property(names, names, fc.subarray(['A', 'B', 'X']), (groups, held, reported) => {
        const gained = after(named(...groups), held, reported).groups.filter(
          (name) => !held.includes(name),
        )
        expect(gained.every((name) => groups.includes(name) && reported.includes(name))).toBe(true)
      }),
    )
  })
})

describe('a preset that matches by identifier', () => {
  const byIdentifier = {
    ...preset,
    groups: { ...preset.groups, matchedBy: 'idpIdentifier' as const },
  }

  test('T40: the identifier decides, the name does not', () => {
    const groups = [
      { organization: 'acme', name: 'Engineers', idpIdentifier: '6f1c' },
      { organization: 'acme', name: '77aa', idpIdentifier: null },
    ]
    expect(titled(membershipAfter(byIdentifier, groups, [], ['6f1c', '77aa'])).groups).toEqual([
      'Engineers',
    ])
  })

  test('T45: one identifier on two groups gives both', () => {
    const groups = ['A', 'B'].map((name) => ({ organization: 'acme', name, idpIdentifier: '6f1c' }))
    expect(titled(membershipAfter(byIdentifier, groups, [], ['6f1c'])).groups).toEqual(['A', 'B'])
  })
})
