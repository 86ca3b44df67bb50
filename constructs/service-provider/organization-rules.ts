/** What must hold of an organization before Terraform is asked, told in the construct's terms. Which values are valid, core decides. */
import { Token } from 'cdktf'
import type { IConstruct } from 'constructs'
import {
  checkRoleRules,
  getPreset,
  groupTitle,
  parseOrganization,
  rolesOf,
} from '../../src/core/index.js'
import { parseFor, RefusedConstruct, sentenceOf } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import { checkName } from './checks.js'
import { declaredGroups, type IGroup } from './group.js'
import type { IOrganization, Organization, OrganizationProps, RoleRule } from './organization.js'

/** @throws RefusedConstruct what core's parser refuses, with the path of the fault */
export function checkOrganization(construct: IConstruct, props: OrganizationProps): void {
  checkName(construct, props.name)
  parseFor(construct, () => parseOrganization(literalContent(props)))
}

const literalContent = (props: OrganizationProps) => ({
  preset: props.preset,
  displayName: literalOr(props.displayName ?? standIns.label, standIns.label),
  roleRules: literalRules(props, props.roleRules ?? []),
  roles: literals(props.roles),
  accountRoles: literals(props.accountRoles),
  defaultSpace: literalOr(props.defaultSpace, standIns.label),
  defaultRole: literalOr(props.defaultRole, knownRole(props)),
  entitlements: literals(props.entitlements),
})

/** Of a list with tokens in it only what is known is judged. */
const literals = (all: readonly string[] | undefined): readonly string[] | undefined =>
  all && !Token.isUnresolved(all) ? all.filter((each) => !Token.isUnresolved(each)) : undefined

type Roles = Pick<OrganizationProps, 'preset' | 'roles'>

const knownRole = ({ preset, roles }: Roles): string =>
  literals(rolesOf(getPreset(preset), { roles }))?.[0] ?? standIns.label

function literalRules(organization: Roles, rules: readonly RoleRule[]): RoleRule[] {
  return rules.map(({ group, role, space }) => ({
    group: literalOr(group, standIns.label),
    role: literalOr(role, knownRole(organization)),
    ...(space === undefined ? {} : { space: literalOr(space, standIns.label) }),
  }))
}

/** @throws RefusedConstruct `unknown-role` */
export function checkRules(
  construct: IConstruct,
  organization: Roles,
  rules: readonly RoleRule[],
): void {
  parseFor(construct, () => {
    const preset = getPreset(organization.preset)
    const known = literals(rolesOf(preset, { roles: organization.roles }))
    checkRoleRules(preset, literalRules(organization, rules), known)
  })
}

/** Names that are not known yet may well be the same. */
const isForeign = ({ organization }: IGroup, own: IOrganization): boolean =>
  organization.name !== own.name &&
  !Token.isUnresolved(organization.name) &&
  !Token.isUnresolved(own.name)

/** @throws RefusedConstruct `foreign-group` */
export function checkOwnGroup(organization: IOrganization, group: IGroup): void {
  if (!isForeign(group, organization)) return
  throw new RefusedConstruct(organization, {
    code: 'foreign-group',
    owner: 'caller',
    detail: `group "${group.name}" belongs to organization "${group.organization.name}"`,
    remedy: 'Grant roles to groups of the same organization.',
  })
}

/** Role rules about groups nobody declared: a misspelt one would silently give nobody the role. */
export function undeclaredGroups(organization: Organization): string[] {
  const groups = declaredGroups(organization)
  const declared = new Set(groups.flatMap(({ name, space }) => [name, titleOf(name, space)]))
  const named = organization.roleRules
    .filter(({ group, space = '' }) => !Token.isUnresolved(`${space}/${group}`))
    .map(({ group, space }) => titleOf(group, space))
  const strangers = named.filter((title) => !declared.has(title))
  const known = groups.map(({ name, space }) => titleOf(name, space))
  return [...new Set(strangers)].map((title) => sentenceOf(undeclared(title, known)))
}

const titleOf = (name: string, space: string | undefined): string => groupTitle({ name, space })

const undeclared = (group: string, declared: readonly string[]) =>
  ({
    code: 'undeclared-group',
    owner: 'caller',
    detail: `a role rule names group "${group}", which is none of those declared: ${declared.join(', ') || 'none'}`,
    remedy:
      'Declare it by addGroup(), refer to it by Group.fromGroupName(), or set allowUndeclaredGroups.',
    path: 'roleRules',
  }) as const
