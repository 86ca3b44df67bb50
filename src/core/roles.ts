/** Which roles a person holds, given their groups. */
import * as z from 'zod/mini'
import { Refusal } from './finding.js'
import { groupedBy } from './grouped.js'
import { groupTitle, type GroupKey } from './groups.js'
import type { ServicePreset } from './presets/index.js'
import { Label, type Frozen } from './schema.js'
import type { SpaceMembership } from './spaces.js'
import { traceLine, type TraceLine } from './trace.js'

/** Whoever is in the group holds the role. */
export const RoleRule = z
  .strictObject({
    group: Label.check(z.describe('Name of a group of the organization; case-sensitive.')),
    role: Label.check(z.describe('A role the preset knows.')),
    space: z.optional(
      Label.check(
        z.describe(
          'Only the group of this space. Otherwise every group of the name, each in its own space.',
        ),
      ),
    ),
  })
  .check(z.meta({ id: 'RoleRule' }))
export type RoleRule = Frozen<z.output<typeof RoleRule>>

const rulesUnsupported = ({ title, roleAssignment }: ServicePreset, path: string): Refusal =>
  new Refusal({
    code: 'role-rules-unsupported',
    owner: 'caller',
    detail:
      roleAssignment.kind === 'positional'
        ? `${title} takes roles from the IdP's lists of spaces and roles, not from groups`
        : `${title} has no roles to give`,
    remedy: 'Leave roleRules out.',
    source: roleAssignment.source,
    path,
  })

/**
 * @param roles - the organization's own list of roles, where it has one. @default - the preset's
 * @throws Refusal `unknown-role` when a rule grants a role nobody knows, `role-rules-unsupported` under a preset without role rules
 */
export function checkRoleRules(
  preset: ServicePreset,
  rules: readonly RoleRule[],
  roles: readonly string[] = preset.roles,
): void {
  const { kind } = preset.roleAssignment
  if (rules.length > 0 && (kind === 'positional' || kind === 'none')) {
    throw rulesUnsupported(preset, 'roleRules')
  }
  const index = rules.findIndex((rule) => !roles.includes(rule.role))
  const rule = rules[index]
  if (!rule) return
  throw new Refusal({
    code: 'unknown-role',
    owner: 'caller',
    detail: `${preset.title} has no role "${rule.role}"`,
    remedy: `Grant one of: ${roles.join(', ')}.`,
    path: `roleRules.${index}.role`,
  })
}

/** What rules give: in the whole organization, and in its spaces. */
export interface Grants {
  readonly roles: readonly string[]
  readonly spaces: readonly SpaceMembership[]
  readonly trace: readonly TraceLine[]
}

const ruleSource = ({ group, role, space }: RoleRule): string =>
  `role_rules: ${groupTitle({ name: group, space })} → ${role}`

function gaveLine(rule: RoleRule, group: GroupKey): TraceLine {
  const where = typeof group.space === 'string' ? ` in ${group.space}` : ''
  return traceLine(
    'gave',
    'role',
    `${rule.role}${where}`,
    `member of "${groupTitle(group)}"`,
    ruleSource(rule),
  )
}

const uniquePairs = (pairs: readonly SpaceMembership[]): readonly SpaceMembership[] => {
  const byId = new Map(pairs.map((pair) => [`${pair.space}\n${pair.role}`, pair]))
  return [...byId.keys()].sort().flatMap((id) => byId.get(id) ?? [])
}

/** The roles the groups give, each with the rule that gives it. No rule, no role. A group of a space gives a role there and nowhere else. */
export function grantsFor(rules: readonly RoleRule[], groups: readonly GroupKey[]): Grants {
  const byName = groupedBy(groups, ({ name }) => name)
  const holding = rules.flatMap((rule) =>
    (byName.get(rule.group) ?? [])
      .filter(({ space }) => rule.space === undefined || rule.space === space)
      .map((group) => ({ rule, group })),
  )
  const wide = holding.filter(({ group }) => typeof group.space !== 'string')
  return {
    roles: [...new Set(wide.map(({ rule }) => rule.role))].sort(),
    spaces: uniquePairs(
      holding.flatMap(({ rule, group }) =>
        typeof group.space === 'string' ? [{ space: group.space, role: rule.role }] : [],
      ),
    ),
    trace: holding.map(({ rule, group }) => gaveLine(rule, group)),
  }
}

/** The same for groups of the whole organization, by name. */
export function rolesFor(
  rules: readonly RoleRule[],
  groups: readonly string[],
): { readonly roles: readonly string[]; readonly trace: readonly TraceLine[] } {
  const { roles, trace } = grantsFor(
    rules,
    groups.map((name) => ({ name })),
  )
  return { roles, trace }
}
