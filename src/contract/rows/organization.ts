/** What an organization gives people who come in: roles, and how much of them. */
import { defaultRoleOf } from '../../core/index.js'
import { isEntries, isUnsaid, itemsIn, Open } from '../../program/index.js'
import { known } from '../sides/said.js'
import { broken, held, notAsked, rowsAbout, undecided, untilApply } from './row.js'

const powerful = /admin|owner|root|super/i

export const organizationRows = rowsAbout('organization', [
  {
    code: 'default-role-admin',
    severity: 'error',
    owner: 'caller',
    rule: 'Nobody becomes an administrator by signing in for the first time.',
    cause: 'With just-in-time provisioning, everybody the IdP lets in gets the default role.',
    remedy: 'Choose a lesser default_role, and give the other by a role rule or an invitation.',
    source: 'W06, T72',
    check: ({ block, preset, place, connections, program }) => {
      const written = program.get(block, 'default_role')
      if (written instanceof Open) return undecided(untilApply('default_role', written), place)
      if (preset === undefined) return undecided('the preset is not known', place)
      const own = known(written)
      const role = defaultRoleOf(preset, own === undefined ? {} : { defaultRole: own })
      const isOpen = connections.some(({ justInTime }) => justInTime === undefined)
      const creates = connections.length === 0 || connections.some(({ justInTime }) => justInTime)
      if (role === undefined) return notAsked
      if (!powerful.test(role)) return held
      if (!creates && isOpen) return undecided(untilApply('just_in_time_provisioning'), place)
      return creates
        ? broken(
            `everybody who signs in becomes "${role}"`,
            program.place('service', block, 'default_role'),
          )
        : held
    },
  },
  {
    code: 'role-rule-without-group',
    severity: 'warning',
    owner: 'caller',
    rule: 'Every role rule names a group the program declares.',
    cause:
      'Groups are never created by a sign-in; a misspelt name gives nobody the role, silently.',
    remedy: 'Declare the group, or correct its name; names are compared with case.',
    source: 'S61, S64',
    check: ({ block, place, program }) => {
      const rules = itemsIn(program.get(block, 'role_rules'))
      if (rules === undefined) return undecided(untilApply('role_rules'), place)
      if (rules.length === 0) return notAsked
      const groups = program
        .pointingTo('mortise_group', 'organization', block, ['name'])
        .map((group) => program.get(group, 'name'))
      if (groups.length === 0)
        return undecided('the organization’s groups are not in the program', place)
      if (groups.some((name) => name instanceof Open))
        return undecided(untilApply('the name of a group', ...groups), place)
      const unknown = rules.flatMap((rule) => {
        const name = isEntries(rule) ? rule['group'] : undefined
        return isUnsaid(name) || name instanceof Open || groups.includes(name) ? [] : [name]
      })
      return unknown.length === 0
        ? held
        : broken(
            `no group is named ${unknown.map((each) => JSON.stringify(each)).join(', ')}; there are: ${groups.map((each) => JSON.stringify(each)).join(', ')}`,
            program.place('service', block, 'role_rules'),
          )
    },
  },
])
