/** The path of an operation → the attribute it is about (RFC 7644 §3.5.2, figure 7). */
import type { Tolerance } from '../dialects/tolerance.js'
import { invalidPath } from '../errors.js'
import type { Filter, PatchPath } from '../filter/filter.js'
import { parsePatchPath } from '../filter/parse.js'
import { toElementPredicate } from '../filter/plan.js'
import type { Json, JsonObject } from '../json.js'
import { parseElement } from '../resource/values.js'
import { type Attribute, subAttributeOf } from '../schemas/attribute.js'
import { findAttribute, type ResourceType } from '../schemas/resource-type.js'
import type { Target } from './operation.js'

const plain = (
  path: string,
  extension: string | undefined,
  attribute: Attribute | undefined,
  sub?: Attribute,
): Target => ({ path, extension, attribute, filter: undefined, template: undefined, sub })

export const targetOf = (attribute: Attribute, extension: string | undefined): Target =>
  plain(
    extension === undefined ? attribute.name : `${extension}:${attribute.name}`,
    extension,
    attribute,
  )

const comparisonsIn = (filter: Filter): readonly Filter[] =>
  filter.kind === 'and' ? filter.of : [filter]

/** `type eq "work" and primary eq true` → { type: "work", primary: true }; undefined when a filter says less, or other. */
function described(
  filter: Filter,
  attribute: Attribute,
  tolerance: Tolerance,
): JsonObject | undefined {
  const fields = comparisonsIn(filter).map((one): readonly [string, Json] | undefined => {
    if (one.kind !== 'compare' || one.operator !== 'eq' || one.value === null) return undefined
    const sub = subAttributeOf(attribute, one.path.name)
    if (!sub) return undefined
    const value = parseElement(sub, tolerance.value(one.value, sub), sub.name, tolerance)
    return value === undefined ? undefined : [sub.name, value]
  })
  const known = fields.filter((field) => field !== undefined)
  return known.length === fields.length ? Object.fromEntries(known) : undefined
}

function filtered(
  base: Target,
  { filter, sub }: PatchPath,
  attribute: Attribute,
  tolerance: Tolerance,
): Target {
  if (filter === undefined) return base
  if (!attribute.multiValued || attribute.type !== 'complex') {
    throw invalidPath(`${base.path}: only a list of complex values can be filtered`)
  }
  const { path } = targetOf(attribute, base.extension)
  const predicate = toElementPredicate(filter, attribute, path, tolerance)
  const part = sub === undefined ? undefined : subAttributeOf(attribute, sub)
  if (sub !== undefined && !part) throw invalidPath(`${base.path} has no ${sub}`)
  const template = described(filter, attribute, tolerance)
  return { ...base, filter: predicate, template, sub: part }
}

export function parseTarget(text: string, type: ResourceType, tolerance: Tolerance): Target {
  const patchPath = parsePatchPath(text)
  const found = findAttribute(type, patchPath.path)
  if (!found) throw invalidPath(`${type.name} has no attribute ${text}`)
  const { extension, attribute, sub } = found
  if (!attribute) {
    if (patchPath.filter) throw invalidPath(`${text}: an extension cannot be filtered`)
    return plain(text, extension, undefined)
  }
  if (sub && patchPath.filter) throw invalidPath(`${text}: filter the list, not its parts`)
  return filtered(plain(text, extension, attribute, sub), patchPath, attribute, tolerance)
}
