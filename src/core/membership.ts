/** Which of an organization's groups a person is in after a sign-in or a word of their directory, given what was reported. Storing it is the service's business. */
import { groupKey, groupTitle, type Group, type GroupKey } from './groups.js'
import type { IdpKind } from './idp-kind.js'
import type { ServicePreset } from './presets/index.js'
import { traceLine, type Effect, type TraceLine } from './trace.js'

export interface Membership {
  readonly groups: readonly GroupKey[]
  readonly trace: readonly TraceLine[]
}

/** What beside the groups themselves decides. */
export interface MembershipContext {
  /** Is the mapping of groups on? @default - as the preset says */
  readonly groupMapping?: boolean
  /** @default 'other' */
  readonly idpKind?: IdpKind
  /** The IdP left the groups out because there are too many. @default false */
  readonly overage?: boolean
  /** Who reports the groups; a directory is asked whichever IdP feeds it. @default 'IdP' */
  readonly reporter?: 'IdP' | 'directory'
}

const line = (effect: Effect, subject: string, because: string, source: string): TraceLine =>
  traceLine(effect, 'group', subject, because, source)

// Labels hold no control characters: no two keys meet.
const idOf = ({ name, space }: GroupKey): string => `${space ?? ''}\n${name}`

/** Each once, by name within space. */
function sorted(keys: readonly GroupKey[]): readonly GroupKey[] {
  const byId = new Map(keys.map((key) => [idOf(key), key]))
  return [...byId].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, key]) => groupKey(key))
}

/** Nothing changes, and why. */
function unchanged(held: readonly GroupKey[], first: TraceLine, because: string): Membership {
  const kept = sorted(held)
  return {
    groups: kept,
    trace: [first, ...kept.map((key) => line('kept', groupTitle(key), because, first.source))],
  }
}

const absentBecause =
  'the IdP sent no groups attribute; absent is not empty, so memberships stay as they are'
const overageBecause =
  'the IdP left the groups out because the person is in too many; memberships stay as they are'

function absent(preset: ServicePreset, held: readonly GroupKey[], overage: boolean): Membership {
  const because = overage ? overageBecause : absentBecause
  return unchanged(held, line('warned', 'groups', because, preset.groups.source.absent), because)
}

/** Why the IdP's groups do not count at all, if so. */
function offBecause(
  { groups: { sync, switched, syncedFrom, source }, title }: ServicePreset,
  { groupMapping, idpKind = 'other', reporter = 'IdP' }: MembershipContext,
): readonly [string, string] | undefined {
  if (sync === 'none') return [`${title} takes no groups from the IdP`, source.sync]
  if (!(groupMapping ?? switched === 'on')) {
    return ['group mapping is off for this connection', source.sync]
  }
  if (reporter === 'directory' || syncedFrom === 'any' || syncedFrom.includes(idpKind)) {
    return undefined
  }
  return [
    `${title} synchronizes groups from ${syncedFrom.join(' and ')} only; this IdP counts as ${idpKind}`,
    source.manual,
  ]
}

interface Sorting {
  readonly matching: readonly Group[]
  /** Of those held: the IdP has no say in them. */
  readonly standing: readonly GroupKey[]
  /** Of those held: the IdP would have to report them, and does not. */
  readonly dropped: readonly GroupKey[]
  /** Reported values that no group answers to. */
  readonly strangers: readonly string[]
}

const keyIn = (preset: ServicePreset, group: Group): string | null =>
  preset.groups.matchedBy === 'name' ? group.name : group.idpIdentifier

function sortOut(
  preset: ServicePreset,
  groups: readonly Group[],
  held: readonly GroupKey[],
  reported: readonly string[],
): Sorting {
  const ofIdp = new Set(reported)
  const untouched = new Set(preset.groups.untouched)
  const driven = groups.filter(
    (group) => keyIn(preset, group) !== null && !untouched.has(group.name),
  )
  const matching = driven.filter((group) => ofIdp.has(keyIn(preset, group) ?? ''))
  const matched = new Set(matching.map(idOf))
  // Asked where it matters only: an organization may have thousands.
  const drivenIds = preset.groups.sync === 'mapped' ? new Set(driven.map(idOf)) : undefined
  const stands = (key: GroupKey): boolean =>
    untouched.has(key.name) || drivenIds?.has(idOf(key)) === false
  const keys = new Set(matching.map((group) => keyIn(preset, group)))
  return {
    matching,
    standing: held.filter((key) => !matched.has(idOf(key)) && stands(key)),
    dropped: held.filter((key) => !matched.has(idOf(key)) && !stands(key)),
    strangers: [...ofIdp].filter((value) => !keys.has(value)),
  }
}

const ignoredBecause = (value: string, untouched: boolean, reporter: string): string =>
  untouched
    ? `"${value}" is not driven by the ${reporter}`
    : `no group of the organization matches "${value}"; groups are never created by ${reporter === 'IdP' ? 'a sign-in' : 'a directory'}`

/**
 * The memberships after a sign-in, and why. The order of neither groups nor reported values matters.
 * @param groups - the organization's groups
 * @param held - the groups the person is in now
 * @param reported - what the IdP sent; `undefined` when it sent no such attribute
 */
export function membershipAfter(
  preset: ServicePreset,
  groups: readonly Group[],
  held: readonly GroupKey[],
  reported: readonly string[] | undefined,
  context: MembershipContext = {},
): Membership {
  const off = offBecause(preset, context)
  if (off) {
    // Nothing said and nothing held: nothing to tell.
    if (reported === undefined && held.length === 0) return { groups: [], trace: [] }
    return unchanged(held, line('ignored', 'groups', ...off), 'groups are managed here')
  }
  if (reported === undefined) return absent(preset, held, context.overage ?? false)
  const { source, untouched } = preset.groups
  const { reporter = 'IdP' } = context
  const { matching, standing, dropped, strangers } = sortOut(preset, groups, held, reported)
  const heldIds = new Set(held.map(idOf))
  const because = (group: Group): string => `the ${reporter} reports "${keyIn(preset, group)}"`
  return {
    groups: sorted([...standing, ...matching]),
    trace: [
      ...matching.map((group) =>
        line(
          heldIds.has(idOf(group)) ? 'kept' : 'gave',
          groupTitle(group),
          because(group),
          source.match,
        ),
      ),
      ...standing.map((key) =>
        line(
          'kept',
          groupTitle(key),
          `this group is not driven by the ${reporter}`,
          source.untouched,
        ),
      ),
      ...dropped.map((key) =>
        line('took', groupTitle(key), `the ${reporter} no longer reports it`, source.sync),
      ),
      ...strangers.map((value) =>
        line(
          'ignored',
          value,
          ignoredBecause(value, untouched.includes(value), reporter),
          source.unmatched,
        ),
      ),
    ],
  }
}
