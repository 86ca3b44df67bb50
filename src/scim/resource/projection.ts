/** Which attributes an answer shows: `attributes`, `excludedAttributes` (RFC 7644 §3.9) and `returned` (RFC 7643 §2.2). */
import { invalidValue } from '../errors.js'
import { parseAttributePath } from '../filter/attribute-path.js'
import { isList, isObject, type Json, type JsonObject } from '../json.js'
import { type Attribute, subAttributeOf } from '../schemas/attribute.js'
import { findAttribute, type ResourceType } from '../schemas/resource-type.js'

/** Of a container: names → the whole of it, or only these of its sub-attributes. */
type Selection = ReadonlyMap<string, 'whole' | ReadonlySet<string>>

export interface Projection {
  readonly type: ResourceType
  readonly only: Selection | undefined
  readonly except: Selection
}

const none: Selection = new Map()

/** `urn:…:User:department` is the sub-attribute `department` of `urn:…:User` here. */
function place(type: ResourceType, name: string): readonly [string, ...string[]] | undefined {
  const path = parseAttributePath(name)
  const found = path && findAttribute(type, path)
  if (!found) return undefined
  const { extension, attribute, sub } = found
  const names = [extension, attribute?.name, sub?.name].filter((part) => part !== undefined)
  const [first, ...rest] = names
  return first === undefined ? undefined : [first, ...rest.slice(0, 1)]
}

/** Unknown names select nothing, and are no error. */
function selectionOf(type: ResourceType, names: readonly string[]): Selection {
  const selection = new Map<string, 'whole' | Set<string>>()
  for (const name of names) {
    const [outer, inner] = place(type, name) ?? []
    if (outer === undefined) continue
    const known = selection.get(outer)
    if (inner === undefined || known === 'whole') selection.set(outer, 'whole')
    else selection.set(outer, (known ?? new Set()).add(inner))
  }
  return selection
}

const namesIn = (list: string | readonly string[]): readonly string[] =>
  (typeof list === 'string' ? list.split(',') : list).map((name) => name.trim()).filter(Boolean)

interface Asked {
  readonly attributes?: string | readonly string[] | undefined
  readonly excludedAttributes?: string | readonly string[] | undefined
}

/** Undefined: nothing was asked, and a resource is shown as it is kept. */
export function parseProjection(
  { attributes, excludedAttributes }: Asked,
  type: ResourceType,
): Projection | undefined {
  const only = namesIn(attributes ?? [])
  const except = namesIn(excludedAttributes ?? [])
  if (only.length > 0 && except.length > 0) {
    throw invalidValue('attributes and excludedAttributes exclude each other')
  }
  if (only.length > 0) return { type, only: selectionOf(type, only), except: none }
  return except.length > 0
    ? { type, only: undefined, except: selectionOf(type, except) }
    : undefined
}

/** Whether any of an attribute will be shown: `members` of a large group need not be read otherwise. */
export function shows(projection: Projection | undefined, name: string): boolean {
  if (!projection) return true
  const { only, except } = projection
  return only ? only.has(name) : except.get(name) !== 'whole'
}

const pick = (json: Json, keeps: (name: string) => boolean): Json | undefined => {
  if (isList(json)) {
    const elements = json.map((element) => pick(element, keeps)).filter((one) => one !== undefined)
    return elements.length > 0 ? elements : undefined
  }
  if (!isObject(json)) return json
  const kept = Object.entries(json).filter(([name]) => keeps(name))
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

const isAlways = (attribute: Attribute | undefined): boolean => attribute?.returned === 'always'

function shown(name: string, json: Json, projection: Projection): Json | undefined {
  const attribute = projection.type.attributes.get(name.toLowerCase())
  if (attribute?.returned === 'never') return undefined
  if (isAlways(attribute)) return json
  const always = (sub: string): boolean => isAlways(attribute && subAttributeOf(attribute, sub))
  const { only, except } = projection
  const wanted = only?.get(name)
  if (only) {
    if (wanted === undefined) return undefined
    return wanted === 'whole' ? json : pick(json, (sub) => wanted.has(sub) || always(sub))
  }
  if (attribute?.returned === 'request') return undefined
  const unwanted = except.get(name)
  if (unwanted === undefined) return json
  return unwanted === 'whole' ? undefined : pick(json, (sub) => !unwanted.has(sub) || always(sub))
}

/** No attribute of ours is returned on request only or kept though never returned, so nothing asked is nothing to do. */
export function project(resource: JsonObject, projection: Projection | undefined): JsonObject {
  if (!projection) return resource
  const fields = Object.entries(resource).flatMap(([name, json]) => {
    const value = shown(name, json, projection)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(fields)
}
