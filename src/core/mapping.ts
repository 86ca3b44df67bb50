/** Which attribute fills which field of a Profile. Matching groups and granting roles come after. */
import * as z from 'zod/mini'
import type { Attributes, Subject } from './attributes.js'
import { Refusal } from './finding.js'
import type { IdpKind } from './idp-kind.js'
import { overageMarker } from './overage.js'
import type { FieldRule, ProfileField, ServicePreset } from './presets/index.js'
import type { Frozen } from './schema.js'
import { traceLine, type TraceLine } from './trace.js'

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
  /** The IdP said that there are too many groups to list; `groups` is undefined then. */
  readonly groupsOverage?: boolean
  /** In order and with empty ones: positions pair with `spaceRoles` (T20). `undefined`: not said. */
  readonly spaceNames?: readonly string[] | undefined
  readonly spaceRoles?: readonly string[] | undefined
  /** As asserted, not yet judged (T12a). */
  readonly timezone?: string | undefined
  readonly accountRole?: string | undefined
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

const mappedTo = (mapping: AttributeMapping, field: ProfileField): string | undefined =>
  Object.hasOwn(mapping, field) ? mapping[field] : undefined

/** The attribute names in force: the preset's, overridden by the connection's. These are what the IdP must send (S09). */
export function attributeNames(
  preset: ServicePreset,
  mapping: AttributeMapping,
): Readonly<Partial<Record<ProfileField, string>>> {
  return Object.fromEntries(
    preset.fields.map((rule) => [rule.field, mappedTo(mapping, rule.field) ?? rule.attribute]),
  )
}

/** What to set up in the IdP's console: this attribute, from that value. */
export interface IdpAttribute {
  readonly field: ProfileField
  readonly attribute: string
  readonly value: string
  readonly source: string
}

/**
 * The attribute statements or claims an administrator sets up at the IdP; empty for one whose console we do not know.
 * @param options.asDocumented - the vendor's page to the letter, also where it looks swapped (S52). @default false
 * @param options.fullName - the full name where the page asks for the first name (S33a). @default false
 */
export function idpAttributes(
  preset: ServicePreset,
  mapping: AttributeMapping,
  idp: IdpKind,
  options: { readonly asDocumented?: boolean; readonly fullName?: boolean } = {},
): readonly IdpAttribute[] {
  return preset.fields.flatMap((rule) => {
    const known = rule.idpValues?.[idp]
    if (known === undefined) return []
    const documented = options.asDocumented ? known.asDocumented : undefined
    const full = options.fullName ? known.fullName : undefined
    return [
      {
        field: rule.field,
        attribute: mappedTo(mapping, rule.field) ?? rule.attribute,
        value: documented ?? full ?? known.value,
        source: known.source,
      },
    ]
  })
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

/** What fills a field, and the words for it; undefined when nothing was said. */
interface Filling {
  readonly values: readonly string[]
  readonly because: string
}

/** Local part, @, domain: enough to tell an address from an opaque NameID. */
const looksLikeEmail = /^[^\s@]{1,64}@[^\s@]{1,255}$/

function fromAttributes(
  rule: FieldRule,
  mapping: AttributeMapping,
  attributes: Attributes,
): Filling | undefined {
  const chosen = mappedTo(mapping, rule.field)
  const names = chosen === undefined ? [rule.attribute, ...(rule.alternatives ?? [])] : [chosen]
  const found = names.filter((name) => attributes.has(name))
  // An empty attribute does not stand in the way of a filled one under another of its names.
  const name = found.find((candidate) => attributes.get(candidate)?.some(Boolean)) ?? found[0]
  const values = name === undefined ? undefined : attributes.get(name)
  if (name === undefined || values === undefined) return undefined
  return {
    values: rule.values === 'list' ? values : values.filter((value) => value !== ''),
    because: `attribute "${name}"`,
  }
}

function fromSubject({ fromSubject: rule }: FieldRule, subject: string): Filling | undefined {
  if (rule === undefined || subject === '') return undefined
  if (rule === 'if-email' && !looksLikeEmail.test(subject)) return undefined
  return { values: [subject], because: 'the subject (NameID or sub)' }
}

type Fillings = ReadonlyMap<ProfileField, Filling>

function composed({ composedOf = [] }: FieldRule, fillings: Fillings): Filling | undefined {
  const parts = composedOf.flatMap((field) => fillings.get(field)?.values[0] ?? [])
  if (parts.length === 0) return undefined
  return { values: [parts.join(' ')], because: composedOf.join(' and ') }
}

const isFilled = (filling: Filling | undefined): filling is Filling =>
  filling !== undefined && filling.values.length > 0

function fill(
  preset: ServicePreset,
  mapping: AttributeMapping,
  { subject, attributes }: Subject,
): Fillings {
  const asserted: Fillings = new Map(
    preset.fields.flatMap((rule) => {
      const filling = fromAttributes(rule, mapping, attributes)
      return filling ? [[rule.field, filling] as const] : []
    }),
  )
  const all = preset.fields.map((rule) => {
    const own = asserted.get(rule.field)
    if (isFilled(own)) return [rule.field, own] as const
    const other = fromSubject(rule, subject) ?? composed(rule, asserted) ?? own
    if (rule.required && !isFilled(other)) {
      throw missing(rule, mappedTo(mapping, rule.field) ?? rule.attribute, attributes)
    }
    return [rule.field, other] as const
  })
  return new Map(all.flatMap(([field, filling]) => (filling ? [[field, filling] as const] : [])))
}

const overageLine = (preset: ServicePreset, marker: string): TraceLine =>
  traceLine(
    'warned',
    'field',
    'groups',
    `"${marker}" says that the person is in too many groups to list; taken as not said, never as none`,
    `${preset.groups.source.absent}, T44`,
  )

/**
 * Reads a Profile out of what the IdP asserted. A field left unsaid is empty, and `undefined` where lists are concerned.
 * @throws Refusal `attribute-missing` when a required field has no non-empty value.
 */
export function applyMapping(
  preset: ServicePreset,
  mapping: AttributeMapping,
  subject: Subject,
): { readonly profile: Profile; readonly trace: readonly TraceLine[] } {
  const takesGroups = preset.fields.some(({ field }) => field === 'groups')
  const marker = takesGroups ? overageMarker(subject.attributes) : undefined
  const fillings = fill(preset, mapping, subject)
  const first = (field: ProfileField): string | undefined => fillings.get(field)?.values[0]
  const profile: Profile = {
    subject: subject.subject,
    login: first('login') ?? '',
    name: first('name') ?? '',
    email: first('email') ?? '',
    groups: marker === undefined ? fillings.get('groups')?.values : undefined,
    ...(marker === undefined ? {} : { groupsOverage: true }),
    spaceNames: fillings.get('spaceName')?.values,
    spaceRoles: fillings.get('spaceRole')?.values,
    timezone: first('timezone'),
    accountRole: first('accountRole'),
  }
  const counted = preset.fields.filter(
    ({ field }) => fillings.has(field) && !(field === 'groups' && marker !== undefined),
  )
  const trace = counted.map(({ field, source }) =>
    traceLine('filled', 'field', field, fillings.get(field)?.because ?? '', source),
  )
  return { profile, trace: marker === undefined ? trace : [...trace, overageLine(preset, marker)] }
}
