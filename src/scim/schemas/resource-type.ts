/** Resource types: a core schema with its extensions, and the way from a path in a message to a declared attribute. */
import { type Attribute, subAttributeOf } from './attribute.js'
import { enterpriseUserSchema } from './enterprise-user.js'
import { groupSchema } from './group.js'
import { commonAttributes, userSchema } from './user.js'

export interface Schema {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly attributes: readonly Attribute[]
}

type AttributesByName = ReadonlyMap<string, Attribute>

export interface Extension {
  readonly schema: Schema
  /** By name in lower case. */
  readonly attributes: AttributesByName
}

export interface ResourceType {
  readonly name: 'User' | 'Group'
  readonly endpoint: '/Users' | '/Groups'
  readonly schema: Schema
  /** By name in lower case, the common ones included. */
  readonly attributes: AttributesByName
  /** By URN in lower case. None is required. */
  readonly extensions: ReadonlyMap<string, Extension>
}

/** `[urn:]name[.sub]`, as written (RFC 7644 §3.10). */
export interface AttributePath {
  readonly urn?: string
  readonly name: string
  readonly sub?: string
}

/** A path found in a schema. No `attribute`: the extension as a whole. */
export interface AttributeReference {
  /** The extension's URN; undefined for the core schema and common attributes. */
  readonly extension: string | undefined
  readonly attribute: Attribute | undefined
  readonly sub: Attribute | undefined
}

const byName = (attributes: readonly Attribute[]): AttributesByName =>
  new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]))

const extend = (schema: Schema): [string, Extension] => [
  schema.id.toLowerCase(),
  { schema, attributes: byName(schema.attributes) },
]

export const userType: ResourceType = {
  name: 'User',
  endpoint: '/Users',
  schema: userSchema,
  attributes: byName([...commonAttributes, ...userSchema.attributes]),
  extensions: new Map([extend(enterpriseUserSchema)]),
}

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  schema: groupSchema,
  attributes: byName([...commonAttributes, ...groupSchema.attributes]),
  extensions: new Map(),
}

function within(
  attributes: AttributesByName,
  extension: string | undefined,
  { name, sub }: AttributePath,
): AttributeReference | undefined {
  const attribute = attributes.get(name.toLowerCase())
  if (!attribute) return undefined
  if (sub === undefined) return { extension, attribute, sub: undefined }
  const found = subAttributeOf(attribute, sub)
  return found && { extension, attribute, sub: found }
}

/** Undefined when no schema of the type knows the path. */
export function findAttribute(
  type: ResourceType,
  path: AttributePath,
): AttributeReference | undefined {
  if (path.urn === undefined) return within(type.attributes, undefined, path)
  const urn = path.urn.toLowerCase()
  if (urn === type.schema.id.toLowerCase()) return within(type.attributes, undefined, path)
  const extension = type.extensions.get(urn)
  if (extension) return within(extension.attributes, extension.schema.id, path)
  // The URN alone: its last word was read as an attribute's name.
  const whole = type.extensions.get(`${urn}:${path.name.toLowerCase()}`)
  const isWhole = whole !== undefined && path.sub === undefined
  return isWhole ? { extension: whole.schema.id, attribute: undefined, sub: undefined } : undefined
}
