/** Which of an organization's groups a person is in, given what the IdP reported. Storing it is the service's business. */
import * as z from 'zod/mini'
import type { ServicePreset } from './presets/index.js'
import { Label, Name, type Frozen } from './schema.js'
import type { TraceLine } from './trace.js'

/** What an administrator decides about a group. */
export const GroupInput = z
  .strictObject({
    idpIdentifier: z._default(
      z.nullable(Label.check(z.describe('How the IdP names this group, usually a GUID (T40).'))),
      null,
    ),
  })
  .check(z.meta({ id: 'GroupInput' }))
export type GroupInput = Frozen<z.output<typeof GroupInput>>

/** A group of an organization: named as people see it, matched as the preset says. */
export const Group = z
  .object({
    organization: Name,
    name: Label.check(z.describe('Case-sensitive; unique within the organization.')),
    ...GroupInput.shape,
  })
  .check(z.meta({ id: 'Group' }))
export type Group = Frozen<z.output<typeof Group>>

export interface Membership {
  readonly groups: readonly string[]
  readonly trace: readonly TraceLine[]
}

const line = (
  effect: TraceLine['effect'],
  subject: string,
  because: string,
  source: string,
): TraceLine => ({
  effect,
  kind: 'group',
  subject,
  because,
  source,
})

function absent(preset: ServicePreset, held: readonly string[]): Membership {
  const because =
    'the IdP sent no groups attribute; absent is not empty, so memberships stay as they are'
  const warning = line('warned', 'groups', because, preset.groups.source.sync)
  return {
    groups: held,
    trace: [warning, ...held.map((name) => line('kept', name, because, preset.groups.source.sync))],
  }
}

/**
 * The memberships after a sign-in, and why.
 * @param groups - the organization's groups
 * @param held - names of the groups the person is in now
 * @param reported - what the IdP sent; `undefined` when it sent no such attribute
 */
export function membershipAfter(
  preset: ServicePreset,
  groups: readonly Group[],
  held: readonly string[],
  reported: readonly string[] | undefined,
): Membership {
  if (reported === undefined) return absent(preset, held)
  const { matchedBy, untouched, source } = preset.groups
  const ofIdp = new Set(reported)
  const isUntouched = (name: string): boolean => untouched.includes(name)
  const keyOf = (group: Group): string | null =>
    matchedBy === 'name' ? group.name : group.idpIdentifier
  const matching = groups.filter((group) => {
    const key = keyOf(group)
    return key !== null && ofIdp.has(key) && !isUntouched(group.name)
  })
  const matched = new Set(matching.map((group) => group.name))
  const keys = new Set(matching.map(keyOf))
  const kept = held.filter((name) => isUntouched(name))
  return {
    groups: [...new Set([...kept, ...matched])].sort(),
    trace: [
      ...matching.map((group) =>
        held.includes(group.name)
          ? line('kept', group.name, `the IdP reports "${keyOf(group)}"`, source.match)
          : line('gave', group.name, `the IdP reports "${keyOf(group)}"`, source.match),
      ),
      ...kept.map((name) =>
        line('kept', name, 'this group is not driven by the IdP', source.untouched),
      ),
      ...held
        .filter((name) => !matched.has(name) && !isUntouched(name))
        .map((name) => line('took', name, 'the IdP no longer reports it', source.sync)),
      ...[...ofIdp]
        .filter((value) => !keys.has(value))
        .map((value) =>
          line('ignored', value, ignoredBecause(value, isUntouched(value)), source.unmatched),
        ),
    ],
  }
}

const ignoredBecause = (value: string, untouched: boolean): string =>
  untouched
    ? `"${value}" is not driven by the IdP`
    : `no group of the organization matches "${value}"; groups are never created by a sign-in`
