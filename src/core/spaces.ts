/** Spaces: the parts of an organization that people enter with a role each. Torque says *space*, SonarQube Cloud *organization* of an enterprise. */
import * as z from 'zod/mini'
import { Refusal } from './finding.js'
import type { ServicePreset } from './presets/index.js'
import { Label, Name, parseWith, type Frozen } from './schema.js'

/** What an administrator decides about a space, beside its name. */
export const SpaceInput = z
  .strictObject({
    displayName: z._default(z.nullable(Label.check(z.describe('The name people see.'))), null),
  })
  .check(z.meta({ id: 'SpaceInput' }))
export type SpaceInput = Frozen<z.output<typeof SpaceInput>>

/** A space of an organization. IdPs name it character by character. */
export const Space = z
  .object({
    organization: Name,
    name: Label.check(z.describe('Case-sensitive; unique within the organization.')),
    ...SpaceInput.shape,
  })
  .check(z.meta({ id: 'Space' }))
export type Space = Frozen<z.output<typeof Space>>

/** A person in a space. `role` is null where the service gives access without one. */
export interface SpaceMembership {
  readonly space: string
  readonly role: string | null
}

/** @throws Refusal `invalid-input` with the path of the fault */
export const parseSpace = (input: unknown): SpaceInput => parseWith(SpaceInput, input)

const spacesUnsupported = ({ title }: ServicePreset): Refusal =>
  new Refusal({
    code: 'spaces-unsupported',
    owner: 'caller',
    detail: `${title} has no parts that people enter separately`,
    remedy: 'Leave spaces out.',
    path: 'space',
  })

/**
 * A name that stands between separators can never be matched if it holds one (T13).
 * @throws Refusal `separator-in-name`
 */
export function checkListable(preset: ServicePreset, name: string, path: string): void {
  if (preset.roleAssignment.kind !== 'positional') return
  const { separator } = preset.roleAssignment
  if (!name.includes(separator)) return
  throw new Refusal({
    code: 'separator-in-name',
    owner: 'caller',
    detail: `"${name}" holds "${separator}", by which ${preset.title} parts the values of a list`,
    remedy: 'Choose a name without it; no IdP could send this one.',
    source: 'T13',
    path,
  })
}

/** @throws Refusal `spaces-unsupported` or `separator-in-name` */
export function checkSpace(preset: ServicePreset, name: string): void {
  if (preset.spaces === null) throw spacesUnsupported(preset)
  checkListable(preset, name, 'name')
}

/** @throws Refusal `spaces-unsupported` when a group is put into a space of a service whose groups have none (S61). */
export function checkGroupSpace(preset: ServicePreset, space: string | null | undefined): void {
  if (space === null || space === undefined || preset.groups.inSpaces) return
  throw spacesUnsupported(preset)
}
