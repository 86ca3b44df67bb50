/** Which attribute fills which field of a Profile. Matching groups and granting roles come after. */
import * as z from 'zod/mini'
import type { Attributes, Subject } from './attributes.js'
import { Refusal } from './finding.js'
import type { FieldRule, ProfileField, ServicePreset } from './presets/index.js'
import type { Frozen } from './schema.js'
import type { TraceLine } from './trace.js'

/** Field → attribute name: keys are ours, values are theirs. Fields left out follow the preset. */
export const AttributeMapping = z
  .record(
    z.string(),
    z
      .string()
      .check(
        z.minLength(1, 'must not be empty'),
        z.maxLength(512, 'must have at most 512 characters'),
      ),
  )
  .check(
    z.describe(
      'Profile field → name of the attribute that fills it. Fields left out follow the preset.',
    ),
  )
export type AttributeMapping = Frozen<z.output<typeof AttributeMapping>>

/** One person as one IdP asserted them, in our words. */
export interface Profile {
  readonly subject: string
  readonly login: string
  readonly name: string
  readonly email: string
  /** `undefined`: the IdP said nothing about groups, which is not the same as none (T44). */
  readonly groups: readonly string[] | undefined
}

/** @throws Refusal `unknown-mapping-field` when a key is no field of the preset. */
export function checkAttributeMapping(preset: ServicePreset, mapping: AttributeMapping): void {
  const known = preset.fields.map((rule) => rule.field)
  const stranger = Object.keys(mapping).find((field) => !known.includes(field as ProfileField))
  if (stranger === undefined) return
  throw new Refusal({
    code: 'unknown-mapping-field',
    owner: 'caller',
    detail: `${preset.title} has no field "${stranger}"`,
    remedy: `Map one of: ${known.join(', ')}.`,
    path: `attributeMapping.${stranger}`,
  })
}

/** The attribute names in force: the preset's, overridden by the connection's. These are what the IdP must send (S09). */
export function attributeNames(
  preset: ServicePreset,
  mapping: AttributeMapping,
): Readonly<Partial<Record<ProfileField, string>>> {
  return Object.fromEntries(
    preset.fields.map((rule) => [rule.field, mapping[rule.field] ?? rule.attribute]),
  )
}

function missing(rule: FieldRule, attribute: string, attributes: Attributes): Refusal {
  const came = [...attributes.keys()].map((name) => `"${name}"`).join(', ') || 'none'
  return new Refusal({
    code: 'attribute-missing',
    owner: 'idp',
    detail: `field ${rule.field} needs attribute "${attribute}", which is absent or empty; attributes that came: ${came}`,
    remedy: `Let the IdP send "${attribute}", or map ${rule.field} to an attribute it does send.`,
    source: rule.source,
  })
}

const filled = (rule: FieldRule, attribute: string): TraceLine => ({
  effect: 'filled',
  kind: 'field',
  subject: rule.field,
  because: `attribute "${attribute}"`,
  source: rule.source,
})

/**
 * Reads a Profile out of what the IdP asserted.
 * @throws Refusal `attribute-missing` when a required field has no non-empty value.
 */
export function applyMapping(
  preset: ServicePreset,
  mapping: AttributeMapping,
  { subject, attributes }: Subject,
): { readonly profile: Profile; readonly trace: readonly TraceLine[] } {
  const names = attributeNames(preset, mapping)
  const trace: TraceLine[] = []
  const valuesOf = (rule: FieldRule): readonly string[] | undefined => {
    const attribute = names[rule.field] ?? rule.attribute
    const values = attributes.get(attribute)?.filter((value) => value !== '')
    if (rule.required && !values?.length) throw missing(rule, attribute, attributes)
    if (values) trace.push(filled(rule, attribute))
    return values
  }
  const values = new Map(preset.fields.map((rule) => [rule.field, valuesOf(rule)]))
  const first = (field: ProfileField): string => values.get(field)?.[0] ?? ''
  const profile = {
    subject,
    login: first('login'),
    name: first('name'),
    email: first('email'),
    groups: values.get('groups'),
  }
  return { profile, trace }
}
