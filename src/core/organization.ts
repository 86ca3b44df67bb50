/** Our customer: owns connections, groups and role rules. */
import * as z from 'zod/mini'
import { getPreset } from './presets/index.js'
import { checkRoleRules, RoleRule } from './roles.js'
import { Label, Name, parseWith, type Frozen } from './schema.js'

const sameRule = (a: RoleRule, b: RoleRule): boolean => a.group === b.group && a.role === b.role

/** A set: order says nothing, a rule said twice is one rule. */
const RoleRules = z.array(RoleRule).check(
  z.maxLength(1000, 'must have at most 1000 rules'),
  z.overwrite((rules) =>
    rules.filter((rule, index) => rules.findIndex((other) => sameRule(rule, other)) === index),
  ),
)

/** What an administrator decides about an organization. */
export const OrganizationInput = z
  .strictObject({
    preset: z.string().check(z.describe('Key of the service preset; never changes.')),
    displayName: Label.check(z.describe('The name people see.')),
    roleRules: z._default(RoleRules, []),
  })
  .check(z.meta({ id: 'OrganizationInput' }))
export type OrganizationInput = Frozen<z.output<typeof OrganizationInput>>

export const Organization = z
  .object({ name: Name, preset: z.string(), displayName: z.string(), roleRules: z.array(RoleRule) })
  .check(z.meta({ id: 'Organization' }))
export type Organization = Frozen<z.output<typeof Organization>>

/** @throws Refusal `invalid-input`, `unknown-preset` or `unknown-role`, with the path of the fault. */
export function parseOrganization(input: unknown): OrganizationInput {
  const organization = parseWith(OrganizationInput, input)
  checkRoleRules(getPreset(organization.preset), organization.roleRules)
  return organization
}
