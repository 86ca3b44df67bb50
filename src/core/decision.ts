/** What a sign-in gives a person: groups, then roles, with the reason for each. The Profile comes from the mapping. */
import { membershipAfter, type Group } from './groups.js'
import type { Profile } from './mapping.js'
import type { ServicePreset } from './presets/index.js'
import { rolesFor, type RoleRule } from './roles.js'
import type { TraceLine } from './trace.js'

/** What the decision rests on. */
export interface Standing {
  readonly preset: ServicePreset
  /** The organization's groups and rules. */
  readonly groups: readonly Group[]
  readonly roleRules: readonly RoleRule[]
  /** Names of the groups the person is in before this sign-in; empty for someone new. */
  readonly held: readonly string[]
}

export interface Decision {
  readonly groups: readonly string[]
  readonly roles: readonly string[]
  readonly trace: readonly TraceLine[]
}

/** Pure: the same profile and standing always give the same decision. */
export function decide({ preset, groups, roleRules, held }: Standing, profile: Profile): Decision {
  const membership = membershipAfter(preset, groups, held, profile.groups)
  const granted = rolesFor(roleRules, membership.groups)
  return {
    groups: membership.groups,
    roles: granted.roles,
    trace: [...membership.trace, ...granted.trace],
  }
}
