/** What an administrator sets up at the IdP so that every field arrives: names of ours, values of theirs, side by side. */
import type { IdpKind } from './idp-kind.js'
import { attributeNames, idpAttributes, type AttributeMapping } from './mapping.js'
import type { ProfileField, ServicePreset } from './presets/index.js'

export interface OfferedAttribute {
  readonly field: ProfileField
  /** Is a sign-in refused without it? */
  readonly required: boolean
  /** The name under which it must come. */
  readonly attribute: string
  /** What to pick in that IdP's console; null where we do not know the console, or its page asks for nothing. */
  readonly value: string | null
  /** Well-known names that are read as well, as long as the connection maps nothing to the field. */
  readonly alsoRead: readonly string[]
  /** Vendor page or requirement ID. */
  readonly source: string
}

/**
 * Every field of the preset, in the order in which its page asks.
 * @param options - as for `idpAttributes`
 */
export function offeredAttributes(
  preset: ServicePreset,
  mapping: AttributeMapping,
  idp: IdpKind,
  options: { readonly asDocumented?: boolean; readonly fullName?: boolean } = {},
): readonly OfferedAttribute[] {
  const names = attributeNames(preset, mapping)
  const known = new Map(
    idpAttributes(preset, mapping, idp, options).map((each) => [each.field, each]),
  )
  return preset.fields.map(({ field, required, attribute, alternatives = [], source }) => ({
    ...{ field, required, attribute: names[field] ?? attribute },
    value: known.get(field)?.value ?? null,
    alsoRead: Object.hasOwn(mapping, field) ? [] : alternatives,
    source: known.get(field)?.source ?? source,
  }))
}
