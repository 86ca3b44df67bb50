/** Somebody put into a group, or out of it, by hand (T43). Whether that may be is said in `groups.ts`. */
import { checkManualEdit, groupTitle, type Group, type GroupKey, type Origin } from './groups.js'
import type { Membership } from './membership.js'
import type { ServicePreset } from './presets/index.js'
import { traceLine, type Effect } from './trace.js'

export interface ManualEdit {
  readonly preset: ServicePreset
  readonly group: Group
  /** Where the person comes from. */
  readonly origin: Origin
  readonly change: 'add' | 'remove'
}

const sameGroup = (a: GroupKey, b: GroupKey): boolean =>
  a.name === b.name && (a.space ?? null) === (b.space ?? null)

const effectOf = (change: ManualEdit['change'], was: boolean): Effect => {
  if (was === (change === 'add')) return 'kept'
  return change === 'add' ? 'gave' : 'took'
}

/** How long it lasts. */
const becauseOf = ({ sync }: ServicePreset['groups']): string =>
  sync === 'reset' ? 'changed by hand; the next sign-in may undo it' : 'changed by hand'

/**
 * The memberships after the change, and the line that tells of it.
 * @throws Refusal `group-synced` where the next sign-in would undo it (T43a)
 */
export function membershipAfterEdit(
  { preset, group, origin, change }: ManualEdit,
  held: readonly GroupKey[],
): Membership {
  checkManualEdit(preset, group, origin)
  const was = held.some((key) => sameGroup(key, group))
  const others = held.filter((key) => !sameGroup(key, group))
  const { name, space = null } = group
  return {
    groups: change === 'add' ? [...others, { name, space }] : others,
    trace: [
      traceLine(
        effectOf(change, was),
        'group',
        groupTitle(group),
        becauseOf(preset.groups),
        preset.groups.source.manual,
      ),
    ],
  }
}
