/** Roles and spaces after a sign-in: one function for each kind of assignment a preset may name. */
import { groupTitle, type GroupKey } from './groups.js'
import type { Profile } from './mapping.js'
import { defaultRoleOf, rolesOf } from './organization.js'
import { lookupIn, pairPositionally } from './positional.js'
import type { PositionalRoles, RoleAssignment } from './presets/index.js'
import { grantsFor } from './roles.js'
import type { Settings } from './settings.js'
import type { SpaceMembership } from './spaces.js'
import { isReturning, type Standing } from './standing.js'
import { traceLine, type TraceLine } from './trace.js'

export interface Assignment {
  readonly spaces: readonly SpaceMembership[]
  readonly roles: readonly string[]
  readonly accountRole: string | undefined
  readonly trace: readonly TraceLine[]
}

const pairTitle = ({ space, role }: SpaceMembership): string =>
  role === null ? space : `${space} as ${role}`

const bySpace = (a: SpaceMembership, b: SpaceMembership): number =>
  pairTitle(a) < pairTitle(b) ? -1 : 1

/** What was there, line by line. */
const kept = (pairs: readonly SpaceMembership[], because: string, source: string) =>
  pairs.map((pair) => traceLine('kept', 'space', pairTitle(pair), because, source))

/** Lines that say `gave` of what was held before say `kept`; what is gone is told. */
function against(
  before: readonly SpaceMembership[],
  after: readonly SpaceMembership[],
  trace: readonly TraceLine[],
): readonly TraceLine[] {
  const had = new Set(before.map(pairTitle))
  const has = new Set(after.map(pairTitle))
  return [
    ...trace.map((line) =>
      line.effect === 'gave' && line.kind === 'space' && had.has(line.subject)
        ? { ...line, effect: 'kept' as const }
        : line,
    ),
    ...[...had]
      .filter((title) => !has.has(title))
      .map((title) => traceLine('took', 'space', title, 'the IdP no longer says so', 'T31')),
  ]
}

type Places = Pick<Assignment, 'spaces' | 'trace'>

/** T10a, T72: who comes without a space enters the default one, if the organization has it. */
function defaultPlace({ preset, organization = {} }: Standing): Places {
  const { defaultSpace, spaces = [] } = organization
  const role = defaultRoleOf(preset, organization)
  if (defaultSpace === undefined || role === undefined) {
    const because = 'the IdP names no space, and the organization has no default one'
    return { spaces: [], trace: [traceLine('ignored', 'space', 'spaces', because, 'T10a')] }
  }
  if (!spaces.includes(defaultSpace)) {
    const because = 'the default space does not exist'
    return { spaces: [], trace: [traceLine('warned', 'space', defaultSpace, because, 'T10a')] }
  }
  const place = { space: defaultSpace, role }
  const because = 'the IdP names no space; this is the organization’s default'
  return { spaces: [place], trace: [traceLine('gave', 'space', pairTitle(place), because, 'T72')] }
}

function placesAsserted(
  standing: Standing,
  rules: PositionalRoles,
  settings: Settings,
  { spaceNames = [], spaceRoles = [] }: Profile,
): Places {
  const { preset, organization = {} } = standing
  const isNamed = spaceNames.some((value) => value.split(rules.separator).some((it) => it.trim()))
  if (!isNamed) return defaultPlace(standing)
  const known = { spaces: organization.spaces ?? [], roles: rolesOf(preset, organization) }
  return pairPositionally(rules, known, { spaces: spaceNames, roles: spaceRoles }, settings)
}

/** T57: what was given before the first sign-in holds, also against what the IdP says of the same space. */
function besides(given: readonly SpaceMembership[], { spaces, trace }: Places): Places {
  const taken = new Set(given.map(({ space }) => space))
  const added = spaces.filter(({ space }) => !taken.has(space))
  const titles = new Set(added.map(pairTitle))
  return {
    spaces: [...given, ...added].sort(bySpace),
    trace: [
      ...kept(given, 'given before the first sign-in', 'T57'),
      ...trace.filter(({ effect, subject }) => effect !== 'gave' || titles.has(subject)),
    ],
  }
}

function placesAfter(
  standing: Standing,
  rules: PositionalRoles,
  settings: Settings,
  profile: Profile,
): Places {
  const before = standing.person?.spaces ?? []
  if (isReturning(standing) && !settings.updateAccess) {
    const because = 'spaces and roles are not updated at later sign-ins (updateAccess is false)'
    return { spaces: before, trace: kept(before, because, 'T31') }
  }
  if (before.length > 0 && profile.spaceNames === undefined) {
    const because = 'the IdP sent no spaces; absent is not empty'
    return { spaces: before, trace: kept(before, because, 'T10a') }
  }
  const places = placesAsserted(standing, rules, settings, profile)
  if (!isReturning(standing)) return besides(before, places)
  const { spaces, trace } = places
  return { spaces: [...spaces].sort(bySpace), trace: against(before, spaces, trace) }
}

