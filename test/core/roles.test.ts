import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  checkRoleRules,
  decide,
  getPreset,
  parseOrganization,
  rolesFor,
} from '../../src/core/index.js'
import { refusalOf } from '../refusal.js'

const preset = getPreset('sonarqube-cloud')
const rules = [
  { group: 'Admins', role: 'administer-organization' },
  { group: 'Engineers', role: 'execute-analysis' },
  { group: 'Admins', role: 'execute-analysis' },
]

test('S65: roles come from groups, each with its rule', () => {
  const { roles, trace } = rolesFor(rules, ['Engineers'])
  expect(roles).toEqual(['execute-analysis'])
  expect(trace).toEqual([
    {
      effect: 'gave',
      kind: 'role',
      subject: 'execute-analysis',
      because: 'member of "Engineers"',
      source: 'role_rules: Engineers → execute-analysis',
    },
  ])
})

test('S66: without a matching group there is no role', () => {
  expect(rolesFor(rules, []).roles).toEqual([])
})

test('no input grants a role that no rule names', () => {
  const text = fc.constantFrom('A', 'B', 'C', 'D')
  const rule = fc.record({ group: text, role: text })
  fc.assert(
    fc.property(fc.array(rule), fc.array(text), (someRules, groups) => {
      for (const role of rolesFor(someRules, groups).roles) {
        expect(
          someRules.some(
            (candidate) => candidate.role === role && groups.includes(candidate.group),
          ),
        ).toBe(true)
      }
    }),
  )
})

test('a rule for a role the preset does not know is refused, with its path', () => {
  const wrong = [rules[0]!, { group: 'Admins', role: 'root' }]
  expect(refusalOf(() => checkRoleRules(preset, wrong))).toMatchObject({
    code: 'unknown-role',
    path: 'roleRules.1.role',
  })
})

test('an organization keeps a rule said twice once', () => {
  const organization = parseOrganization({
    preset: 'sonarqube-cloud',
    displayName: 'Acme',
    roleRules: [rules[0], rules[0]],
  })
  expect(organization.roleRules).toEqual([rules[0]])
})

test.each([
  [{ preset: 'nope', displayName: 'Acme' }, 'unknown-preset', 'preset'],
  [{ preset: 'sonarqube-cloud', displayName: '' }, 'invalid-input', 'displayName'],
  [{ preset: 'sonarqube-cloud', displayName: ' Acme' }, 'invalid-input', 'displayName'],
  [{ preset: 'sonarqube-cloud', displayName: 'A\u202Ecme' }, 'invalid-input', 'displayName'],
  [{ preset: 'sonarqube-cloud', displayName: 'Acme', roleRule: [] }, 'invalid-input', 'roleRule'],
])('%j is refused as %s', (input, code, path) => {
  expect(refusalOf(() => parseOrganization(input))).toMatchObject({ code, path })
})

test('a decision carries the reasons of groups and roles', () => {
  const profile = {
    subject: 's',
    login: 'ada',
    name: 'Ada',
    email: 'a@b.example',
    groups: ['Admins'],
  }
  const groups = [{ organization: 'acme', name: 'Admins', idpIdentifier: null }]
  const decision = decide({ preset, groups, roleRules: rules, held: [] }, profile)
  expect(decision.groups).toEqual([{ name: 'Admins', space: null }])
  expect(decision.roles).toEqual(['administer-organization', 'execute-analysis'])
  expect(decision.trace.map(({ kind }) => kind)).toEqual(['group', 'role', 'role'])
})
