/** What a sign-in gives a person: groups, spaces, roles and contact details, with the reason for each. The Profile comes from the mapping. */
import { assignRoles, type Assignment } from './assignment.js'
import { isDrivenByDirectory, membershipByDirectory } from './directory-groups.js'
import type { GroupKey } from './groups.js'
import type { Profile } from './mapping.js'
import { membershipAfter, type Membership } from './membership.js'
import { settingsFor, type Settings } from './settings.js'
import type { SpaceMembership } from './spaces.js'
import { isReturning, type Standing } from './standing.js'
import { isTimezone } from './timezone.js'
import { traceLine, type TraceLine } from './trace.js'

export interface Contact {
  readonly login: string
  readonly name: string
  readonly email: string
  readonly timezone: string | undefined
}

export interface Decision {
  readonly contact: Contact
  readonly groups: readonly GroupKey[]
  /** Where the person may enter, and as what. */
  readonly spaces: readonly SpaceMembership[]
  /** Roles in the whole organization. */
  readonly roles: readonly string[]
  readonly accountRole: string | undefined
  readonly trace: readonly TraceLine[]
}

/** T12a: a wrong time zone never fails a sign-in. */
function timezoneAfter(
  asserted: string | undefined,
  before: string | undefined,
): readonly [string | undefined, readonly TraceLine[]] {
  if (asserted === undefined || asserted === before) return [before, []]
  if (isTimezone(asserted)) return [asserted, []]
  const because = `"${asserted.slice(0, 64)}" is no IANA time zone; ${before ?? 'the default'} stays`
  return [before, [traceLine('warned', 'field', 'timezone', because, 'T12a')]]
}

/** An IdP that stopped sending a name has not renamed anybody to the empty string. */
const orElse = (asserted: string, before: string | undefined): string =>
  asserted === '' ? (before ?? '') : asserted

function contactAfter(
  standing: Standing,
  { updateContact }: Settings,
  profile: Profile,
): { readonly contact: Contact; readonly trace: readonly TraceLine[] } {
  const { person, preset } = standing
  if (person !== undefined && isReturning(standing) && !updateContact) {
    const { login = profile.login, name = profile.name, email = profile.email, timezone } = person
    const because = 'contact details are not updated at sign-in (updateContact is false)'
    const { source } = preset.provisioning.updateOnLogin
    return {
      contact: { login, name, email, timezone },
      trace: [traceLine('kept', 'field', 'contact', because, source)],
    }
  }
  const [timezone, trace] = timezoneAfter(profile.timezone, person?.timezone)
  const { login, email } = profile
  return { contact: { login, email, name: orElse(profile.name, person?.name), timezone }, trace }
}

function membershipOf(standing: Standing, settings: Settings, profile: Profile): Membership {
  if (isDrivenByDirectory(standing, settings)) return membershipByDirectory(standing, settings)
  const { preset, groups, held } = standing
  return membershipAfter(preset, groups, held, profile.groups, {
    groupMapping: settings.groupMapping,
    idpKind: standing.settings?.idpKind ?? standing.idpKind ?? 'other',
    overage: profile.groupsOverage ?? false,
  })
}

/** Pure: the same profile and standing always give the same decision. */
export function decide(standing: Standing, profile: Profile): Decision {
  const settings = settingsFor(standing.preset, standing.settings)
  const { contact, trace: contactTrace } = contactAfter(standing, settings, profile)
  const membership = membershipOf(standing, settings, profile)
  // Where the directory drives groups, they are said, whatever the IdP left out.
  const said = isDrivenByDirectory(standing, settings) ? { ...profile, groups: [] } : profile
  const assignment: Assignment = assignRoles(standing, settings, said, membership.groups)
  return {
    contact,
    groups: membership.groups,
    spaces: assignment.spaces,
    roles: assignment.roles,
    accountRole: assignment.accountRole,
    trace: [...contactTrace, ...membership.trace, ...assignment.trace],
  }
}
