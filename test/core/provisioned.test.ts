/** What a directory's word about groups gives, and that neither it nor a sign-in gains by coming first or last. */
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  decide,
  decideProvisioned,
  getPreset,
  groupTitle,
  presetKeys,
  type Standing,
} from '../../src/core/index.js'
import { group, profile, standing } from './standing.js'

const roleRules = [{ group: 'Admins', role: 'administer-organization' }]
const sonar = (more: Partial<Standing> = {}): Standing =>
  standing('sonarqube-cloud', {
    groups: [group('Admins'), group('Readers'), group('Members')],
    roleRules,
    directory: true,
    ...more,
  })

describe('a directory that carries groups', () => {
  test('S60, S62: gives and takes groups and roles at once, each line with its source', () => {
    const { groups, roles, trace } = decideProvisioned(
      sonar({ held: [{ name: 'Readers' }], directoryGroups: ['Admins', 'Elsewhere'] }),
    )
    expect(groups.map(groupTitle)).toEqual(['Admins'])
    expect(roles).toEqual(['administer-organization'])
    expect(trace.map(({ effect, subject, source }) => `${effect} ${subject} ${source}`)).toEqual([
      'gave Admins S61',
      'took Readers S62',
      'ignored Elsewhere S64',
      'gave administer-organization role_rules: Admins → administer-organization',
    ])
    expect(trace[0]?.because).toBe('the directory reports "Admins"')
  })

  test('S63: leaves Members alone', () => {
    const held = [{ name: 'Members' }]
    expect(decideProvisioned(sonar({ held, directoryGroups: [] })).groups).toMatchObject(held)
  })

  test('S60: what the IdP says of groups at a sign-in does not count beside it', () => {
    const before = sonar({ directoryGroups: ['Admins'] })
    for (const groups of [undefined, [], ['Readers']]) {
      expect(decide(before, profile({ groups })).groups.map(groupTitle)).toEqual(['Admins'])
    }
  })

  test('precedence jit: its groups give and take nothing, and it says so', () => {
    const held = [{ name: 'Readers' }]
    const jit = sonar({ held, settings: { precedence: 'jit' }, directoryGroups: ['Admins'] })
    const { groups, trace } = decideProvisioned(jit)
    expect(groups).toEqual(held)
    expect(trace[0]).toMatchObject({ effect: 'ignored', subject: 'groups' })
  })
})

test('T50: under Torque a directory speaks of people only; spaces given here stay', () => {
  const spaces = [{ space: 'Trial', role: 'Space Developer' }]
  const given = decideProvisioned(
    standing('torque', { person: { isNew: true, spaces }, directoryGroups: ['6f1c'] }),
  )
  expect(given).toMatchObject({ groups: [], spaces, roles: [] })
  expect(given.trace[0]).toMatchObject({ effect: 'ignored', source: 'T50' })
})

describe('whoever comes first', () => {
  const names = fc.subarray(['Admins', 'Readers', 'Members', 'Elsewhere'])
  const precedence = fc.constantFrom('scim' as const, 'jit' as const)

  test.each(presetKeys)('%s: sign-in and directory come to the same', (key) => {
    fc.assert(
      fc.property(names, names, precedence, (asserted, reported, first) => {
        const { switched } = getPreset(key).groups
        const settings = {
          precedence: first,
          ...(switched === 'by-setting' && { groupMapping: true }),
        }
        const start = standing(key, {
          groups: [group('Admins'), group('Readers'), group('Members')],
          directory: true,
          directoryGroups: reported,
          settings,
        })
        const signIn = (held: Standing['held']) =>
          decide({ ...start, held }, profile({ groups: asserted })).groups
        const push = (held: Standing['held']) => decideProvisioned({ ...start, held }).groups
        expect(push(signIn([]))).toEqual(signIn(push([])))
        expect(push(push([]))).toEqual(push([]))
      }),
    )
  })
})
