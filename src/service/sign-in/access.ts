/** What a signed-in person may do at this moment, by the groups, rules, spaces and roles of now; and the reasons, brought up to date. */
import {
  grantsFor,
  groupTitle,
  rolesOf,
  traceLine,
  type GroupKey,
  type SpaceMembership,
  type TraceLine,
} from '../../core/index.js'
import type { Connection } from '../connections/connection.js'
import type { OrganizationRecord, PersonRecord } from '../store/records.js'

export interface Access {
  readonly groups: readonly string[]
  /** `DevOps as Space Developer`, or the name alone where a space gives no role. */
  readonly spaces: readonly string[]
  readonly roles: readonly string[]
  /** The same spaces as pairs. */
  readonly places: readonly SpaceMembership[]
  /** Also among `roles`. */
  readonly accountRole: string | null
  /** Why the roles are as they are, where rules give them. */
  readonly trace: readonly TraceLine[]
}

/** What is asked. */
export interface AccessCase {
  readonly preset: Connection['preset']
  readonly organization: OrganizationRecord
  /** Names of the spaces there are now. */
  readonly spaces: readonly string[]
  readonly held: readonly GroupKey[]
  readonly person: PersonRecord | undefined
}

const title = ({ space, role }: SpaceMembership): string =>
  role === null ? space : `${space} as ${role}`

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()

function throughGroups({ organization, held }: AccessCase): Omit<Access, 'groups'> {
  const granted = grantsFor(organization.input.roleRules, held)
  const inSpaces = granted.spaces.map(({ space, role }) => `${role} in ${space}`)
  const spaces = unique(held.flatMap(({ space }) => (typeof space === 'string' ? [space] : [])))
  const withRole = new Set(granted.spaces.map(({ space }) => space))
  const roleless = spaces.filter((space) => !withRole.has(space))
  return {
    spaces,
    roles: [...granted.roles, ...inSpaces],
    places: [...granted.spaces, ...roleless.map((space) => ({ space, role: null }))],
    accountRole: null,
    trace: granted.trace,
  }
}

/** T22: a role that is gone since leaves the one in its place. */
const placesNow = (
  { preset: { roleAssignment }, spaces, person }: AccessCase,
  roles: readonly string[],
): readonly SpaceMembership[] => {
  const fallback = roleAssignment.kind === 'positional' ? roleAssignment.fallbackRole : null
  return (person?.spaces ?? [])
    .filter(({ space }) => spaces.includes(space))
    .map(({ space, role }) => ({
      space,
      role: role === null || roles.includes(role) ? role : fallback,
    }))
}

/** Roles and spaces that are gone since give nothing. */
function asGiven(asked: AccessCase): Omit<Access, 'groups'> {
  const { preset, organization, person } = asked
  const roles = rolesOf(preset, organization.input)
  const places = placesNow(asked, roles)
  const { accountRoles = [] } = organization.input
  const account = accountRoles.find((role) => role === person?.accountRole) ?? null
  return {
    spaces: places.map(title),
    roles: [
      ...(person?.roles?.filter((role) => roles.includes(role)) ?? []),
      ...(account === null ? [] : [account]),
    ],
    places,
    accountRole: account,
    trace: [],
  }
}

export function accessOf(asked: AccessCase): Access {
  const { kind } = asked.preset.roleAssignment
  const rest = kind === 'groups' ? throughGroups(asked) : asGiven(asked)
  return { groups: asked.held.map(groupTitle), ...rest }
}

/** Of the reasons of a sign-in, those that are for the person: no word of the message, and none of roles where the rules are asked again at each request. */
export function personalTrace(
  { preset: { roleAssignment } }: Pick<Connection, 'preset'>,
  trace: readonly TraceLine[],
): readonly TraceLine[] {
  const others = roleAssignment.kind === 'groups' ? ['message', 'role'] : ['message']
  return trace.filter(({ kind }) => !others.includes(kind))
}

const claims = ({ effect }: TraceLine): boolean => effect === 'gave' || effect === 'kept'

const goneBecause: Readonly<Partial<Record<TraceLine['kind'], string>>> = {
  group: 'the group was removed after the sign-in',
  space: 'it was taken or changed here after the sign-in',
  role: 'it was taken or changed here after the sign-in',
}

/** A line that gave what is gone must not go on claiming it; what was given since gets a line. */
export function asOfNow(trace: readonly TraceLine[], access: Access): readonly TraceLine[] {
  const now = { group: access.groups, space: access.spaces, role: access.roles }
  const told = new Set(trace.filter(claims).map(({ kind, subject }) => `${kind} ${subject}`))
  const lines = trace.map((line) => {
    const because = goneBecause[line.kind]
    if (because === undefined || !claims(line)) return line
    const current = line.kind in now ? now[line.kind as keyof typeof now] : []
    return current.includes(line.subject) ? line : { ...line, effect: 'took' as const, because }
  })
  if (access.trace.length > 0) return [...lines, ...access.trace]
  const given = (['space', 'role'] as const).flatMap((kind) =>
    now[kind]
      .filter((subject) => !told.has(`${kind} ${subject}`))
      .map((subject) => traceLine('gave', kind, subject, 'given here after the sign-in', 'W08')),
  )
  return [...lines, ...given]
}
