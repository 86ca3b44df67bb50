/** Through what a person has what they have: for those who review access (W12). Nothing is decided here. */
import { isDrivenByDirectory } from './directory-groups.js'
import { groupTitle, isSynced, type Group, type Origin } from './groups.js'
import type { ServicePreset } from './presets/index.js'
import { grantsFor, type RoleRule } from './roles.js'
import { settingsFor, type ConnectionSettings, type Settings } from './settings.js'
import type { SpaceMembership } from './spaces.js'

export const holdingKinds = ['group', 'space', 'role', 'account role'] as const

/** One thing a person has. */
export interface Holding {
  readonly kind: (typeof holdingKinds)[number]
  readonly name: string
  /** As a sentence: `connection "acme-okta", as its IdP reports`. */
  readonly through: string
  /** Requirement ID or configuration line. */
  readonly source: string
}

/** Somebody as the service remembers them, and what their organization says. */
export interface Held {
  readonly preset: ServicePreset
  readonly roleRules: readonly RoleRule[]
  readonly settings: ConnectionSettings | undefined
  /** Name of the connection they sign in by; undefined for who never did. */
  readonly connection: string | undefined
  readonly origin: Origin
  /** Name of the directory that provisions them. */
  readonly directory: string | undefined
  readonly groups: readonly Group[]
  readonly places: readonly SpaceMembership[]
  /** Roles that are the person's own; those through groups follow from the rules. */
  readonly roles: readonly string[]
  readonly accountRole: string | undefined
}

function throughGroup(
  held: Held,
  settings: Settings,
  group: Group,
): Pick<Holding, 'through' | 'source'> {
  const { preset, origin, connection = '', directory } = held
  const { source, untouched } = preset.groups
  if (untouched.includes(group.name)) {
    return { through: 'given here; neither IdP nor directory drives it', source: source.untouched }
  }
  if (isDrivenByDirectory({ preset, directory: directory !== undefined }, settings)) {
    return { through: `directory "${directory ?? ''}"`, source: preset.scim?.source.groups ?? '' }
  }
  if (settings.groupMapping && isSynced(preset, group, origin)) {
    return { through: `connection "${connection}", as its IdP reports`, source: source.match }
  }
  return { through: 'given here', source: source.manual }
}

const title = ({ space, role }: SpaceMembership): string =>
  role === null ? space : `${space} as ${role}`

/** Where groups give roles and spaces: each by the rule, or by the group that opens the space. */
function throughRules({ roleRules, groups, places }: Held): readonly Holding[] {
  const granted = grantsFor(roleRules, groups)
  const roles = granted.trace.map(({ subject, because, source }) => ({
    ...{ kind: 'role' as const, name: subject, through: because, source },
  }))
  const spaces = places
    .filter(({ role }) => role === null)
    .map((place): Holding => {
      const door = groups.find(({ space }) => space === place.space)
      const through = door ? `member of "${groupTitle(door)}"` : 'a group of the space'
      return { kind: 'space', name: title(place), through, source: 'S61' }
    })
  return [...roles, ...spaces]
}

function ownAccess(
  { preset, places, roles }: Held,
  { updateAccess }: Settings,
): readonly Holding[] {
  const { source } = preset.provisioning.updateOnLogin
  const asserted = updateAccess
    ? 'as the IdP said at the last sign-in'
    : 'as the IdP said at the first sign-in, or given here'
  return [
    ...places.map((place) => ({
      ...{ kind: 'space' as const, name: title(place), through: asserted, source },
    })),
    ...roles.map((name) => ({
      ...{ kind: 'role' as const, name, source: preset.roleAssignment.source },
      through: 'the default role, by invitation, or given here',
    })),
  ]
}

/** Everything a person has, each with what it comes through. */
export function holdingsOf(held: Held): readonly Holding[] {
  const settings = settingsFor(held.preset, held.settings)
  const { kind } = held.preset.roleAssignment
  const isByGroups = kind === 'groups' || (kind === 'default' && settings.groupMapping)
  const account = held.accountRole === undefined ? [] : [held.accountRole]
  return [
    ...held.groups.map((group) => ({
      ...{
        kind: 'group' as const,
        name: groupTitle(group),
        ...throughGroup(held, settings, group),
      },
    })),
    ...(isByGroups ? throughRules(held) : []),
    ...(kind === 'groups' ? [] : ownAccess(withoutRuled(held, isByGroups), settings)),
    ...account.map((name) => ({
      ...{ kind: 'account role' as const, name, source: 'T34' },
      through: 'as the IdP said, or given here',
    })),
  ]
}

/** A role that a rule gives needs no second reason. */
function withoutRuled(held: Held, isByGroups: boolean): Held {
  if (!isByGroups) return held
  const ruled = new Set(grantsFor(held.roleRules, held.groups).roles)
  return { ...held, roles: held.roles.filter((role) => !ruled.has(role)) }
}
