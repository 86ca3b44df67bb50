/** The group construct: what it becomes, and ids that stay. */
import { describe, expect, test } from '@jest/globals'
import { Group, Organization } from '../../constructs/index.js'
import { refusalOf } from '../refusal.js'
import {
  complaints,
  givenOrganization,
  givenStack,
  givenToken,
  resource,
  synthesized,
} from './stack.js'

describe('a group', () => {
  test('waits for its organization by a reference', () => {
    const stack = givenStack()
    const organization = givenOrganization(stack)
    new Group(stack, 'engineers', { organization, name: 'Engineers', idpIdentifier: '0f2b' })
    expect(resource(stack, 'mortise_group', 'engineers')).toEqual({
      organization: '${mortise_organization.acme.name}',
      name: 'Engineers',
      idp_identifier: '0f2b',
    })
  })

  test.each([
    ['an empty name', { name: '' }, 'name'],
    ['a name with a surrounding blank', { name: ' Engineers' }, 'name'],
    ['an invisible character', { name: 'Engi\u200bneers' }, 'name'],
    ['an empty identifier', { name: 'Engineers', idpIdentifier: '' }, 'idpIdentifier'],
  ])('refuses %s', (_, props, path) => {
    const stack = givenStack()
    const organization = givenOrganization(stack)
    const act = () => new Group(stack, 'engineers', { organization, ...props })
    expect(refusalOf(act)).toMatchObject({ code: 'invalid-input', path })
  })

  test('may have a name nobody knows yet, but then not its id', () => {
    const stack = givenStack()
    const organization = givenOrganization(stack)
    const name = givenToken(stack)
    new Group(stack, 'engineers', { organization, name })
    expect(resource(stack, 'mortise_group', 'engineers')['name']).toBe('${var.unknown}')
    expect(refusalOf(() => organization.addGroup(name)).detail).toContain('needs a literal name')
  })
})

describe('a group of a space', () => {
  const given = () => {
    const stack = givenStack()
    const organization = givenOrganization(stack)
    return { stack, organization, space: organization.addSpace('OrgA') }
  }

  test('S61: waits for it; the same name in another space is another group', () => {
    const { stack, organization, space } = given()
    const other = organization.addSpace('OrgB')
    const groups = [space, other, undefined].map((each) =>
      organization.addGroup('Admins', each ? { space: each } : {}),
    )
    expect(new Set(groups.map(({ binding }) => binding.friendlyUniqueId)).size).toBe(3)
    const made = synthesized(stack).resource?.['mortise_group'] ?? {}
    expect(Object.values(made).map((group) => group['space'])).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\$\{mortise_space\.acme_space-OrgA_\w+\.name\}$/),
        undefined,
      ]),
    )
  })

  test('holds a role as the group of this space only', () => {
    const { stack, organization, space } = given()
    organization.grantRole(organization.addGroup('Admins', { space }), 'create-projects')
    expect(resource(stack, 'mortise_organization', 'acme')['role_rules']).toEqual([
      { group: 'Admins', role: 'create-projects', space: 'OrgA' },
    ])
    expect(complaints(stack)).toEqual([])
  })

  test('is missed in the other space', () => {
    const { stack, space } = given()
    const organization = new Organization(stack, 'other', {
      ...{ name: 'acme', preset: 'sonarqube-cloud' },
      roleRules: [{ group: 'Admins', role: 'create-projects', space: 'OrgB' }],
    })
    organization.addGroup('Admins', { space })
    expect(complaints(stack).join()).toContain(
      'undeclared-group: a role rule names group "OrgB/Admins"',
    )
  })

  test('is refused in a foreign space, and where groups have none', () => {
    const { stack, space } = given()
    const other = new Organization(stack, 'b', { name: 'globex', preset: 'sonarqube-cloud' })
    expect(refusalOf(() => other.addGroup('Admins', { space })).code).toBe('foreign-space')
    const torque = new Organization(stack, 'c', { name: 'initech', preset: 'torque' })
    const trial = torque.addSpace('Trial')
    const make = () => torque.addGroup('Admins', { space: trial })
    expect(refusalOf(make).code).toBe('spaces-unsupported')
  })

  test('made elsewhere is known by both names', () => {
    const { stack, organization, space } = given()
    const group = Group.fromGroupName(stack, 'x', organization, 'Admins', { space })
    expect(group.space?.name).toBe('OrgA')
  })
})

describe('logical ids are public: changing one replaces real groups', () => {
  test.each([
    ['Engineers', 'acme_group-Engineers_872EB664'],
    ['Platform Admins', 'acme_group-Platform_Admins_BE918179'],
    ['Größe', 'acme_group-Grf6dfe_77C50482'],
    ['a/b', 'acme_group-a2fb_83518DB4'],
  ])('%s', (name, id) => {
    const group = givenOrganization(givenStack()).addGroup(name)
    expect(group.binding.friendlyUniqueId).toBe(id)
  })

  test('names that differ in odd characters only do not collide', () => {
    const organization = givenOrganization(givenStack())
    const names = ['a b', 'a_b', 'a-b', 'a.b', 'a/b', 'ab']
    const ids = names.map((name) => organization.addGroup(name).binding.friendlyUniqueId)
    expect(new Set(ids).size).toBe(names.length)
  })

  test('the same name twice is one too many', () => {
    const organization = givenOrganization(givenStack())
    organization.addGroup('Engineers')
    expect(() => organization.addGroup('Engineers')).toThrow(/already a Construct with name/)
  })
})

test('groups are known across copies of the class; those made elsewhere are not managed here', () => {
  const stack = givenStack()
  const organization = givenOrganization(stack)
  expect(Group.isGroup(organization.addGroup('Engineers'))).toBe(true)
  expect(Group.isGroup(Group.fromGroupName(stack, 'x', organization, 'X'))).toBe(false)
})