/** T34: one role for the whole account, from an attribute of its own, and only if the connection reads it. */
function accountRoleAfter(
  standing: Standing,
  settings: Settings,
  { accountRole: asserted }: Profile,
): Pick<Assignment, 'accountRole' | 'trace'> {
  const { organization = {}, person } = standing
  const before = person?.accountRole
  const isSettled = isReturning(standing) && !settings.updateAccess
  if (!settings.accountRole || asserted === undefined || isSettled) {
    return { accountRole: before, trace: [] }
  }
  const known = lookupIn(organization.accountRoles ?? [], settings.caseInsensitive)(asserted)
  if (known === undefined) {
    const because = 'the organization has no such account role'
    const trace = [traceLine('ignored', 'role', asserted, because, 'T34')]
    return { accountRole: before, trace }
  }
  const effect = known === before ? 'kept' : 'gave'
  const because = 'account role sent by the IdP'
  return { accountRole: known, trace: [traceLine(effect, 'role', known, because, 'T34')] }
}

function positionally(
  standing: Standing,
  rules: PositionalRoles,
  settings: Settings,
  profile: Profile,
): Assignment {
  const places = placesAfter(standing, rules, settings, profile)
  const account = accountRoleAfter(standing, settings, profile)
  return {
    spaces: places.spaces,
    roles: [],
    accountRole: account.accountRole,
    trace: [...places.trace, ...account.trace],
  }
}

/** S61, S66: whoever is in a group of a space may enter it, with or without a role there. */
export function throughGroups({ roleRules }: Standing, groups: readonly GroupKey[]): Assignment {
  const granted = grantsFor(roleRules, groups)
  const withRole = new Set(granted.spaces.map(({ space }) => space))
  const doors = new Map(
    groups.flatMap((group) =>
      typeof group.space === 'string' ? [[group.space, group] as const] : [],
    ),
  )
  const roleless = [...doors].filter(([space]) => !withRole.has(space))
  const lines = roleless.map(([space, group]) =>
    traceLine('gave', 'space', space, `member of "${groupTitle(group)}"`, 'S61'),
  )
  const landing =
    groups.length === 0
      ? [traceLine('ignored', 'role', 'roles', 'in no group, so without any access', 'S66')]
      : []
  return {
    spaces: [...granted.spaces, ...roleless.map(([space]) => ({ space, role: null }))].sort(
      bySpace,
    ),
    roles: granted.roles,
    accountRole: undefined,
    trace: [...granted.trace, ...lines, ...landing],
  }
}

const rolesOnly = (roles: readonly string[], trace: readonly TraceLine[]): Assignment => ({
  spaces: [],
  roles,
  accountRole: undefined,
  trace,
})

const keptRoles = (roles: readonly string[], because: string, source: string): Assignment =>
  rolesOnly(
    roles,
    roles.map((role) => traceLine('kept', 'role', role, because, source)),
  )

/** W06, W07, W08: the default role at first, or what the invitation says; afterwards what people here decided. */
function byDefault(standing: Standing): Assignment {
  const { preset, organization = {}, person } = standing
  // Also an empty list is a decision of somebody here; only someone who never had roles gets the default one.
  if (person?.roles !== undefined) {
    return keptRoles(person.roles, 'roles given here survive a sign-in', 'W08')
  }
  const role = defaultRoleOf(preset, organization)
  if (role === undefined) return rolesOnly([], [])
  return rolesOnly([role], [traceLine('gave', 'role', role, 'the default role', 'W06')])
}

/** W11: with group mapping on, roles follow the groups; who is in none that gives a role has the default one. */
export function byMapping(standing: Standing, groups: readonly GroupKey[]): Assignment {
  const before = standing.person?.roles ?? []
  const granted = grantsFor(standing.roleRules, groups)
  const given =
    granted.roles.length > 0
      ? rolesOnly(granted.roles, granted.trace)
      : byDefault({ ...standing, person: undefined })
  const taken = before.filter((role) => !given.roles.includes(role))
  const because = 'group mapping is on, and no group gives it'
  return rolesOnly(given.roles, [
    ...given.trace.map((line) =>
      line.effect === 'gave' && before.includes(line.subject)
        ? { ...line, effect: 'kept' as const }
        : line,
    ),
    ...taken.map((role) => traceLine('took', 'role', role, because, 'W11')),
  ])
}

/** What the preset's kind of assignment makes of a profile and the groups after this sign-in. */
export function assignRoles(
  standing: Standing,
  settings: Settings,
  profile: Profile,
  groups: readonly GroupKey[],
): Assignment {
  const assignment: RoleAssignment = standing.preset.roleAssignment
  switch (assignment.kind) {
    case 'positional':
      return positionally(standing, assignment, settings, profile)
    case 'groups':
      return throughGroups(standing, groups)
    case 'default':
      return settings.groupMapping && profile.groups !== undefined
        ? byMapping(standing, groups)
        : byDefault(standing)
    case 'none':
      return rolesOnly([], [])
  }
}
