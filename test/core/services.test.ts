/** What Twenty, SonarQube Cloud and Qualified give a person. Torque has a file of its own. */
import { describe, expect, test } from '@jest/globals'
import {
  applyMapping,
  checkGroupSpace,
  decide,
  getPreset,
  groupTitle,
  parseOrganization,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'
import { group, profile, signIn, sources, standing } from './standing.js'

describe('Twenty', () => {
  const twenty = (more = {}) => standing('twenty', more)
  const rules = [{ group: 'Admins', role: 'Admin' }]
  const mapping = { groups: [group('Admins')], roleRules: rules, settings: { groupMapping: true } }

  test('W06: the default role at the first sign-in', () => {
    const decision = decide(twenty(), profile())
    expect(decision.roles).toEqual(['Member'])
    expect(sources(decision)).toContain('W06')
  })

  test('W06: the organization may name another default role; it must exist', () => {
    expect(decide(twenty({ organization: { defaultRole: 'Admin' } }), profile()).roles).toEqual([
      'Admin',
    ])
    const input = { preset: 'twenty', displayName: 'Acme', defaultRole: 'Nobody' }
    expect(refusalOf(() => parseOrganization(input)).code).toBe('fallback-role-missing')
  })

  test('W07: roles given with the invitation hold', () => {
    expect(decide(twenty({ person: { roles: ['Admin'] } }), profile()).roles).toEqual(['Admin'])
  })

  test('W08: roles changed here survive the next sign-in, also when all were taken', () => {
    const decision = decide(twenty({ person: { roles: ['Admin'] } }), profile({ groups: [] }))
    expect(decision.roles).toEqual(['Admin'])
    expect(sources(decision)).toContain('W08')
    expect(decide(twenty({ person: { roles: [] } }), profile()).roles).toEqual([])
  })

  test('W11: group mapping is off by default, and says so', () => {
    const off = { ...mapping, settings: {} }
    const decision = decide(twenty(off), profile({ groups: ['Admins'] }))
    expect(decision.groups).toEqual([])
    expect(decision.roles).toEqual(['Member'])
    expect(decision.trace[0]).toMatchObject({ effect: 'ignored', source: 'W11' })
  })

  test('W11: with it on, groups give roles and take manual ones', () => {
    const decision = decide(
      twenty({ ...mapping, person: { roles: ['Member'] } }),
      profile({ groups: ['Admins'] }),
    )
    expect(decision.roles).toEqual(['Admin'])
    expect(decision.trace.find(({ effect }) => effect === 'took')).toMatchObject({
      subject: 'Member',
      source: 'W11',
    })
  })

  test('W11: in no group that gives a role, the default role; not said, no change', () => {
    const person = { roles: ['Admin'] }
    expect(decide(twenty({ ...mapping, person }), profile({ groups: [] })).roles).toEqual([
      'Member',
    ])
    expect(decide(twenty({ ...mapping, person }), profile()).roles).toEqual(['Admin'])
  })

  test('W03: the e-mail address is looked for under the names the service knows, and in the NameID last', () => {
    const email = (attributes: Record<string, string[]>, subject: string) =>
      applyMapping(
        getPreset('twenty'),
        {},
        { subject, attributes: new Map(Object.entries(attributes)) },
      ).profile.email
    expect(email({ email: ['a@x.example'], mail: ['b@x.example'] }, 'c@x.example')).toBe(
      'a@x.example',
    )
    expect(email({ mail: ['b@x.example'] }, 'c@x.example')).toBe('b@x.example')
    expect(email({}, 'c@x.example')).toBe('c@x.example')
    expect(refusalOf(() => email({}, 'opaque-7f3a')).code).toBe('attribute-missing')
  })
})

describe('SonarQube Cloud', () => {
  const sonar = (more = {}) => standing('sonarqube-cloud', more)
  const groups = [
    group('Admins', { space: 'OrgA' }),
    group('Admins', { space: 'OrgB' }),
    group('Readers', { space: 'OrgB' }),
    group('Members', { space: 'OrgA' }),
  ]
  const roleRules = [{ group: 'Admins', role: 'administer-organization' }]
  const whole = { login: ['ada'], name: ['Ada'], email: ['ada@example.com'] }

  test('S61: a name may match in several organizations of the enterprise: all', () => {
    const decision = signIn(sonar({ groups, roleRules }), { ...whole, groups: ['Admins'] })
    expect(decision.groups.map(groupTitle)).toEqual(['OrgA/Admins', 'OrgB/Admins'])
    expect(decision.spaces).toEqual([
      { space: 'OrgA', role: 'administer-organization' },
      { space: 'OrgB', role: 'administer-organization' },
    ])
    expect(decision.roles).toEqual([])
  })

  test('S65: a role rule for one organization gives nothing in another', () => {
    const rule = { ...roleRules[0]!, space: 'OrgB' }
    const decision = decide(sonar({ groups, roleRules: [rule] }), profile({ groups: ['Admins'] }))
    expect(decision.spaces).toEqual([
      { space: 'OrgA', role: null },
      { space: 'OrgB', role: 'administer-organization' },
    ])
  })

  test('S61: a group without a role still opens its organization', () => {
    expect(decide(sonar({ groups, roleRules }), profile({ groups: ['Readers'] })).spaces).toEqual([
      { space: 'OrgB', role: null },
    ])
  })

  test('S62, S63: reset in every organization, Members untouched in each', () => {
    const held = [
      { space: 'OrgA', name: 'Members' },
      { space: 'OrgB', name: 'Readers' },
      { space: 'OrgB', name: 'Handmade' },
    ]
    const decision = decide(sonar({ groups, roleRules, held }), profile({ groups: ['Members'] }))
    expect(decision.groups.map(groupTitle)).toEqual(['OrgA/Members'])
  })

  test('S66: in no group: signed in, without access, and told so', () => {
    const decision = decide(sonar({ groups, roleRules }), profile({ groups: ['Elsewhere'] }))
    expect(decision).toMatchObject({ groups: [], spaces: [], roles: [] })
    expect(sources(decision)).toEqual(expect.arrayContaining(['S64', 'S66']))
  })

  test('S60: with a directory that carries groups, a sign-in leaves them alone, unless JIT takes precedence', () => {
    const before = sonar({ groups, directory: true, held: [{ space: 'OrgB', name: 'Readers' }] })
    expect(decide(before, profile({ groups: ['Admins'] })).groups.map(groupTitle)).toEqual([
      'OrgB/Readers',
    ])
    const jit = { ...before, settings: { precedence: 'jit' as const } }
    expect(decide(jit, profile({ groups: ['Admins'] })).groups.map(groupTitle)).toEqual([
      'OrgA/Admins',
      'OrgB/Admins',
    ])
  })

  test('S68: Entra is read as Okta is, sixty-seven letters of claim name or not', () => {
    const sent = { ...whole, groups: ['Readers'] }
    const of = (idpKind: 'okta' | 'entra') => signIn(sonar({ groups, roleRules, idpKind }), sent)
    expect(of('entra')).toEqual(of('okta'))
  })

  test('S61: only where groups live in spaces may a group be put into one', () => {
    expect(() => checkGroupSpace(getPreset('sonarqube-cloud'), 'OrgA')).not.toThrow()
    expect(refusalOf(() => checkGroupSpace(getPreset('twenty'), 'OrgA')).code).toBe(
      'spaces-unsupported',
    )
    expect(() => checkGroupSpace(getPreset('twenty'), null)).not.toThrow()
  })
})

describe('Qualified', () => {
  test('Q12: membership of the team, without groups and roles', () => {
    const decision = decide(standing('qualified'), profile({ groups: ['A'] }))
    expect(decision).toMatchObject({
      groups: [],
      spaces: [],
      roles: [],
      contact: { email: 'ada@example.com' },
    })
  })

  test('Q08a: first and last name make the name where no display name comes', () => {
    const named = (attributes: Record<string, string[]>) =>
      signIn(standing('qualified'), attributes).contact.name
    expect(named({ firstName: ['Ada'], lastName: ['Lovelace'] })).toBe('Ada Lovelace')
    expect(named({ displayName: ['Countess'], firstName: ['Ada'] })).toBe('Countess')
    expect(named({})).toBe('')
  })

  test('Q12: a name that the IdP stops sending stays', () => {
    const before = standing('qualified', { person: { name: 'Ada' } })
    expect(signIn(before, {}).contact.name).toBe('Ada')
  })

  test('Q12: role rules are refused: there is no role to give', () => {
    const roleRules = [{ group: 'A', role: 'Admin' }]
    const input = { preset: 'qualified', displayName: 'Acme', roleRules }
    expect(refusalOf(() => parseOrganization(input)).code).toBe('role-rules-unsupported')
  })
})
