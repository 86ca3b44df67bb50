/** Which roles a person holds, given their groups. */
import * as z from 'zod/mini'
import { Refusal } from './finding.js'
import type { ServicePreset } from './presets/index.js'
import { Label, type Frozen } from './schema.js'
import type { TraceLine } from './trace.js'

/** Whoever is in the group holds the role. */
export const RoleRule = z
  .strictObject({
    group: Label.check(z.describe('Name of a group of the organization; case-sensitive.')),
    role: Label.check(z.describe('A role the preset knows.')),
  })
  .check(z.meta({ id: 'RoleRule' }))
export type RoleRule = Frozen<z.output<typeof RoleRule>>

/** @throws Refusal `unknown-role` when a rule grants a role the preset does not know. */
export function checkRoleRules(preset: ServicePreset, rules: readonly RoleRule[]): void {
  const index = rules.findIndex((rule) => !preset.roles.includes(rule.role))
  const rule = rules[index]
  if (!rule) return
  throw new Refusal({
    code: 'unknown-role',
    owner: 'caller',
    detail: `${preset.title} has no role "${rule.role}"`,
    remedy: `Grant one of: ${preset.roles.join(', ')}.`,
    path: `roleRules.${index}.role`,
  })
}

/** The roles the groups give, each with the rule that gives it. No rule, no role. */
export function rolesFor(
  rules: readonly RoleRule[],
  groups: readonly string[],
): { readonly roles: readonly string[]; readonly trace: readonly TraceLine[] } {
  const holding = rules.filter((rule) => groups.includes(rule.group))
  return {
    roles: [...new Set(holding.map((rule) => rule.role))].sort(),
    trace: holding.map((rule) => ({
      effect: 'gave',
      kind: 'role',
      subject: rule.role,
      because: `member of "${rule.group}"`,
      source: `role_rules: ${rule.group} → ${rule.role}`,
    })),
  }
}
