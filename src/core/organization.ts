/** Our customer: owns connections, groups, spaces and role rules. */
import * as z from 'zod/mini'
import { Refusal } from './finding.js'
import { getPreset, type ServicePreset } from './presets/index.js'
import { checkRoleRules, RoleRule } from './roles.js'
import { Label, Name, parseWith, type Frozen } from './schema.js'
import { checkListable } from './spaces.js'

const sameRule = (a: RoleRule, b: RoleRule): boolean =>
  a.group === b.group && a.role === b.role && a.space === b.space

/** A set: order says nothing, a rule said twice is one rule. */
const RoleRules = z.array(RoleRule).check(
  z.maxLength(1000, 'must have at most 1000 rules'),
  z.overwrite((rules) =>
    rules.filter((rule, index) => rules.findIndex((other) => sameRule(rule, other)) === index),
  ),
)

const Labels = z.array(Label).check(
  z.maxLength(1000, 'must have at most 1000 names'),
  z.overwrite((names) => [...new Set(names)].sort()),
)

/** What an organization may say of its own roles, spaces and rights; all of it may be left out. */
const access = {
  roles: z.optional(
    Labels.check(z.describe('The roles there are, in place of the preset’s (T11). A set.')),
  ),
  accountRoles: z.optional(Labels.check(z.describe('The account roles there are (T34). A set.'))),
  defaultSpace: z.optional(
    Label.check(z.describe('Where someone enters whose IdP names no space (T10a, T72).')),
  ),
  defaultRole: z.optional(
    Label.check(z.describe('The role given at first where nothing else says (T72, W06).')),
  ),
  entitlements: z.optional(
    Labels.check(z.describe('What the vendor has granted: plans and licences (Q01, W02, S01).')),
  ),
}

/** What an administrator decides about an organization. */
export const OrganizationInput = z
  .strictObject({
    preset: z.string().check(z.describe('Key of the service preset; never changes.')),
    displayName: Label.check(z.describe('The name people see.')),
    roleRules: z._default(RoleRules, []),
    ...access,
  })
  .check(z.meta({ id: 'OrganizationInput' }))
export type OrganizationInput = Frozen<z.output<typeof OrganizationInput>>

export const Organization = z
  .object({
    name: Name,
    preset: z.string(),
    displayName: z.string(),
    roleRules: z.array(RoleRule),
    ...access,
  })
  .check(z.meta({ id: 'Organization' }))
export type Organization = Frozen<z.output<typeof Organization>>

/** The roles people of an organization can hold: its own list, or the preset's. */
export const rolesOf = (
  preset: ServicePreset,
  { roles }: { readonly roles?: readonly string[] | undefined },
): readonly string[] => roles ?? preset.roles

/** The role given where nothing else says; undefined where the service has none. */
export function defaultRoleOf(
  { roleAssignment }: ServicePreset,
  { defaultRole }: { readonly defaultRole?: string | undefined },
): string | undefined {
  if (defaultRole !== undefined) return defaultRole
  if (roleAssignment.kind === 'positional') return roleAssignment.fallbackRole
  return roleAssignment.kind === 'default' ? roleAssignment.defaultRole : undefined
}

const fallbackMissing = (role: string, roles: readonly string[], path: string): Refusal =>
  new Refusal({
    code: 'fallback-role-missing',
    owner: 'caller',
    detail: `"${role}" stands in where no other role applies, and is not among the roles: ${roles.join(', ') || 'none'}`,
    remedy: `Add "${role}" to roles.`,
    source: 'T28',
    path,
  })

const defaultsUnsupported = ({ title }: ServicePreset, path: string): Refusal =>
  new Refusal({
    code: 'default-not-offered',
    owner: 'caller',
    detail: `${title} gives nobody a ${path === 'defaultSpace' ? 'space' : 'role'} by default`,
    remedy: `Leave ${path} out.`,
    path,
  })

/** @throws Refusal `default-not-offered` where the preset has no place for a default */
function checkDefaults(preset: ServicePreset, organization: OrganizationInput): void {
  const { kind } = preset.roleAssignment
  if (organization.defaultSpace !== undefined && kind !== 'positional') {
    throw defaultsUnsupported(preset, 'defaultSpace')
  }
  if (organization.defaultRole !== undefined && kind !== 'positional' && kind !== 'default') {
    throw defaultsUnsupported(preset, 'defaultRole')
  }
}

/**
 * What the engine will fall back to must exist before anybody needs it (T28), and be matchable.
 * @throws Refusal `fallback-role-missing`, `default-not-offered` or `separator-in-name`
 */
export function checkAccess(preset: ServicePreset, organization: OrganizationInput): void {
  const roles = rolesOf(preset, organization)
  const { roleAssignment } = preset
  checkDefaults(preset, organization)
  if (roleAssignment.kind === 'positional' && !roles.includes(roleAssignment.fallbackRole)) {
    throw fallbackMissing(roleAssignment.fallbackRole, roles, 'roles')
  }
  const fallback = defaultRoleOf(preset, organization)
  if (fallback !== undefined && !roles.includes(fallback)) {
    throw fallbackMissing(
      fallback,
      roles,
      organization.defaultRole === undefined ? 'roles' : 'defaultRole',
    )
  }
  // The list was sorted on its way in: a position in it would mislead.
  for (const role of roles) checkListable(preset, role, 'roles')
}

/** @throws Refusal `invalid-input`, `unknown-preset`, `unknown-role`, or what `checkAccess` throws, with the path of the fault. */
export function parseOrganization(input: unknown): OrganizationInput {
  const organization = parseWith(OrganizationInput, input)
  const preset = getPreset(organization.preset)
  checkRoleRules(preset, organization.roleRules, rolesOf(preset, organization))
  checkAccess(preset, organization)
  return organization
}
