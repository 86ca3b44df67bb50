import { describe, expect, test } from '@jest/globals'
import {
  checkManualEdit,
  checkSpace,
  decide,
  getPreset,
  groupTitle,
  logLineFor,
  manualEditFault,
  parseOrganization,
  parseSpace,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'
import { group, profile, signIn, torque } from './standing.js'

const preset = getPreset('torque')

describe('groups under Torque', () => {
  const mapped = group('Engineers', { idpIdentifier: '6f1c' })
  const other = group('Auditors', { idpIdentifier: '77aa' })
  const handmade = group('Handmade')
  const groups = [mapped, other, handmade]
  const named = (decision: ReturnType<typeof decide>) => decision.groups.map(groupTitle)
  const at = (idpKind: 'okta' | 'entra' | 'google', more = {}) =>
    torque({ groups, idpKind, ...more })

  test('T40, T42, T76: assigned and unassigned by identifier at each sign-in', () => {
    const decision = decide(
      at('entra', { held: [{ name: 'Auditors' }] }),
      profile({ groups: ['6f1c'] }),
    )
    expect(named(decision)).toEqual(['Engineers'])
  })

  test('T41: groups without an identifier are not touched', () => {
    const decision = decide(at('okta', { held: [{ name: 'Handmade' }] }), profile({ groups: [] }))
    expect(named(decision)).toEqual(['Handmade'])
  })

  test('T03: other IdPs sign people in, and leave groups alone', () => {
    const decision = decide(
      at('google', { held: [{ name: 'Auditors' }] }),
      profile({ groups: ['6f1c'] }),
    )
    expect(named(decision)).toEqual(['Auditors'])
    expect(decision.trace[0]?.because).toContain('okta and entra only')
  })

  test('T44: absent changes nothing, empty takes all mapped groups', () => {
    const held = [{ name: 'Engineers' }, { name: 'Handmade' }]
    expect(named(decide(at('entra', { held }), profile()))).toEqual(['Engineers', 'Handmade'])
    expect(named(decide(at('entra', { held }), profile({ groups: [] })))).toEqual(['Handmade'])
  })

  test.each([
    ['_claim_names', ['{"groups":"src1"}']],
    ['hasgroups', ['true']],
    ['http://schemas.microsoft.com/claims/groups.link', ['https://graph.windows.net/x']],
  ])('T44, S46: overage told by %s is never "no groups"', (name, values) => {
    const held = [{ name: 'Engineers' }]
    const decision = signIn(at('entra', { held }), { [name]: values, groups: [] })
    expect(named(decision)).toEqual(['Engineers'])
    const warnings = decision.trace.filter(({ effect }) => effect === 'warned')
    expect(warnings.map(({ because }) => because).join()).toContain('too many groups')
  })

  test('T44: claims named elsewhere that are not groups are no overage', () => {
    const attributes = {
      _claim_names: ['{"address":"src1"}'],
      hasgroups: ['false'],
      groups: ['6f1c'],
    }
    expect(named(signIn(at('entra'), attributes))).toEqual(['Engineers'])
  })

  test('T45: one identifier on two groups gives both', () => {
    const twins = [mapped, group('Developers', { idpIdentifier: '6f1c' })]
    expect(named(decide(at('okta', { groups: twins }), profile({ groups: ['6f1c'] })))).toEqual([
      'Developers',
      'Engineers',
    ])
  })

  test('T46, T47: Entra’s long claim name and Okta’s groups are both read', () => {
    const uri = 'http://schemas.microsoft.com/ws/2008/06/identity/claims/groups'
    expect(named(signIn(at('entra'), { [uri]: ['6f1c'] }))).toEqual(['Engineers'])
    expect(named(signIn(at('okta'), { groups: ['6f1c'] }))).toEqual(['Engineers'])
  })

  test('T43a: people from Okta and Entra are not moved by hand in mapped groups', () => {
    for (const origin of ['okta', 'entra'] as const) {
      expect(refusalOf(() => checkManualEdit(preset, mapped, origin))).toMatchObject({
        code: 'group-synced',
        source: 'T43',
      })
    }
  })

  test('T43: the rest are, and everybody is in groups that are not mapped', () => {
    expect(manualEditFault(preset, mapped, 'local')).toBeUndefined()
    expect(manualEditFault(preset, mapped, 'google')).toBeUndefined()
    expect(manualEditFault(preset, handmade, 'entra')).toBeUndefined()
  })

  test('T48: the log line with the group ids, on one line', () => {
    expect(logLineFor(preset, 'entra', ['6f1c', '77\naa'])).toBe(
      'Valid login through AzureAD Idp detected; groups: 6f1c, 77 aa',
    )
    expect(logLineFor(preset, 'entra', undefined)).toContain('no groups attribute')
    expect(logLineFor(preset, 'okta', [])).toBeUndefined()
  })
})

describe('a Torque organization', () => {
  const given = (more: object) =>
    parseOrganization({ preset: 'torque', displayName: 'Acme', ...more })

  test('T11: may have roles of its own', () => {
    expect(given({ roles: ['Space Member', 'Space Admin'] }).roles).toEqual([
      'Space Admin',
      'Space Member',
    ])
  })

  test('T28: a list of roles without the fallback is refused', () => {
    expect(refusalOf(() => given({ roles: ['Space Admin'] }))).toMatchObject({
      code: 'fallback-role-missing',
      source: 'T28',
      path: 'roles',
    })
    expect(refusalOf(() => given({ defaultRole: 'Nobody' })).path).toBe('defaultRole')
  })

  test('T13: a name with a comma could never be matched, and is refused', () => {
    expect(refusalOf(() => checkSpace(preset, 'A,B')).code).toBe('separator-in-name')
    expect(refusalOf(() => given({ roles: ['Space Member', 'a,b'] })).path).toBe('roles')
    expect(() => checkSpace(preset, 'DevOps')).not.toThrow()
  })

  test('roles come from lists, so role rules are refused', () => {
    const roleRules = [{ group: 'A', role: 'Space Member' }]
    expect(refusalOf(() => given({ roleRules })).code).toBe('role-rules-unsupported')
  })

  test('a space has a display name or none', () => {
    expect(parseSpace({})).toEqual({ displayName: null })
    expect(refusalOf(() => parseSpace({ displayName: '' })).path).toBe('displayName')
  })
})
