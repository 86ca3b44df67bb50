/** One attribute's characteristics (RFC 7643 §2.2, §7) and the short words to declare them. */
export type AttributeType =
  'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'reference' | 'binary' | 'complex'

export interface Attribute {
  readonly name: string
  readonly type: AttributeType
  readonly multiValued: boolean
  readonly description: string
  readonly required: boolean
  /** False: compared, sorted and held unique without regard to case. */
  readonly caseExact: boolean
  readonly mutability: 'readWrite' | 'readOnly' | 'immutable' | 'writeOnly'
  readonly returned: 'default' | 'always' | 'never' | 'request'
  readonly uniqueness: 'none' | 'server' | 'global'
  /** Suggested, not enforced: RFC 7643 §2.4 lets a client send others. */
  readonly canonicalValues?: readonly string[]
  readonly referenceTypes?: readonly string[]
  readonly subAttributes?: readonly Attribute[]
}

type Characteristics = Partial<Omit<Attribute, 'name' | 'type' | 'description'>>

/** RFC 7643 §2.2: what an attribute is unless said otherwise. */
const ordinary = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const

const declares =
  (type: AttributeType) =>
  (name: string, description: string, characteristics: Characteristics = {}): Attribute => ({
    ...ordinary,
    name,
    type,
    description,
    ...characteristics,
  })

export const string = declares('string')
export const boolean = declares('boolean')
export const dateTime = declares('dateTime')
// RFC 7643 §2.3.6, §2.3.7: binary and reference values are case exact.
const cased =
  (type: AttributeType) =>
  (name: string, description: string, characteristics: Characteristics = {}): Attribute =>
    declares(type)(name, description, { caseExact: true, ...characteristics })
export const binary = cased('binary')
export const reference = cased('reference')

export const complex = (
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  characteristics: Characteristics = {},
): Attribute => declares('complex')(name, description, { subAttributes, ...characteristics })

/** RFC 7643 §2.4: the default sub-attributes of a multi-valued attribute. */
export const plural = (
  name: string,
  description: string,
  value: Attribute,
  canonicalValues: readonly string[] = [],
): Attribute =>
  complex(
    name,
    description,
    [
      value,
      string('display', 'A name for people to read.'),
      string('type', 'What the value is for.', { canonicalValues }),
      boolean('primary', 'True for the preferred value; at most one.'),
    ],
    { multiValued: true },
  )

/** By name, whatever its case (RFC 7643 §2.1). */
export function subAttributeOf(attribute: Attribute, name: string): Attribute | undefined {
  const subs = attribute.subAttributes ?? []
  const exact = subs.find((sub) => sub.name === name)
  if (exact) return exact
  const lower = name.toLowerCase()
  return subs.find((sub) => sub.name.toLowerCase() === lower)
}
