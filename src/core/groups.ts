/** An organization's groups, and who may change who is in them. What a sign-in does to memberships is beside this file. */
import * as z from 'zod/mini'
import { Refusal, type Finding } from './finding.js'
import type { IdpKind } from './idp-kind.js'
import type { ServicePreset } from './presets/index.js'
import { Label, Name, type Frozen } from './schema.js'

/** What an administrator decides about a group. */
export const GroupInput = z
  .strictObject({
    idpIdentifier: z._default(
      z.nullable(Label.check(z.describe('How the IdP names this group, usually a GUID (T40).'))),
      null,
    ),
    space: z.optional(
      z.nullable(
        Label.check(
          z.describe('The space it belongs to; the same name may stand in several (S61).'),
        ),
      ),
    ),
  })
  .check(z.meta({ id: 'GroupInput' }))
export type GroupInput = Frozen<z.output<typeof GroupInput>>

/** A group of an organization: named as people see it, matched as the preset says. */
export const Group = z
  .object({
    organization: Name,
    name: Label.check(
      z.describe('Case-sensitive; unique within the organization, or within its space.'),
    ),
    ...GroupInput.shape,
  })
  .check(z.meta({ id: 'Group' }))
export type Group = Frozen<z.output<typeof Group>>

/** Which group of an organization is meant. */
export interface GroupKey {
  readonly name: string
  /** @default null - the group belongs to the whole organization */
  readonly space?: string | null | undefined
}

/** A key with nothing left out. */
export const groupKey = ({ name, space }: GroupKey): { name: string; space: string | null } => ({
  name,
  space: space ?? null,
})

/** A group as people read it: `OrgA/Admins`, or `Admins` where there are no spaces. */
export const groupTitle = ({ name, space }: GroupKey): string =>
  space === null || space === undefined ? name : `${space}/${name}`

/** Where someone's membership comes from: an IdP of some kind, or nowhere but here (a password, a hand-made user). */
export type Origin = IdpKind | 'local'

/** Does the IdP, and nobody else, say who of this origin is in the group? (T41, T43) */
export function isSynced(preset: ServicePreset, group: Group, origin: Origin): boolean {
  const { sync, syncedFrom, untouched, matchedBy } = preset.groups
  if (sync === 'none' || origin === 'local' || untouched.includes(group.name)) return false
  if (sync === 'mapped' && matchedBy === 'idpIdentifier' && group.idpIdentifier === null) {
    return false
  }
  return syncedFrom === 'any' || syncedFrom.includes(origin)
}

/**
 * Why a person may not be put into or out of a group by hand, if so: the next sign-in would undo it (T43a).
 * Only presets that drive mapped groups alone refuse; where everything is reset anyway, a manual edit lasts until the
 * next sign-in, as the page says (S62).
 */
export function manualEditFault(
  preset: ServicePreset,
  group: Group,
  origin: Origin,
): Finding | undefined {
  if (preset.groups.sync !== 'mapped' || !isSynced(preset, group, origin)) return undefined
  return {
    code: 'group-synced',
    owner: 'caller',
    detail: `group "${groupTitle(group)}" is synchronized with the IdP, from which this person comes (${origin})`,
    remedy: 'Change the group at the IdP, or take the idpIdentifier from the group here.',
    source: preset.groups.source.manual,
  }
}

/** @throws Refusal `group-synced`, to be told as a conflict (409) */
export function checkManualEdit(preset: ServicePreset, group: Group, origin: Origin): void {
  const fault = manualEditFault(preset, group, origin)
  if (fault !== undefined) throw new Refusal(fault)
}
