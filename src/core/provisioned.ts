/** What a directory's word about groups gives a person at once. What it does to their state is the lifecycle's business. */
import { byMapping, throughGroups, type Assignment } from './assignment.js'
import type { Decision } from './decision.js'
import { isDrivenByDirectory, membershipByDirectory } from './directory-groups.js'
import type { GroupKey } from './groups.js'
import { settingsFor, type Settings } from './settings.js'
import type { Standing } from './standing.js'
import { traceLine } from './trace.js'

/** What a person has without a sign-in of their own. */
export type Provisioned = Omit<Decision, 'contact'>

/** Spaces and roles that are the person's own stay; a directory speaks of groups alone. */
function ownAccess({ person }: Standing): Assignment {
  const { spaces = [], roles = [], accountRole } = person ?? {}
  return { spaces, roles, accountRole, trace: [] }
}

function assignmentByDirectory(
  standing: Standing,
  settings: Settings,
  groups: readonly GroupKey[],
): Assignment {
  const { kind } = standing.preset.roleAssignment
  if (kind === 'groups') return throughGroups(standing, groups)
  if (kind !== 'default' || !settings.groupMapping) return ownAccess(standing)
  return byMapping(standing, groups)
}

/**
 * What a directory's word about groups gives a person at once, whether they ever sign in or not (S60, S62). Under
 * presets whose directories take no groups, and with precedence `jit`, it gives nothing and takes nothing.
 * @param standing - `directoryGroups` as the directory has them after the change
 */
export function decideProvisioned(standing: Standing): Provisioned {
  const settings = settingsFor(standing.preset, standing.settings)
  if (!isDrivenByDirectory({ ...standing, directory: true }, settings)) {
    const { preset, held } = standing
    const because =
      preset.scim?.groups === true
        ? 'sign-ins say who is in which group (precedence is jit)'
        : `${preset.title} takes no groups from a directory`
    const source = preset.scim?.source.groups ?? preset.provisioning.justInTime.source
    const { spaces, roles, accountRole } = currentAccess(standing, held)
    const line = traceLine('ignored', 'group', 'groups', because, source)
    return { groups: held, spaces, roles, accountRole, trace: [line] }
  }
  const membership = membershipByDirectory(standing, settings)
  const { trace, ...assignment } = assignmentByDirectory(standing, settings, membership.groups)
  return { groups: membership.groups, ...assignment, trace: [...membership.trace, ...trace] }
}

const currentAccess = (standing: Standing, held: readonly GroupKey[]): Assignment =>
  standing.preset.roleAssignment.kind === 'groups'
    ? throughGroups(standing, held)
    : ownAccess(standing)
