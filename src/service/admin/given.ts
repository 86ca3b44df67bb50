/** What an administrator may give a person under a preset: roles where they are given here, spaces where there are any. */
import type { UserInput } from '../../admin-api/index.js'
import { Refusal, rolesOf, type ServicePreset } from '../../core/index.js'
import type { OrganizationRecord } from '../store/records.js'

const refuse = (code: string, detail: string, remedy: string, path: string): Refusal =>
  new Refusal({ code, owner: 'caller', detail, remedy, path })

const notGivenHere = (
  { title, roleAssignment }: ServicePreset,
  path: 'roles' | 'spaces' | 'accountRole',
) =>
  refuse(
    'access-not-given-here',
    roleAssignment.kind === 'groups'
      ? `${title} gives ${path} through groups and role rules`
      : `${title} has no ${path} to give to a person`,
    `Leave ${path} out.`,
    path,
  )

const unknown = (kind: 'role' | 'space', name: string, known: readonly string[], path: string) =>
  refuse(
    `unknown-${kind}`,
    `the organization has no ${kind} "${name}"`,
    `Give one of: ${known.join(', ') || 'none, there is none yet'}.`,
    path,
  )

function checkNames(
  kind: 'role' | 'space',
  names: readonly string[],
  known: readonly string[],
  path: string,
): void {
  const stranger = names.find((name) => !known.includes(name))
  if (stranger !== undefined) throw unknown(kind, stranger, known, path)
}

/** @throws Refusal `access-not-given-here`, `unknown-role` or `unknown-space` */
export function checkGiven(
  preset: ServicePreset,
  { input }: OrganizationRecord,
  spaces: readonly string[],
  given: UserInput,
): void {
  const { kind } = preset.roleAssignment
  if (given.roles && kind !== 'default') throw notGivenHere(preset, 'roles')
  if (given.spaces && kind !== 'positional') throw notGivenHere(preset, 'spaces')
  if (given.accountRole && kind !== 'positional') throw notGivenHere(preset, 'accountRole')
  const roles = rolesOf(preset, input)
  const pairs = given.spaces ?? []
  const account = given.accountRole ? [given.accountRole] : []
  checkNames('role', account, input.accountRoles ?? [], 'accountRole')
  checkNames('role', given.roles ?? [], roles, 'roles')
  checkNames(
    'space',
    pairs.map(({ space }) => space),
    spaces,
    'spaces',
  )
  checkNames(
    'role',
    pairs.map(({ role }) => role),
    roles,
    'spaces',
  )
}
