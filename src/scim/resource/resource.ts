/** A User or Group as a body, as a value, and as it is kept: `schemas`, the attributes, the extensions; `id` and `meta` are the service's. */
import { tolerating, type Tolerance } from '../dialects/tolerance.js'
import { invalidSyntax, invalidValue } from '../errors.js'
import {
  isObject,
  isList,
  type Json,
  type JsonObject,
  kindOf,
  memberNamed,
  valueIn,
} from '../json.js'
import type { Extension, ResourceType } from '../schemas/resource-type.js'
import { parseFields } from './values.js'

/** The URNs a body or message names. */
export function schemasIn(body: JsonObject, expected: string, tolerance: Tolerance): void {
  const sent = memberNamed(body, 'schemas') ?? []
  if (!isList(sent) || !sent.every((urn) => typeof urn === 'string')) {
    throw invalidSyntax('schemas must be an array of URNs')
  }
  const urns = tolerance.schemas(sent, expected).map((urn) => urn.toLowerCase())
  if (!urns.includes(expected.toLowerCase())) throw invalidSyntax(`schemas must name ${expected}`)
}

function parseExtension(
  body: JsonObject,
  { schema, attributes }: Extension,
  tolerance: Tolerance,
): JsonObject | undefined {
  const key = Object.keys(body).find((name) => name.toLowerCase() === schema.id.toLowerCase())
  const sent = key === undefined ? undefined : valueIn(body, key)
  if (sent === undefined || sent === null) return undefined
  if (!isObject(sent)) throw invalidValue(`${schema.id} must be an object, got ${kindOf(sent)}`)
  const find = (name: string) => attributes.get(name.toLowerCase())
  const fields = parseFields(sent, find, `${schema.id}:`, tolerance)
  return fields.size > 0 ? Object.fromEntries(fields) : undefined
}

/** RFC 7643 §3: the core schema, and the extensions that hold something. */
export function schemasOf(type: ResourceType, resource: JsonObject): readonly string[] {
  const extensions = [...type.extensions.values()].map(({ schema }) => schema.id)
  return [type.schema.id, ...extensions.filter((urn) => Object.hasOwn(resource, urn))]
}

export function checkRequired(type: ResourceType, resource: JsonObject): void {
  const missing = type.schema.attributes.find(
    ({ name, required }) => required && valueIn(resource, name) === undefined,
  )
  if (missing) throw invalidValue(`${missing.name} is required`)
}

/** The body of a POST or PUT → what it asserts. */
export function parseResource(
  body: unknown,
  type: ResourceType,
  tolerance: Tolerance = tolerating(),
): JsonObject {
  if (!isObject(body)) throw invalidSyntax(`a ${type.name} must be an object, got ${kindOf(body)}`)
  schemasIn(body, type.schema.id, tolerance)
  const find = (name: string) => type.attributes.get(name.toLowerCase())
  const fields = parseFields(body, find, '', tolerance)
  // Nothing is checked against it and nothing keeps it: people sign in by SSO.
  fields.delete('password')
  for (const extension of type.extensions.values()) {
    const sent = parseExtension(body, extension, tolerance)
    if (sent) fields.set(extension.schema.id, sent)
  }
  const resource = Object.fromEntries(fields)
  checkRequired(type, resource)
  return Object.assign({ schemas: schemasOf(type, resource) }, resource)
}

/**
 * RFC 7644 §3.5.1 lets a PUT that leaves something out mean "cleared" or "not asserted". Cleared, but for these: nobody
 * is let in or out, loses the IdP's identifier, or leaves a group because a client forgot to say otherwise.
 */
const keptUnlessSaid = ['externalId', 'active', 'members']

/** What PUT makes of a resource: `parsed`, and of `current` what a client cannot change. */
export function replaceResource(
  current: JsonObject,
  parsed: JsonObject,
  type: ResourceType,
): JsonObject {
  const isKept = (name: string): boolean =>
    type.attributes.get(name.toLowerCase())?.mutability === 'readOnly' ||
    (keptUnlessSaid.includes(name) && !Object.hasOwn(parsed, name))
  const kept = Object.entries(current).filter(([name]) => isKept(name))
  return { ...Object.fromEntries(kept), ...parsed }
}

export interface Meta {
  readonly created: Date
  readonly lastModified: Date
  /** The resource's URI. */
  readonly location: string
  /** As `versionTag` writes it. */
  readonly version: string
}

const metaOf = (type: ResourceType, meta: Meta): JsonObject => ({
  resourceType: type.name,
  created: meta.created.toISOString(),
  lastModified: meta.lastModified.toISOString(),
  location: meta.location,
  version: meta.version,
})

/** With what the service gives it (RFC 7643 §3.1), in the order people expect to read. */
export function stampResource(
  resource: JsonObject,
  type: ResourceType,
  id: string,
  meta: Meta,
): JsonObject {
  const { schemas, id: _id, meta: _meta, ...attributes } = resource
  return { schemas: schemas as Json, id, ...attributes, meta: metaOf(type, meta) }
}

const harmless = /^[\w.:/-]*$/

/** A JSON string; ids and addresses are seldom more than harmless characters, and JSON.stringify is slow to begin. */
const quoted = (text: string): string => (harmless.test(text) ? `"${text}"` : JSON.stringify(text))

const metaText = ({ name }: ResourceType, meta: Meta): string => {
  const created = meta.created.toISOString()
  const isAsCreated = meta.lastModified.getTime() === meta.created.getTime()
  const lastModified = isAsCreated ? created : meta.lastModified.toISOString()
  return `{"resourceType":"${name}","created":"${created}","lastModified":"${lastModified}","location":${quoted(meta.location)},"version":${JSON.stringify(meta.version)}}`
}

/**
 * The same for a resource kept as JSON text, without parsing it.
 * @param text - of what `parseResource`, `replaceResource` or `applyPatch` made: it has `schemas`, and nothing read-only
 * @param more - attributes kept elsewhere: `groups`, `members`
 */
export function stampText(
  text: string,
  type: ResourceType,
  id: string,
  meta: Meta,
  more: JsonObject = {},
): string {
  const besides = Object.entries(more).map(([name, value]) => `,"${name}":${JSON.stringify(value)}`)
  return `${text.slice(0, -1)},"id":${quoted(id)}${besides.join('')},"meta":${metaText(type, meta)}}`
}
