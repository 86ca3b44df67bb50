/** The organization construct: its groups, its role rules, its logical ids. */
import { describe, expect, test } from '@jest/globals'
import { Token } from 'cdktf'
import { presetKeys } from '../../src/core/index.js'
import { Group, Organization, type ServicePresetKey } from '../../constructs/index.js'
import { refusalOf } from '../refusal.js'
import { complaints, givenOrganization, givenStack, givenToken, resource } from './stack.js'

const keys: Readonly<Record<ServicePresetKey, true>> = {
  'sonarqube-cloud': true,
  qualified: true,
  torque: true,
  twenty: true,
}

test('the compiler knows exactly the presets core knows', () => {
  expect(Object.keys(keys).sort()).toEqual([...presetKeys].sort())
})

describe('an organization', () => {
  test('becomes one resource, whose address is the construct’s id', () => {
    const stack = givenStack()
    givenOrganization(stack, { displayName: 'Acme Corporation' })
    expect(resource(stack, 'mortise_organization', 'acme')).toEqual({
      name: 'acme',
      preset: 'sonarqube-cloud',
      display_name: 'Acme Corporation',
    })
  })

  test('is seen by its name unless said otherwise', () => {
    const stack = givenStack()
    givenOrganization(stack)
    expect(resource(stack, 'mortise_organization', 'acme')['display_name']).toBe('acme')
  })

  test.each([
    ['a name that cannot stand in a URL', { name: 'Acme' }, 'invalid-input', 'name'],
    ['an empty display name', { displayName: '' }, 'invalid-input', 'displayName'],
    ['an unknown preset', { preset: 'nope' as ServicePresetKey }, 'unknown-preset', 'preset'],
    [
      'an unknown role',
      { roleRules: [{ group: 'Admins', role: 'king' }] },
      'unknown-role',
      'roleRules.0.role',
    ],
  ])('refuses %s', (_, props, code, path) => {
    const stack = givenStack()
    expect(refusalOf(() => givenOrganization(stack, props))).toMatchObject({ code, path })
  })

  test('says where, what and how to mend it', () => {
    const stack = givenStack()
    const roleRules = [{ group: 'Admins', role: 'king' }]
    expect(() => givenOrganization(stack, { roleRules })).toThrow(
      /^\[stack\/acme\] unknown-role: SonarQube Cloud has no role "king"; Grant one of: admin/,
    )
  })

  test('skips what is not known yet', () => {
    const stack = givenStack()
    const token = givenToken(stack)
    givenOrganization(stack, {
      name: token,
      displayName: token,
      roleRules: [{ group: token, role: token }],
    })
    expect(resource(stack, 'mortise_organization', 'acme')).toMatchObject({
      name: '${var.unknown}',
      role_rules: [{ group: '${var.unknown}', role: '${var.unknown}' }],
    })
  })
})

describe('role rules', () => {
  test('grow by grantRole and are read as a copy', () => {
    const stack = givenStack()
    const acme = givenOrganization(stack)
    acme.grantRole(acme.addGroup('Platform Admins'), 'administer-organization')
    const rule = { group: 'Platform Admins', role: 'administer-organization' }
    expect(acme.roleRules).toEqual([rule])
    expect(acme.roleRules).not.toBe(acme.roleRules)
    expect(resource(stack, 'mortise_organization', 'acme')['role_rules']).toEqual([rule])
  })

  test('refuse roles the preset does not know, and groups of others', () => {
    const stack = givenStack()
    const acme = givenOrganization(stack)
    const other = new Organization(stack, 'other', { name: 'other', preset: 'sonarqube-cloud' })
    expect(refusalOf(() => acme.grantRole(acme.addGroup('A'), 'king')).code).toBe('unknown-role')
    expect(
      refusalOf(() => acme.grantRole(other.addGroup('A'), 'administer-organization')).code,
    ).toBe('foreign-group')
  })

  test('must name declared groups', () => {
    const stack = givenStack()
    const roleRules = [{ group: 'Engineeers', role: 'execute-analysis' }]
    givenOrganization(stack, { roleRules }).addGroup('Engineers')
    expect(complaints(stack)).toEqual([
      expect.stringMatching(/^undeclared-group: .*"Engineeers".*declared: Engineers; Declare/),
    ])
  })

  test('may name a group declared later, one made elsewhere, or any at all if so said', () => {
    const stack = givenStack()
    const roleRules = ['Later', 'Elsewhere'].map((group) => ({ group, role: 'execute-analysis' }))
    const acme = givenOrganization(stack, { roleRules })
    acme.addGroup('Later')
    Group.fromGroupName(stack, 'elsewhere', acme, 'Elsewhere')
    new Organization(stack, 'lax', {
      name: 'lax',
      preset: 'sonarqube-cloud',
      roleRules,
      allowUndeclaredGroups: true,
    })
    expect(complaints(stack)).toEqual([])
  })
})

describe('an organization managed elsewhere', () => {
  test('makes no resource; what is added to it refers to its plain name', () => {
    const stack = givenStack()
    const acme = Organization.fromOrganizationName(stack, 'acme', 'acme', {
      preset: 'sonarqube-cloud',
    })
    const group = acme.addGroup('Engineers')
    expect(Organization.isOrganization(acme)).toBe(false)
    expect(Token.isUnresolved(acme.nameRef)).toBe(false)
    expect(resource(stack, 'mortise_organization', 'acme')).toEqual({})
    expect(resource(stack, 'mortise_group', group.binding.friendlyUniqueId)['organization']).toBe(
      'acme',
    )
  })
})

test('organizations are known across copies of the class', () => {
  const acme = givenOrganization(givenStack())
  expect(Organization.isOrganization(acme)).toBe(true)
  expect(Organization.isOrganization({})).toBe(false)
  expect(Organization.isOrganization(null)).toBe(false)
})
